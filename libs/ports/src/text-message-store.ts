/**
 * Text messages on their way, what carriers say of them, parts of messages that came in, and who wants none.
 * Every call may throw {PortError} `unavailable`; one that writes, `storage-full` and `outcome-unknown` too. A write is
 * durable when fulfilled.
 */
import type { BusRecord } from '@postbus/contracts';
import type {
  ClaimedJob,
  MailboxId,
  MessageId,
  NewJob,
  TextFault,
  TextMessage,
  TextMessageState,
} from '@postbus/domain';
import type { Versioned } from './device-store.ts';
import type { ClaimOptions } from './job-store.ts';

/** What a carrier told of a part that it took. */
export interface CarrierReceipt {
  /** Name of the channel. */
  readonly channel: string;
  /** The message id in every form that the answer may have had, the surest first. */
  readonly messageIds: readonly string[];
  readonly state: 'submitted' | 'delivered' | 'failed';
  /** The number that it was for, where the carrier tells, by its digits: what is to another one is not meant. */
  readonly recipient?: string;
  readonly fault?: TextFault;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** One part of a message that came in; those of one message have the same key. */
export interface ReceivedPart {
  /** Channel, both numbers and the reference. */
  readonly key: string;
  /** From 1. */
  readonly sequence: number;
  readonly total: number;
  /** Plain JSON of the channel: what the part carries. */
  readonly content: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface OptOut {
  /** Who wants none, E.164. */
  readonly number: string;
  /** Whose messages: the number or name that they come from. */
  readonly sender: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** This process's place among those that share an account with a carrier. */
export interface AccountShare {
  /** From 0 to below `holders`, in the order in which they came. */
  readonly index: number;
  readonly holders: number;
  /** Epoch milliseconds, on the store's clock: from then on it is another's. */
  readonly leasedUntil: number;
}

export interface AddedTextMessage {
  readonly message: TextMessage;
  readonly events: readonly BusRecord[];
}

export interface TextMessageStore {
  /** Adds those whose id is new, and, by the same commit, the events of those to the outbox. @returns whether each was new */
  add(messages: readonly AddedTextMessage[]): Promise<boolean[]>;
  /**
   * Adds one that whoever adds it gives to its channel itself; its job is added by the same commit, claimed already.
   * @returns the job; undefined, and nothing is changed, where the message's id or the job's dedupe key is known, or as
   *   many jobs of its destination are held as may be
   */
  addClaimed(
    added: AddedTextMessage & { readonly job: NewJob },
    claim: Pick<ClaimOptions, 'worker' | 'lease' | 'perDestination'>,
  ): Promise<ClaimedJob | undefined>;
  /**
   * Puts `message` in the place of its version `ifVersion`, finds it from then on by the `messageId`s of its parts within
   * its channel, puts `events` in the outbox, and adds those of `parted` whose id is
   * new, as `add` does, all by one commit. Where one process has the store, puts that wait beside each other share one.
   * @returns its new version
   * @throws {PortError} `conflict` where it has another version, or is gone
   */
  put(
    message: TextMessage,
    ifVersion: number,
    events?: readonly BusRecord[],
    parted?: readonly AddedTextMessage[],
  ): Promise<number>;
  message(id: string): Promise<Versioned<TextMessage> | undefined>;
  /** Those of one submission, in the order of their ids. */
  ofSubmission(submission: string): Promise<Versioned<TextMessage>[]>;
  /** Those whose item it is. */
  ofItem(mailbox: MailboxId, item: MessageId): Promise<Versioned<TextMessage>[]>;
  /** Those that wait for, or are with, a phone of the mailbox: `channel` is `phone` and the state `queued` or `dispatched`, oldest first. */
  forPhones(mailbox: MailboxId): Promise<Versioned<TextMessage>[]>;
  /** Newest submission first; `after` is the id of the last one of the list before: nothing follows one that is gone. */
  list(
    mailbox: MailboxId,
    options: { readonly after?: string; readonly limit: number; readonly states?: readonly TextMessageState[] },
  ): Promise<TextMessage[]>;
  /** How many were submitted by the mailbox, or to `number`, at or after `since` (epoch milliseconds), at most `most`. */
  countSince(
    of: { readonly mailbox: MailboxId } | { readonly number: string },
    since: number,
    most: number,
  ): Promise<number>;
  /** The newest of a mailbox to a number. */
  lastTo(mailbox: MailboxId, number: string): Promise<TextMessage | undefined>;
  /** `channel` is empty before one was chosen. */
  counts(): Promise<{ readonly channel: string; readonly state: TextMessageState; readonly messages: number }[]>;

  /**
   * The message and the index of its part that have the first of these ids that is known in the channel; where the carrier
   * gave an id again, the newer message.
   */
  findPart(
    channel: string,
    messageIds: readonly string[],
  ): Promise<{ readonly message: Versioned<TextMessage>; readonly part: number } | undefined>;
  /** Keeps a receipt whose part is not known yet: it may come before the answer. Beyond `most` of a channel the oldest goes. */
  keepReceipt(receipt: CarrierReceipt, most: number): Promise<void>;
  /** Gives what `takeReceipts` would, and leaves it there: what it tells is stored before it is taken. */
  keptReceipts(channel: string, messageId: string): Promise<CarrierReceipt[]>;
  /** Gives, in the order in which they were kept, and removes the receipts for a part that is known by `messageId` now. */
  takeReceipts(channel: string, messageId: string): Promise<CarrierReceipt[]>;
  /** The next reference for parts to `number`, from 0 to 65535, after another each time. */
  nextReference(channel: string, number: string): Promise<number>;

  /** Keeps a part, where that `key` and `sequence` are not there yet. @returns all that are there, by sequence */
  addReceivedPart(part: ReceivedPart): Promise<ReceivedPart[]>;
  /** Keys whose first part came before `before`, oldest first: their other parts may never come. */
  incompleteSince(before: number, limit: number): Promise<string[]>;
  receivedParts(key: string): Promise<ReceivedPart[]>;
  /** Forgets them, where no more than `most` are there. @returns whether none is left */
  removeReceivedParts(key: string, most: number): Promise<boolean>;

  optOut(entry: OptOut): Promise<void>;
  /** @returns whether it was there */
  optIn(number: string, sender: string): Promise<boolean>;
  isOptedOut(number: string, sender: string): Promise<boolean>;
  optOuts(page?: { readonly after?: Pick<OptOut, 'number' | 'sender'>; readonly limit?: number }): Promise<OptOut[]>;

  /** Takes or renews a share of `account` for `owner`, for `duration` milliseconds; one whose share ended comes last. */
  holdShare(account: string, owner: string, duration: number): Promise<AccountShare>;
  releaseShare(account: string, owner: string): Promise<void>;

  /**
   * Forgets messages that ended before `messagesBefore`, references of numbers that none was given for since, and receipts
   * kept before `receiptsBefore`; epoch milliseconds.
   */
  prune(before: { readonly messagesBefore: number; readonly receiptsBefore: number }): Promise<void>;
}
