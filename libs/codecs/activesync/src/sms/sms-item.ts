/** Text messages as plain values. [MS-ASMS] 2.2.2, [MS-ASEMAIL] 2.2.2 */
import type { Flag } from '../classes/email-flag.ts';
import type { Importance } from '../classes/email.ts';
import type { MobileAddress } from './mobile-address.ts';

/** Where a text message belongs; both are the server's to tell. [MS-ASMS] 2.2.2, [MS-ASCON] 2.2.2.3, 2.2.2.4 */
export interface SmsConversation {
  readonly id: Uint8Array;
  readonly index: Uint8Array;
}

export interface SmsItem {
  readonly from?: MobileAddress;
  readonly to: readonly MobileAddress[];
  /** When it was received; of one in Sent Items, when it was sent. [MS-ASMS] 2.2.2.1.2 */
  readonly dateReceived?: Date;
  readonly importance: Importance;
  readonly read: boolean;
  readonly text: string;
  /** Absent where there is none. */
  readonly flag?: Flag;
  /** The code page that it had as MIME. */
  readonly internetCodePage?: number;
  readonly conversation?: SmsConversation;
}

/** What a server tells has a conversation. */
export interface ServedSmsItem extends SmsItem {
  readonly conversation: SmsConversation;
}

/** What may change of a text message on either side: whether it was read, and its flag. */
export interface SmsChange {
  readonly read?: boolean;
  /** Without any element, or with Status 0, it takes the flag away. [MS-ASEMAIL] 2.2.2.34 */
  readonly flag?: Flag;
}
