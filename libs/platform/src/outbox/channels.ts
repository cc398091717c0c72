/** What the publisher of the outbox tells on `node:diagnostics_channel`. */
import { type Channel, channel } from 'node:diagnostics_channel';

/** `postbus.outbox.published`: events of a shard were sent. */
export interface OutboxPublished {
  readonly shard: number;
  readonly events: number;
  /** Milliseconds, from reading them until they were durable on the bus. */
  readonly duration: number;
}

/** `postbus.outbox.failed`: a shard's events could not be sent, and will be tried again. */
export interface OutboxFailed {
  readonly shard: number;
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
