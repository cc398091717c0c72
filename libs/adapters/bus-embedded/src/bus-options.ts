/** Settings of the embedded bus and their defaults. Times are milliseconds. */
import type { TopicOptions } from '@postbus/bus-partitions';
import { type Clock, systemClock } from '@postbus/ports';

export interface EmbeddedBusOptions {
  /** Data folder; `bus.db` and `bus.lock` are made in it. */
  readonly folder: string;
  /** By topic name. */
  readonly topics?: Readonly<Record<string, TopicOptions>>;
  /** Of a topic that says nothing else: 64. */
  readonly partitions?: number;
  /** Of a topic that says nothing else: 7 days. */
  readonly retention?: number;
  /** Of `<topic>.dlq`: 14 days. */
  readonly deadLetterRetention?: number;
  /** A dead letter published longer ago is not redriven, since its effects' dedupe keys may be forgotten: 30 days. */
  readonly dedupeRetention?: number;
  /** How often records past their retention are removed: every minute. */
  readonly pruneEvery?: number;
  /** Of a publish that says nothing else: 30 s. */
  readonly publishDeadline?: number;
  /** Of one record, key and headers included: 16 MiB. Stops one huge record from holding up all readers. */
  readonly maxRecordBytes?: number;
  /** Of records waiting for a commit: 64 MiB. Stops publishers from filling the memory while the disk stands still. */
  readonly maxQueuedBytes?: number;
  /** Of records read ahead for a member: 16 MiB. Stops a slow handler from filling the memory. */
  readonly readAheadBytes?: number;
  /** Records handled beside each other by a member that says nothing else: 16. */
  readonly concurrency?: number;
  /** Tries of a record that fails by its own fault: 3. */
  readonly attempts?: number;
  /** The first wait before another try, doubled each time: 100 ms. */
  readonly firstRetryWait?: number;
  /** The longest wait before another try: 30 s. */
  readonly longestRetryWait?: number;
  /** Committed offsets reach the disk at least this often, or with the next publish: 100 ms. */
  readonly commitEvery?: number;
  /** How long a close lets handlers finish before their signal is aborted: 10 s. */
  readonly closeWithin?: number;
  /** How long an aborted handler may hold up its partition before another member gets it: 5 s. */
  readonly handOverWithin?: number;
  readonly clock?: Clock;
}

export type BusSettings = Required<EmbeddedBusOptions>;

const day = 24 * 60 * 60 * 1000;

export function busSettings(options: EmbeddedBusOptions): BusSettings {
  return {
    topics: {},
    partitions: 64,
    retention: 7 * day,
    deadLetterRetention: 14 * day,
    dedupeRetention: 30 * day,
    pruneEvery: 60_000,
    publishDeadline: 30_000,
    maxRecordBytes: 16 * 2 ** 20,
    maxQueuedBytes: 64 * 2 ** 20,
    readAheadBytes: 16 * 2 ** 20,
    concurrency: 16,
    attempts: 3,
    firstRetryWait: 100,
    longestRetryWait: 30_000,
    commitEvery: 100,
    closeWithin: 10_000,
    handOverWithin: 5_000,
    clock: systemClock,
    ...options,
  };
}
