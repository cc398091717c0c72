/** How far the groups of the bus are behind, whoever their members are. */
import type { Lag } from '@postbus/ports';
import type { ClusterReader, Position } from './cluster.ts';
import { protocolError } from './kafka-fault.ts';
import type { Names } from './names.ts';
import { fromMessage } from './record-format.ts';

interface TopicEnds {
  readonly oldest: readonly Position[];
  readonly newest: ReadonlyMap<number, number>;
}

const firstOfEach = { wait: 0, bytes: 2 ** 20, bytesPerPartition: 16 * 2 ** 10 };

export class GroupLag {
  readonly #names: Names;
  /** When the record at a committed offset was published, by group, partition and offset. */
  #published = new Map<string, number>();

  constructor(names: Names) {
    this.#names = names;
  }

  /**
   * @param groups by their names in the cluster
   * @param now epoch milliseconds
   * @throws what kafkajs throws
   */
  async read(cluster: ClusterReader, groups: readonly string[], now: number): Promise<Lag[]> {
    const ends = new Map<string, TopicEnds | undefined>();
    const published = new Map<string, number>();
    const all: Lag[] = [];
    for (const groupId of groups) {
      const own = this.#names.fromGroup(groupId);
      if (own === undefined) continue;
      const { group, topic } = own;
      const name = this.#names.topic(topic);
      if (!ends.has(name)) ends.set(name, await endsOf(cluster, name));
      const topicEnds = ends.get(name);
      if (topicEnds === undefined) continue;
      const positions = await positionsOf(cluster, groupId, name, topicEnds);
      const behind = positions.filter(({ records }) => records > 0);
      await this.#learn(cluster, groupId, name, behind, published);
      for (const { partition, offset, records } of positions) {
        const oldest = published.get(key(groupId, partition, offset)) ?? now;
        all.push({ topic, group, partition, records, age: records === 0 ? 0 : Math.max(0, now - oldest) });
      }
    }
    this.#published = published;
    return all;
  }

  /** When the first records behind were published; a broker is asked only where a group has moved. */
  async #learn(
    cluster: ClusterReader,
    groupId: string,
    topic: string,
    behind: readonly Position[],
    published: Map<string, number>,
  ): Promise<void> {
    let unknown = behind.filter(({ partition, offset }) => {
      const known = this.#published.get(key(groupId, partition, offset));
      if (known !== undefined) published.set(key(groupId, partition, offset), known);
      return known === undefined;
    });
    while (unknown.length > 0) {
      const first = await firstRecords(cluster, topic, unknown);
      for (const { partition, offset } of unknown) {
        const at = first.get(partition);
        if (at !== undefined) published.set(key(groupId, partition, offset), at);
      }
      // A broker answers one partition at least in full; those whose first batch was too large are asked for again.
      if (first.size === 0) return;
      unknown = unknown.filter(({ partition }) => !first.has(partition));
    }
  }
}

interface Behind extends Position {
  readonly records: number;
}

async function positionsOf(cluster: ClusterReader, groupId: string, topic: string, ends: TopicEnds): Promise<Behind[]> {
  const committed = new Map(
    (await cluster.committed(groupId, topic)).map(({ partition, offset }) => [partition, offset]),
  );
  return ends.oldest.map(({ partition, offset: oldest }) => {
    const offset = Math.max(oldest, committed.get(partition) ?? 0);
    return { partition, offset, records: Math.max(0, (ends.newest.get(partition) ?? 0) - offset) };
  });
}

/** Undefined for the topic of a group that is not the bus' after all, or was removed. */
async function endsOf(cluster: ClusterReader, topic: string): Promise<TopicEnds | undefined> {
  try {
    await cluster.open(topic);
  } catch (error) {
    if (protocolError(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined;
    throw error;
  }
  const newest = await cluster.ends(topic, 'newest');
  return {
    oldest: await cluster.ends(topic, 'oldest'),
    newest: new Map(newest.map(({ partition, offset }) => [partition, offset])),
  };
}

async function firstRecords(
  cluster: ClusterReader,
  topic: string,
  from: readonly Position[],
): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  for (const [nodeId, led] of cluster.leaders(
    topic,
    from.map(({ partition }) => partition),
  )) {
    const own = from.filter(({ partition }) => led.includes(partition));
    for (const { partition, messages } of await cluster.fetch(nodeId, topic, own, firstOfEach)) {
      const [first] = messages;
      if (first !== undefined) found.set(partition, fromMessage(first, topic, partition).publishedAt);
    }
  }
  return found;
}

function key(groupId: string, partition: number, offset: number): string {
  return `${groupId} ${partition} ${offset}`;
}
