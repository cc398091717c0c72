/** What the simulation takes for given: how people use mail, and what was measured of this program. */

/** How people use mail. Each can be set on the command line: `--messages 60`. */
export interface Use {
  /** Messages that come for a mailbox in a day. */
  readonly messages: number;
  /** Bytes of one. */
  readonly messageBytes: number;
  /** Mailboxes here that one message is for. */
  readonly recipients: number;
  /** Changes of a mailbox beside deliveries (read, moved, deleted, sent) for each message that comes. */
  readonly changes: number;
  /** The busiest minute of the day over the day's mean. */
  readonly peak: number;
  /** Phones of a mailbox that wait at any time. */
  readonly phones: number;
  /** Messages that a mailbox holds. */
  readonly kept: number;
}

export const usual: Use = {
  messages: 40,
  messageBytes: 75_000,
  recipients: 1.4,
  changes: 1.5,
  peak: 3,
  phones: 0.8,
  kept: 12_000,
};

/** Measured on two cores of a virtual machine by the benches named; docs/scaling.md. */
export const measured = {
  /** Milliseconds of processor for a message of 4 KiB in ingest and in conversion: `npm run bench -- pipeline`. */
  ingestCpu: 1.6,
  conversionCpu: 3.2,
  /** Milliseconds that the handling of one message takes, most of it waiting for the store. */
  handling: 25,
  /** Bytes of one event of each topic with key and headers: `npm run bench -- pipeline`. */
  receivedBytes: 900,
  changedBytes: 500,
  /** Events that one core of a sync process takes in, of which few concern it: raw kafkajs, design.md. */
  readPerSecond: 55_000,
  /** Bytes of memory of a waiting request with TLS: `npm run bench -- sync`. */
  waitingBytes: 84 * 1024,
  /** Milliseconds of processor to wake a phone and to answer its Sync: `npm run bench -- sync`. */
  wakeCpu: 4,
  /** Bytes in the store for a message beside its MIME: documents, indexes. */
  messageDocuments: 6_000,
  /** Round trips to the store for a delivery. */
  roundTrips: 3,
} as const;

/** What is asked of one machine or one part, so that it runs well: rules of thumb of those who run them. */
export const limits = {
  /** Share of a core that is planned with. */
  utilisation: 0.6,
  /** Cores of one process: Node's main thread and its workers. */
  coresOfConversion: 2,
  /** Records handled beside each other in a process. */
  concurrency: 16,
  /** Bytes of memory of a sync process for requests that wait. */
  waitingMemory: 4 * 1024 ** 3,
  /** Bytes a second that a partition and a broker take in. */
  partitionBytes: 5e6,
  brokerBytes: 50e6,
  /** Replicas of partitions on one broker. */
  brokerPartitions: 4000,
  replication: 3,
  /** Transactions a second, and bytes, of one shard of MongoDB. */
  shardTransactions: 4000,
  shardBytes: 2e12,
  /** Share of a core that a sync process may spend on hints of mailboxes that nobody waits for there. */
  broadcastShare: 0.1,
} as const;
