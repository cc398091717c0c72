/** A text message on its way out: where it is, what carries it, and what became of each of its parts. */
import type { DeviceId, MailboxId, MessageId, TenantId } from './identifiers.ts';

/**
 * - `queued`: waits for its channel; `scheduled`: for its time
 * - `dispatched`: a channel has it, or may have it
 * - `sent`: the channel took it over; `delivered`: the recipient's phone has it
 * - `failed`: nobody got it; `expired`: its validity ended before; `cancelled`: its owner took it back before it left
 * - `unknown`: it may have left, and nothing tells; it is not sent again unless its owner says so
 */
export const textMessageStates = [
  'queued',
  'scheduled',
  'dispatched',
  'sent',
  'delivered',
  'failed',
  'expired',
  'unknown',
  'cancelled',
] as const;
export type TextMessageState = (typeof textMessageStates)[number];

/** States in which a message still waits to be given to a channel. */
export function isWaiting(state: TextMessageState): boolean {
  return state === 'queued' || state === 'scheduled';
}

/** States that nothing but news of a channel, or its owner, changes any more. */
export function isEnded(state: TextMessageState): boolean {
  return !isWaiting(state) && state !== 'dispatched';
}

export type TextMessageKind = 'sms' | 'mms';

/** Where it was submitted. */
export type TextMessageSource = 'activesync' | 'mail' | 'api' | 'command';

export type TextRecipient = {
  /** In E.164 where it is a number of the public network; else as it is dialled, a short code. */
  readonly number: string;
  readonly name?: string;
};

/** What ended, or holds up, a message or a part: never with a text or a whole number in it. */
export type TextFault = {
  /** Stable: `opted-out`, `no-channel`, `ESME_RINVDSTADR`. */
  readonly code: string;
  readonly text: string;
};

/**
 * - `planned`: never given to a connection; `submitting`: may have been
 * - `submitted`: answered; `delivered`, `failed`: by its answer or its receipt
 * - `unknown`: given to a connection, and never answered
 */
export type TextPartState = 'planned' | 'submitting' | 'submitted' | 'delivered' | 'failed' | 'unknown';

/** One message of SMPP. */
export type TextPart = {
  readonly state: TextPartState;
  /** The carrier's name for it, as answered. */
  readonly messageId?: string;
  readonly fault?: TextFault;
};

/** How it is given to a carrier, kept before the first part is: the same after a crash. */
export type CarrierSubmission = {
  /** The sender's number or name. */
  readonly sender: string;
  /** The reference that the parts have in common; absent where there is one part. */
  readonly reference?: number;
  /** Of the first part; the others count on. SMPP 3.4 5.3.2.17 */
  readonly userMessageReference: number;
  /** What each part's PDU carries, base64; gone once no part is to be given to the carrier any more. */
  readonly userData?: readonly { readonly dataCoding: number; readonly header: string; readonly body: string }[];
  readonly parts: readonly TextPart[];
};

/**
 * Relay through a phone. [MS-ASMS] 3.1.5.1
 * - `waiting`: no device has it; `withdrawn`: none had it in time, and none is offered it any more
 * - `offered`: claimed for `device` before its Sync answer was written
 * - `taken`: the device said so, by its next SyncKey or its Delete
 * - `sent`, `failed`: the device added it to Sent Items, or a report to the Inbox
 * - `unknown`: offered or taken, and nothing came after
 */
export type PhoneRelay = {
  readonly state: 'waiting' | 'withdrawn' | 'offered' | 'taken' | 'sent' | 'failed' | 'unknown';
  /** Who has it, or had it before its owner let it wait again. */
  readonly device?: DeviceId;
  /** The device that the owner chose to send it; any that sends where absent. [MS-OXOSMMS] 2.2.1.1 */
  readonly only?: DeviceId;
  /** Epoch milliseconds since when. */
  readonly since: number;
  /** By which the text that `device` was offered is known again: SHA-256 of the message's id and the text, base64url. */
  readonly textDigest?: string;
};

/** What a mail that became a text message is answered by. */
export type TextMessageMail = {
  /** The address that wrote it. */
  readonly from: string;
  /** With its angle brackets. */
  readonly messageId?: string;
  readonly subject?: string;
};

/**
 * One submission to one recipient by a carrier, or to all its recipients by a phone or as one MMS. Plain JSON. The text
 * lies in the mailbox, in the Outbox as long as it waits.
 */
export type TextMessage = {
  /** A UUID. */
  readonly id: string;
  /** The event's id; its recipients may have gone several ways. */
  readonly submission: string;
  /** Id of the part of the submission, where that was parted since it leaves several ways. */
  readonly part?: string;
  readonly tenant: TenantId;
  readonly mailbox: MailboxId;
  /** The object in the Outbox; undefined once it left. */
  readonly item?: MessageId;
  readonly kind: TextMessageKind;
  readonly source: TextMessageSource;
  readonly recipients: readonly TextRecipient[];
  /** Names of the channels that may carry it, the best first, those tried taken away; `phone` is the owner's devices. */
  readonly channels: readonly string[];
  /** The channel that has it, or had it last. */
  readonly channel?: string;
  readonly state: TextMessageState;
  readonly fault?: TextFault;
  /** Epoch milliseconds. */
  readonly submittedAt: number;
  /** When it may leave. */
  readonly dueAt: number;
  /** When it is of no use any more. */
  readonly expiresAt: number;
  /** When it came into its state. */
  readonly changedAt: number;
  /** The sender that its owner asked for, one of theirs. */
  readonly sender?: string;
  readonly carrier?: CarrierSubmission;
  readonly phone?: PhoneRelay;
  readonly mail?: TextMessageMail;
  readonly traceparent?: string;
};

/** A number of a person here. */
export type PhoneNumber = {
  /** E.164: `+14255550123`. */
  readonly number: string;
  /** Epoch milliseconds when an operator or a code sent to it showed whose it is; absent before. */
  readonly verifiedAt?: number;
};
