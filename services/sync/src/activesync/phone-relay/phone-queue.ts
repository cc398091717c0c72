/** The Outbox of text messages as phones take it: what one of them is to send, and what became of that. [MS-ASMS] 3.1.5.1 */
import type { SmsItem } from '@postbus/activesync';
import type { MessageId, MessageRecord, Operation } from '@postbus/domain';
import type { CommandContext } from '../command-context.ts';

/** What a device is to be told of the Outbox. */
export interface PhoneQueueChanges {
  /** Claimed for the device already, durably. */
  readonly adds: readonly MessageRecord[];
  /** What it is not to hold any more. */
  readonly deletes: readonly MessageId[];
  /** Whether the window cut the list. */
  readonly more: boolean;
}

/** What an Add of a device settles. */
export interface MatchedAdd {
  /** Applied by the step that inserts the item. */
  readonly operations: readonly Operation[];
  /**
   * To be called once they are applied; it may be called again.
   * @param applied what the step gave: a repetition settles nothing
   */
  settled(applied?: { readonly repeated: boolean }): Promise<void>;
}

/** The Outbox of text messages as one phone sees it: what it is to send. [MS-ASMS] 3.2.5.1.1 */
export interface PhoneQueue {
  /**
   * Claims for the device what it may send, and tells what it is to hold now.
   * @param told items that the device holds by the generation that it is at
   * @param window most adds and deletes to tell
   */
  changes(context: CommandContext, told: readonly MessageId[], window: number): Promise<PhoneQueueChanges>;
  /** Whether `changes` would tell anything. */
  hasChanges(context: CommandContext, told: readonly MessageId[]): Promise<boolean>;
  /** How many adds and deletes `changes` would tell of all windows. [MS-ASMS] 3.2.5.2 */
  estimate(context: CommandContext, told: readonly MessageId[]): Promise<number>;
  /** The device came with a SyncKey that shows that it has these: those offered are taken. */
  acknowledged(context: CommandContext, told: readonly MessageId[]): Promise<void>;
  /**
   * The device deleted this one from the Outbox: taken, where it was offered it.
   * @returns false where it never was: a device deletes what it put there itself
   */
  deleted(context: CommandContext, item: MessageId): Promise<boolean>;
  /**
   * A device's Add of a text message to Sent Items (`sent`) or the Inbox (`report`), matched to what it took.
   * @returns undefined where nothing matches
   */
  matched(
    context: CommandContext,
    added: { readonly as: 'sent' | 'report'; readonly item: SmsItem },
  ): Promise<MatchedAdd | undefined>;
}
