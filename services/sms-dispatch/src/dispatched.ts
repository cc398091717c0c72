/** What carries text messages, as sms-dispatch asks it: each kind of channel is one of these. */
import type { TextFault, TextMessage } from '@postbus/domain';
import type { MessageObject } from '@postbus/mapi';
import type { Versioned } from '@postbus/ports';

/** What became of giving a message to a channel. */
export type Dispatched =
  /** Stored in its state; nothing more to do now. */
  | { readonly then: 'ended' }
  /** Epoch milliseconds; nothing of it left that may not leave again. */
  | { readonly then: 'later'; readonly due: number }
  /** Never left here by this channel: the next may carry it. */
  | { readonly then: 'elsewhere'; readonly fault: TextFault };

/** A message whose time has come, held by this worker alone. */
export interface MessageToDispatch {
  /** State `queued`, `scheduled`, or `dispatched` where an earlier worker did not come to an end. */
  readonly message: Versioned<TextMessage>;
  /** The SMS or MMS object in the Outbox; undefined once it is gone from there, which a waiting message never is. */
  readonly object: MessageObject | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A message that is new, and may leave at once. */
export interface MessageToBegin {
  /** State `queued`; not stored yet. */
  readonly message: TextMessage;
  readonly object: MessageObject;
  /** What it comes from. */
  readonly sender: string;
}

/** A message that a channel has room for. */
export interface Begun {
  /** Marked as given to the channel: to be stored as it is before `submit`. */
  readonly message: TextMessage;
  /** As `ChannelDispatch.execute` of what was stored. */
  submit(stored: Versioned<TextMessage>, signal: AbortSignal): Promise<Dispatched>;
  /** Gives up the room; called in any case. */
  leave(): void;
}

/** Gives messages to one channel. */
export interface ChannelDispatch {
  /**
   * Stores every step under the version before it. @param signal aborted once the process stops or the message may be
   * another worker's: nothing more is given to the channel then
   * @throws {PortError} where a store is away, or `conflict`: the message is looked at again
   */
  execute(given: MessageToDispatch, signal: AbortSignal): Promise<Dispatched>;
  /**
   * Takes room for one more message. @param signal as for `execute`
   * @returns undefined where there is none now or within a moment, or it cannot go by this channel
   */
  begin?(given: MessageToBegin, signal: AbortSignal): Promise<Begun | undefined>;
  /** What follows the end of a message, done once more where its worker came to no end itself. @throws {PortError} */
  followUp?(message: TextMessage): Promise<void>;
  /** Whether this process can give anything to it now; always where absent. */
  isReady?(): boolean;
}

/** What goes on beside the jobs: connections, listeners. */
export interface DispatchPart {
  start(): void | Promise<void>;
  /** Lets what goes on end. */
  stop(): Promise<void>;
}
