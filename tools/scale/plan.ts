/** From the number of mailboxes to rates, topics, processes and stores. */
import { type Use, limits, measured } from './assumptions.ts';

export interface Rates {
  /** A second, in the busiest minute. */
  readonly messages: number;
  readonly deliveries: number;
  /** `mailbox.changed.v1` */
  readonly hints: number;
}

export interface TopicPlan {
  readonly topic: string;
  readonly records: number;
  readonly bytes: number;
  readonly partitions: number;
  /** Bytes kept for seven days, all replicas. */
  readonly kept: number;
}

export interface Plan {
  readonly rates: Rates;
  readonly topics: readonly TopicPlan[];
  readonly brokers: number;
  readonly processes: Readonly<Record<'ingest' | 'conversion' | 'sync', number>>;
  readonly waiting: number;
  readonly store: {
    readonly documents: number;
    readonly mime: number;
    readonly transactions: number;
    readonly shards: number;
  };
}

const secondsOfDay = 86_400;
const retentionDays = 7;
/** So many at least, so that a topic can grow without being made anew. */
const fewestPartitions = 64;

export function planFor(mailboxes: number, use: Use): Plan {
  const rates = ratesOf(mailboxes, use);
  const waiting = mailboxes * use.phones;
  const sync = Math.max(
    (waiting * measured.waitingBytes) / limits.waitingMemory,
    coresFor(rates.hints * use.phones, measured.wakeCpu),
  );
  const topics = [
    topicPlan('mail.received.v1', rates.messages, measured.receivedBytes, use, besideEachOther(rates.messages)),
    topicPlan('mailbox.changed.v1', rates.hints, measured.changedBytes, use, sync),
  ];
  const cores = coresFor(rates.messages, measured.conversionCpu);
  const documents = mailboxes * use.kept * measured.messageDocuments;
  const mime = (mailboxes * use.kept * use.messageBytes) / use.recipients;
  const transactions = rates.hints;
  return {
    rates,
    topics,
    brokers: brokersFor(topics),
    processes: {
      ingest: atLeastTwo(coresFor(rates.messages, measured.ingestCpu)),
      conversion: atLeastTwo(cores / limits.coresOfConversion),
      sync: atLeastTwo(sync),
    },
    waiting,
    store: {
      documents,
      mime,
      transactions,
      shards: Math.ceil(Math.max(transactions / limits.shardTransactions, (documents + mime) / limits.shardBytes)),
    },
  };
}

function ratesOf(mailboxes: number, { messages, recipients, changes, peak }: Use): Rates {
  const deliveries = (mailboxes * messages * peak) / secondsOfDay;
  return { messages: deliveries / recipients, deliveries, hints: deliveries * (1 + changes) };
}

/** @param readers processes that share the partitions, each with two at least, so that more can come */
function topicPlan(topic: string, records: number, each: number, use: Use, readers: number): TopicPlan {
  const bytes = records * each;
  const wanted = Math.max(bytes / limits.partitionBytes, readers * 2, fewestPartitions);
  const kept = ((bytes * secondsOfDay) / use.peak) * retentionDays * limits.replication;
  return { topic, records, bytes, partitions: 2 ** Math.ceil(Math.log2(wanted)), kept };
}

function brokersFor(topics: readonly TopicPlan[]): number {
  const bytes = topics.reduce((sum, topic) => sum + topic.bytes, 0) * limits.replication;
  const partitions = topics.reduce((sum, topic) => sum + topic.partitions, 0) * limits.replication;
  return Math.ceil(Math.max(3, bytes / limits.brokerBytes, partitions / limits.brokerPartitions));
}

/** Processes in which so many handlers run beside each other that none waits for another. */
function besideEachOther(messages: number): number {
  return (messages * measured.handling) / 1000 / limits.concurrency / limits.utilisation;
}

/** @param cpu milliseconds for each */
function coresFor(perSecond: number, cpu: number): number {
  return (perSecond * cpu) / 1000 / limits.utilisation;
}

/** One that dies is not missed. */
function atLeastTwo(processes: number): number {
  return Math.max(2, Math.ceil(processes));
}
