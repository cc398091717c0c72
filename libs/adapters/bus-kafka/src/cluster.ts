/**
 * Reading the cluster without a group: offsets, and the records of a partition from an offset on. kafkajs gives its
 * cluster to the assigner of a consumer; one that never runs joins no group and leaves nothing behind. docs/adr/0009
 */
import kafkajs, { type Cluster, type Consumer, type KafkaMessage } from 'kafkajs';
import Batch from 'kafkajs/src/consumer/batch.js';
import type { BusSettings } from './bus-options.ts';
import type { ClientSockets } from './client-sockets.ts';
import { newClient } from './kafka-client.ts';

export interface Position {
  readonly partition: number;
  readonly offset: number;
}

export interface Fetched {
  readonly partition: number;
  /** Committed records from the offset asked for on. */
  readonly messages: readonly KafkaMessage[];
  /** Offset to go on from: after control records and those of aborted transactions. */
  readonly next: number;
}

export interface FetchLimits {
  /** Milliseconds that the broker may wait for a first record. */
  readonly wait: number;
  readonly bytes: number;
  readonly bytesPerPartition: number;
}

const readCommitted = 1;
const scan: FetchLimits = { wait: 0, bytes: 2 ** 20, bytesPerPartition: 2 ** 20 };

export class ClusterReader {
  readonly #consumer: Consumer;
  readonly #sockets: ClientSockets;
  readonly #cluster: Cluster;

  constructor(settings: BusSettings) {
    let given: Cluster | undefined;
    const { kafka, sockets } = newClient(settings);
    this.#sockets = sockets;
    const consumer = kafka.consumer({
      groupId: `${settings.prefix}never-joined`,
      allowAutoTopicCreation: false,
      partitionAssigners: [
        ({ cluster, ...rest }) => {
          given = cluster;
          return kafkajs.PartitionAssigners.roundRobin({ cluster, ...rest });
        },
      ],
    });
    this.#consumer = consumer;
    if (given === undefined) throw new Error('kafkajs gave its assigner no cluster');
    this.#cluster = given;
  }

  /** Makes `topic` known here. @throws what kafkajs throws, as all below */
  async open(topic: string): Promise<void> {
    await this.#cluster.connect();
    await this.#cluster.addTargetTopic(topic);
    await this.#cluster.refreshMetadataIfNecessary();
  }

  /** After a fault: partitions may have other leaders now. */
  async refresh(): Promise<void> {
    await this.#cluster.connect();
    await this.#cluster.refreshMetadata();
  }

  /** The first offset kept of each partition, or the one after the last committed record. */
  async ends(topic: string, end: 'oldest' | 'newest'): Promise<Position[]> {
    const partitions = this.#partitions(topic).map((partition) => ({ partition }));
    const [found] = await this.#cluster.fetchTopicsOffset([{ topic, partitions, fromBeginning: end === 'oldest' }]);
    return (found?.partitions ?? []).map(({ partition, offset }) => ({ partition, offset: Number(offset) }));
  }

  /** The partitions by the broker that leads them. */
  leaders(topic: string, partitions: readonly number[]): Map<string, number[]> {
    return new Map(Object.entries(this.#cluster.findLeaderForPartitions(topic, [...partitions])));
  }

  /** One fetch from one broker. */
  async fetch(nodeId: string, topic: string, from: readonly Position[], limits: FetchLimits): Promise<Fetched[]> {
    const broker = await this.#cluster.findBroker({ nodeId });
    const partitions = from.map(({ partition, offset }) => ({
      partition,
      fetchOffset: String(offset),
      maxBytes: limits.bytesPerPartition,
    }));
    const { responses } = (await broker.fetch({
      isolationLevel: readCommitted,
      maxWaitTime: limits.wait,
      minBytes: 1,
      maxBytes: limits.bytes,
      topics: [{ topic, partitions }],
    })) as { readonly responses: readonly { readonly partitions: readonly { readonly partition: number }[] }[] };
    const asked = new Map(from.map(({ partition, offset }) => [partition, offset]));
    return responses.flatMap((response) =>
      response.partitions.map((data) => fetched(topic, asked.get(data.partition)!, data)),
    );
  }

  /** Committed records of one partition from an offset on, up to the newest at the time of asking. */
  async *records(topic: string, from: Position): AsyncGenerator<Fetched> {
    const { partition } = from;
    const end = (await this.ends(topic, 'newest')).find((newest) => newest.partition === partition)?.offset ?? 0;
    const oldest = (await this.ends(topic, 'oldest')).find((first) => first.partition === partition)?.offset ?? 0;
    for (let offset = Math.max(from.offset, oldest); offset < end;) {
      const [nodeId] = this.leaders(topic, [partition]).keys();
      if (nodeId === undefined) throw new Error(`partition ${partition} of ${topic} has no leader`);
      const [answer] = await this.fetch(nodeId, topic, [{ partition, offset }], scan);
      if (answer === undefined || answer.next <= offset) return;
      yield answer;
      offset = answer.next;
    }
  }

  /** Committed offsets of a group on a topic; -1 where it has none. */
  async committed(groupId: string, topic: string): Promise<Position[]> {
    const coordinator = await this.#cluster.findGroupCoordinator({ groupId });
    const partitions = this.#partitions(topic).map((partition) => ({ partition, offset: '0' }));
    const { responses } = await coordinator.offsetFetch({ groupId, topics: [{ topic, partitions }] });
    return (responses[0]?.partitions ?? []).map(({ partition, offset }) => ({ partition, offset: Number(offset) }));
  }

  async close(): Promise<void> {
    await this.#consumer.disconnect().catch(() => undefined);
    this.end();
  }

  /** At once; what was asked for fails. */
  end(): void {
    this.#sockets.end();
  }

  #partitions(topic: string): number[] {
    return this.#cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId);
  }
}

function fetched(topic: string, from: number, data: { readonly partition: number }): Fetched {
  const batch = new Batch(topic, String(from), data);
  const { partition, messages } = batch;
  const passed = messages.length > 0 || batch.isEmptyDueToFiltering();
  return { partition, messages, next: passed ? Math.max(from, Number(batch.lastOffset()) + 1) : from };
}
