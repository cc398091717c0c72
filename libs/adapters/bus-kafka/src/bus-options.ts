/** Settings of the bus over Kafka and their defaults. Times are milliseconds. */
import type { TopicOptions } from '@postbus/bus-partitions';
import { type Clock, systemClock } from '@postbus/ports';

/** PEM texts; `true` where the system's certificate authorities and no client certificate do. */
export type KafkaTls = true | { readonly ca?: string; readonly cert?: string; readonly key?: string };

export interface KafkaLogin {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

export interface KafkaBusOptions {
  /** `host:port` of some brokers; the others are learned from them. */
  readonly brokers: readonly string[];
  /** Names this program in the brokers' logs and quotas: `postbus`. */
  readonly clientId?: string;
  readonly ssl?: KafkaTls;
  readonly sasl?: KafkaLogin;
  /** Put before the names of topics, groups and transactions on a cluster shared with others; not seen through the port. */
  readonly prefix?: string;
  /** Lets through what can lose records: fewer replicas, one in-sync replica, unclean elections, passwords in plain text. */
  readonly development?: boolean;
  /** By topic name: made and checked at the start, other topics at their first use. */
  readonly topics?: Readonly<Record<string, TopicOptions>>;
  /** Of a topic that says nothing else: 64. */
  readonly partitions?: number;
  /** Copies of each partition: 3. */
  readonly replication?: number;
  /** Copies that hold a record before its publish is fulfilled: 2. */
  readonly minInsyncReplicas?: number;
  /** Of a topic that says nothing else: 7 days. */
  readonly retention?: number;
  /** Of `<topic>.dlq`: 14 days. */
  readonly deadLetterRetention?: number;
  /** A dead letter published longer ago is not redriven, since its effects' dedupe keys may be forgotten: 30 days. */
  readonly dedupeRetention?: number;
  /** Of a publish that says nothing else: 30 s. */
  readonly publishDeadline?: number;
  /** Of one record, key and headers included: 16 MiB. Stops one huge record from holding up all readers. */
  readonly maxRecordBytes?: number;
  /** Of records waiting to be sent: 64 MiB. Stops publishers from filling the memory while the brokers are away. */
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
  /** Finished records are committed at least this often: 250 ms. */
  readonly commitEvery?: number;
  /** How long a close lets handlers finish before their signal is aborted: 10 s. */
  readonly closeWithin?: number;
  /** How long running handlers may hold up the group when its partitions are shared out anew: 5 s. */
  readonly handOverWithin?: number;
  /** How long the group waits for a process that died or hangs before others get its partitions: 15 s. */
  readonly sessionTimeout?: number;
  readonly clock?: Clock;
}

type Optional = 'ssl' | 'sasl';

export type BusSettings = Required<Omit<KafkaBusOptions, Optional>> & Pick<KafkaBusOptions, Optional>;

const day = 24 * 60 * 60 * 1000;

export function busSettings(options: KafkaBusOptions): BusSettings {
  return {
    clientId: 'postbus',
    prefix: '',
    development: false,
    topics: {},
    partitions: 64,
    replication: 3,
    minInsyncReplicas: 2,
    retention: 7 * day,
    deadLetterRetention: 14 * day,
    dedupeRetention: 30 * day,
    publishDeadline: 30_000,
    maxRecordBytes: 16 * 2 ** 20,
    maxQueuedBytes: 64 * 2 ** 20,
    readAheadBytes: 16 * 2 ** 20,
    concurrency: 16,
    attempts: 3,
    firstRetryWait: 100,
    longestRetryWait: 30_000,
    commitEvery: 250,
    closeWithin: 10_000,
    handOverWithin: 5_000,
    sessionTimeout: 15_000,
    clock: systemClock,
    ...options,
  };
}
