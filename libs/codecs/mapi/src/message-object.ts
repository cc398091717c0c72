/** The canonical form of a message. [MS-OXCMSG] 1.1, 2.2; [MS-OXPROTO] 2.5.3 */
import type { PropertyBag } from './property-bag.ts';

export interface MessageObject {
  readonly properties: PropertyBag;
  /** In the order of their rows; each has PidTagRecipientType. [MS-OXCMSG] 2.2.3.1 */
  readonly recipients: readonly PropertyBag[];
  /** In the order of their PidTagAttachNumber. */
  readonly attachments: readonly AttachmentObject[];
}

export interface AttachmentObject {
  readonly properties: PropertyBag;
  /** There if PidTagAttachMethod is afEmbeddedMessage (5). */
  readonly embedded?: MessageObject;
}

/** Values of PidTagAttachMethod. [MS-OXCMSG] 2.2.2.9 */
export const AttachMethod = {
  afNone: 0,
  afByValue: 1,
  afByReference: 2,
  afByReferenceOnly: 4,
  afEmbeddedMessage: 5,
  afOle: 6,
  afByWebReference: 7,
} as const;

/** Values of PidTagRecipientType, without the flags above. [MS-OXOMSG] 2.2.3.1 */
export const RecipientType = { originator: 0, to: 1, cc: 2, bcc: 3 } as const;
