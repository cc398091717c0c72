/**
 * What the bus tells on `node:diagnostics_channel`, for metrics, logs and traces. Never a key or a value.
 * Messages are made only while somebody listens.
 */
import { type Channel, channel } from 'node:diagnostics_channel';

/** `postbus.bus.published`: one call of `publish` became durable. */
export interface Published {
  readonly topics: readonly string[];
  readonly records: number;
  readonly bytes: number;
  /** Milliseconds from the call to durability. */
  readonly duration: number;
}

/** `postbus.bus.committed`: one transaction, one fsync where `durable`. */
export interface Committed {
  /** Calls of `publish` and other writes that shared it. */
  readonly writes: number;
  readonly durable: boolean;
  /** Milliseconds. */
  readonly duration: number;
}

/** `postbus.bus.handled`: a handler ended. */
export interface Handled {
  readonly topic: string;
  /** Undefined for a broadcast reader. */
  readonly group: string | undefined;
  readonly partition: number;
  readonly attempt: number;
  /** Milliseconds. */
  readonly duration: number;
  /** `abandoned`: it failed after its partition was taken from it, which says nothing about the record. */
  readonly outcome: 'done' | 'failed' | 'abandoned';
}

/** `postbus.bus.retried`: a record will be tried again. */
export interface Retried {
  readonly topic: string;
  readonly group: string;
  readonly partition: number;
  readonly offset: number;
  readonly attempt: number;
  /** Milliseconds until then. */
  readonly wait: number;
  /** Whether the whole partition waits, since the fault is not the record's own. */
  readonly paused: boolean;
  readonly code: string;
  readonly error: unknown;
}

/** `postbus.bus.dead-lettered`: a record went to `<topic>.dlq`. */
export interface DeadLettered {
  readonly topic: string;
  readonly group: string;
  readonly partition: number;
  readonly offset: number;
  readonly attempts: number;
  readonly code: string;
  readonly error: unknown;
  readonly traceparent: string | undefined;
}

/** `postbus.bus.broadcast-failed`: the handler of a broadcast reader failed; the record is dropped for it. */
export interface BroadcastFailed {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly error: unknown;
}

/** `postbus.bus.rebalanced`: members came to a group or left it. */
export interface Rebalanced {
  readonly topic: string;
  readonly group: string;
  readonly members: number;
}

/** `postbus.bus.stalled`: a transaction or a read could not be done now and is tried again. */
export interface Stalled {
  readonly doing: 'write' | 'read' | 'prune';
  readonly error: unknown;
}

/** `postbus.bus.pruned`: retention removed records of a partition. */
export interface Pruned {
  readonly topic: string;
  readonly partition: number;
  readonly records: number;
}

export const channels = {
  published: channel('postbus.bus.published') as Channel<Published>,
  committed: channel('postbus.bus.committed') as Channel<Committed>,
  handled: channel('postbus.bus.handled') as Channel<Handled>,
  retried: channel('postbus.bus.retried') as Channel<Retried>,
  deadLettered: channel('postbus.bus.dead-lettered') as Channel<DeadLettered>,
  broadcastFailed: channel('postbus.bus.broadcast-failed') as Channel<BroadcastFailed>,
  rebalanced: channel('postbus.bus.rebalanced') as Channel<Rebalanced>,
  stalled: channel('postbus.bus.stalled') as Channel<Stalled>,
  pruned: channel('postbus.bus.pruned') as Channel<Pruned>,
} as const;
