/** What the publisher of the outbox tells on `node:diagnostics_channel`. */
import { type Channel, channel } from 'node:diagnostics_channel';

/** Whether the process that committed events sends them, or the holder of their shard's lease what was left behind. */
export type Sender = 'committer' | 'holder';

/** `postbus.outbox.published`: events became durable on the bus. */
export interface OutboxPublished {
  readonly by: Sender;
  readonly events: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** `postbus.outbox.failed`: events could not be sent or removed, and will be sent (again). */
export interface OutboxFailed {
  readonly by: Sender;
  /** Milliseconds until then. */
  readonly wait: number;
  readonly error: unknown;
}

/** `postbus.outbox.held`: a shard was taken (`true`) or lost to another publisher. */
export interface OutboxHeld {
  readonly shard: number;
  readonly held: boolean;
}

export const outboxPublished = channel('postbus.outbox.published') as Channel<OutboxPublished>;
export const outboxFailed = channel('postbus.outbox.failed') as Channel<OutboxFailed>;
export const outboxHeld = channel('postbus.outbox.held') as Channel<OutboxHeld>;
