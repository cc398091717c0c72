/** Where a text message comes from, what its state is then, and where it is created. [MS-OXOSMMS] 3.2.1 */
import {
  PidTagClientSubmitTime,
  PidTagHasAttachments,
  PidTagMessageDeliveryTime,
  PidTagMessageFlags,
  PidTagRead,
  type PropertyBag,
  fileTimeOf,
} from '@postbus/mapi';
import { MessageFlag } from '@postbus/oxcmail';

/**
 * - `draft`: being written, saved and not sent
 * - `submitted`: to be sent, by a phone or a carrier
 * - `sent`: it was sent, from here or from the phone itself
 * - `received`: it came to the owner's number
 */
export type TextMessageOrigin = 'draft' | 'submitted' | 'sent' | 'received';

/** Special folders in which text messages are created. [MS-OXOSFLD] 2.2.1 */
export type TextMessageFolder = 'Drafts' | 'Outbox' | 'Sent Items' | 'Inbox';

const folders = { draft: 'Drafts', submitted: 'Outbox', sent: 'Sent Items', received: 'Inbox' } as const;
/** [MS-OXCMSG] 2.2.1.6 */
const mfSubmitted = 0x4;

/**
 * The folder that a message of that origin is created in where its user names no other: Drafts, Inbox or Sent Items
 * ([MS-OXOSMMS] 3.2.1); the Outbox while it waits to be sent, from where phones take it ([MS-ASMS] 3.1.5.1).
 */
export function folderOf(origin: TextMessageOrigin): TextMessageFolder {
  return folders[origin];
}

/**
 * Flags and times. [MS-OXCMSG] 2.2.1.6, [MS-OXOMSG] 2.2.3
 * @param at epoch ms: when it was submitted, sent or received
 * @param isRead counts where the message was received; what the owner wrote is read
 */
export function setOrigin(
  bag: PropertyBag,
  origin: TextMessageOrigin,
  {
    at,
    isRead,
    hasAttachments,
  }: { readonly at: number | undefined; readonly isRead: boolean; readonly hasAttachments: boolean },
): void {
  const state = { draft: MessageFlag.mfUnsent, submitted: mfSubmitted, sent: 0, received: 0 }[origin];
  const read = origin === 'received' ? isRead : origin !== 'draft';
  bag
    .set(PidTagMessageFlags, state | (read ? MessageFlag.mfRead : 0) | (hasAttachments ? MessageFlag.mfHasAttach : 0))
    .set(PidTagRead, read)
    .set(PidTagHasAttachments, hasAttachments);
  if (at === undefined) return;
  const time = fileTimeOf(at);
  if (origin !== 'draft') bag.set(PidTagClientSubmitTime, time);
  if (origin === 'sent' || origin === 'received') bag.set(PidTagMessageDeliveryTime, time);
}
