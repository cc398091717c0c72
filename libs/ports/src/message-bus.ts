/**
 * The bus: records in topics, in order for each key.
 * A handler's fault with `retryable` pauses the partition and tries again for ever; another fault, after a few tries,
 * sends the record to `<topic>.dlq` in its original bytes.
 */
import type { BusRecord } from '@postbus/contracts';

export interface ReceivedRecord extends BusRecord {
  readonly partition: number;
  readonly offset: number;
  /** Epoch milliseconds of its publishing. */
  readonly publishedAt: number;
}

export interface Delivery {
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted when the subscription closes or the partition went to another member. */
  readonly signal: AbortSignal;
}

export type RecordHandler = (record: ReceivedRecord, delivery: Delivery) => Promise<void>;

export interface SharedOptions {
  /** Members of a group share the partitions; each record is handled at least once in it. */
  readonly group: string;
  /** Records handled beside each other, of different keys. */
  readonly concurrency?: number;
  /** Tries of a record whose handler fails by the record's own fault, before it goes to the dead letters. */
  readonly attempts?: number;
}

export interface Subscription {
  /** Stops taking records, lets handlers finish, commits, leaves. */
  close(): Promise<void>;
}

export interface DeadLetter {
  /** Names it in `<topic>.dlq`, rising. */
  readonly id: string;
  readonly group: string;
  /** In its original bytes. */
  readonly record: BusRecord;
  /** The error's stable code, or its class. */
  readonly code: string;
  readonly message: string;
  readonly failedAt: number;
}

export interface Lag {
  readonly topic: string;
  readonly group: string;
  readonly partition: number;
  /** Records published and not yet committed. */
  readonly records: number;
  /** Milliseconds since the oldest of them was published; 0 where there is none. */
  readonly age: number;
}

export interface MessageBus {
  /**
   * Makes `records` durable; those of one call on one partition stay in order.
   * @throws {PortError} `outcome-unknown` when `deadline` (milliseconds from now) passes first: they may yet appear;
   *   `unavailable`, `storage-full` or `closed` when surely nothing was kept
   */
  publish(records: readonly BusRecord[], options?: { readonly deadline?: number }): Promise<void>;
  /** Reads from the group's committed offsets; a new group from the topic's oldest record. */
  subscribeShared(topic: string, options: SharedOptions, handler: RecordHandler): Promise<Subscription>;
  /**
   * Reads all that is published after the promise is fulfilled; without offsets, errors of the handler are dropped
   * after telling the channel `postbus.bus.broadcast-failed`.
   */
  subscribeBroadcast(topic: string, handler: RecordHandler): Promise<Subscription>;
  /** Oldest first, after the id given. */
  deadLetters(topic: string, page?: { readonly after?: string; readonly limit?: number }): Promise<DeadLetter[]>;
  /**
   * Puts dead letters back on their topic in their original bytes and removes them; returns how many.
   * @throws {PortError} `redrive-too-old` where dedupe keys may no longer be remembered
   */
  redrive(topic: string, ids: readonly string[]): Promise<number>;
  lag(): Promise<Lag[]>;
  close(): Promise<void>;
}
