/**
 * A reader of all partitions of a topic from now on. It fetches by itself and is in no group: it is positioned before it
 * is given out, no rebalance interrupts it, and however many processes read so, nothing of them is left in the cluster.
 */
import { setTimeout as after } from 'node:timers/promises';
import {
  HandlerSlots,
  PartitionReader,
  channels,
  handleBroadcast,
  readAheadOf,
  retryWait,
} from '@postbus/bus-partitions';
import type { RecordHandler } from '@postbus/ports';
import type { BusSettings } from './bus-options.ts';
import { ClusterReader, type Position } from './cluster.ts';
import { FetchedPartition } from './fetched-partition.ts';
import { protocolError } from './kafka-fault.ts';
import type { Names } from './names.ts';
import type { OpenSubscription } from './open-subscription.ts';
import { tryAgain } from './try-again.ts';

/** `wait`: milliseconds that a broker holds a fetch back until there is a record. */
const limits = { wait: 500, bytes: 4 * 2 ** 20, bytesPerPartition: 2 ** 20 };
const faultWaits = { firstRetryWait: 50, longestRetryWait: 2_000 };

/** @throws {PortError} `unavailable` where the ends of the partitions cannot be learned */
export async function readBroadcast(
  topic: string,
  handler: RecordHandler,
  names: Names,
  settings: BusSettings,
): Promise<OpenSubscription> {
  const name = names.topic(topic);
  const cluster = new ClusterReader(settings);
  const position = async (): Promise<Position[]> => {
    await cluster.open(name);
    return cluster.ends(name, 'newest');
  };
  try {
    const trying = { doing: `topic ${topic} cannot be read`, within: settings.publishDeadline };
    return new Broadcast(topic, name, await tryAgain(position, trying), handler, cluster, settings);
  } catch (error) {
    cluster.end();
    throw error;
  }
}

interface Reading {
  readonly fetched: FetchedPartition;
  readonly reader: PartitionReader;
}

class Broadcast implements OpenSubscription {
  readonly #topic: string;
  readonly #name: string;
  readonly #handler: RecordHandler;
  readonly #cluster: ClusterReader;
  readonly #settings: BusSettings;
  readonly #slots: HandlerSlots;
  readonly #readings: Map<number, Reading>;
  /** Fetches that wait until a partition has room, or until it all ends. */
  readonly #waiting = new Set<() => void>();
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;

  /** @param name of the topic in the cluster */
  constructor(
    topic: string,
    name: string,
    ends: readonly Position[],
    handler: RecordHandler,
    cluster: ClusterReader,
    settings: BusSettings,
  ) {
    this.#topic = topic;
    this.#name = name;
    this.#handler = handler;
    this.#cluster = cluster;
    this.#settings = settings;
    this.#slots = new HandlerSlots(settings.concurrency);
    this.#readings = new Map(ends.map((end) => [end.partition, this.#begin(end, ends.length)]));
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#wake();
    const { closeWithin, handOverWithin } = this.#settings;
    const readers = [...this.#readings.values()].map(({ reader }) => reader);
    for (const reader of readers) reader.stop();
    await Promise.all(readers.map((reader) => reader.settled(closeWithin)));
    for (const reader of readers) reader.abort();
    await Promise.all(readers.map((reader) => reader.settled(handOverWithin)));
    this.abandon();
    await this.#running;
  }

  abandon(): void {
    this.#closing.abort();
    this.#wake();
    for (const { reader } of this.#readings.values()) reader.detach();
    this.#cluster.end();
  }

  #begin({ partition, offset }: Position, partitions: number): Reading {
    // Half of it waits for its reader, half is in its hands.
    const readAhead = readAheadOf(this.#settings.readAheadBytes / 2, partitions);
    const fetched = new FetchedPartition({
      topic: this.#topic,
      number: partition,
      from: offset,
      limit: readAhead.bytes,
      roomy: () => this.#wake(),
    });
    const reader = new PartitionReader({
      partition: fetched,
      from: offset,
      slots: this.#slots,
      readAhead,
      read: (_, limit, bytes) => fetched.read(limit, bytes),
      handle: (entry, signal) => handleBroadcast(entry, signal, this.#handler),
      finished: () => undefined,
    });
    reader.start();
    return { fetched, reader };
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    for (let faults = 0; !signal.aborted;) {
      const round = { over: false };
      try {
        const leaders = this.#cluster.leaders(this.#name, [...this.#readings.keys()]);
        await Promise.all([...leaders].map(([nodeId, led]) => this.#follow(nodeId, led, round, () => (faults = 0))));
      } catch (error) {
        round.over = true;
        this.#wake();
        if (signal.aborted) return;
        channels.stalled.publish({ doing: 'read', error });
        await after(retryWait(++faults, faultWaits), undefined, { signal }).catch(() => undefined);
        await this.#recover(error);
      }
    }
  }

  /** Fetches from one broker what it leads, until the round is over or a fault. */
  async #follow(
    nodeId: string,
    led: readonly number[],
    round: { readonly over: boolean },
    passed: () => void,
  ): Promise<void> {
    const over = () => round.over || this.#closing.signal.aborted;
    while (!over()) {
      const roomy = led.map((partition) => this.#readings.get(partition)!.fetched).filter(({ full }) => !full);
      if (roomy.length === 0) {
        await new Promise<void>((resolve) => this.#waiting.add(resolve));
        continue;
      }
      const from = roomy.map(({ number, next }) => ({ partition: number, offset: next }));
      const answer = await this.#cluster.fetch(nodeId, this.#name, from, limits);
      passed();
      if (over()) return;
      for (const { partition, messages, next } of answer) this.#readings.get(partition)?.fetched.push(messages, next);
    }
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const go of waiting) go();
  }

  async #recover(error: unknown): Promise<void> {
    if (this.#closing.signal.aborted) return;
    try {
      await this.#cluster.refresh();
      if (protocolError(error) === 'OFFSET_OUT_OF_RANGE') await this.#reposition();
    } catch (fault) {
      channels.stalled.publish({ doing: 'read', error: fault });
    }
  }

  /** Goes on with the oldest record kept where retention overtook a reader, or the topic was made anew. */
  async #reposition(): Promise<void> {
    const newest = await this.#cluster.ends(this.#name, 'newest');
    for (const oldest of await this.#cluster.ends(this.#name, 'oldest')) {
      const { partition, offset } = oldest;
      const end = newest.find((position) => position.partition === partition)?.offset ?? offset;
      const { fetched, reader } = this.#readings.get(partition)!;
      if (fetched.next <= end) fetched.push([], offset);
      else {
        reader.detach();
        this.#readings.set(partition, this.#begin(oldest, newest.length));
      }
    }
  }
}
