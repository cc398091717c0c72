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
import { portError, protocolError } from './kafka-fault.ts';
import type { Names } from './names.ts';
import type { OpenSubscription } from './open-subscription.ts';

/** Milliseconds that a broker holds a fetch back until there is a record. */
const longPoll = 500;
const bytesAtOnce = 4 * 2 ** 20;
const faultWaits = { firstRetryWait: 50, longestRetryWait: 2_000 };

/** @throws {PortError} `unavailable` where the ends of the partitions cannot be learned */
export async function readBroadcast(
  topic: string,
  handler: RecordHandler,
  names: Names,
  settings: BusSettings,
): Promise<OpenSubscription> {
  const cluster = new ClusterReader(settings);
  try {
    await cluster.open(names.topic(topic));
    const ends = await cluster.ends(names.topic(topic), 'newest');
    return new Broadcast(cluster, names.topic(topic), readersOf(topic, ends, handler, settings), settings);
  } catch (error) {
    void cluster.close();
    throw portError(error, `topic ${topic} cannot be read`);
  }
}

interface Reading {
  readonly fetched: FetchedPartition;
  readonly reader: PartitionReader;
}

function readersOf(
  topic: string,
  ends: readonly Position[],
  handler: RecordHandler,
  { concurrency, readAheadBytes }: BusSettings,
): Map<number, Reading> {
  const slots = new HandlerSlots(concurrency);
  const readAhead = readAheadOf(readAheadBytes, ends.length);
  const reading = ({ partition, offset }: Position): Reading => {
    const fetched = new FetchedPartition(topic, partition, offset, readAhead.bytes);
    const reader = new PartitionReader({
      partition: fetched,
      from: offset,
      slots,
      readAhead,
      read: (_, limit, bytes) => fetched.read(limit, bytes),
      handle: (entry, signal) => handleBroadcast(entry, signal, handler),
      finished: () => undefined,
    });
    reader.start();
    return { fetched, reader };
  };
  return new Map(ends.map((end) => [end.partition, reading(end)]));
}

class Broadcast implements OpenSubscription {
  readonly #cluster: ClusterReader;
  readonly #topic: string;
  readonly #readings: ReadonlyMap<number, Reading>;
  readonly #settings: BusSettings;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;

  /** @param topic as the cluster calls it */
  constructor(cluster: ClusterReader, topic: string, readings: ReadonlyMap<number, Reading>, settings: BusSettings) {
    this.#cluster = cluster;
    this.#topic = topic;
    this.#readings = readings;
    this.#settings = settings;
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const { closeWithin, handOverWithin } = this.#settings;
    const readers = [...this.#readings.values()].map(({ reader }) => reader);
    for (const reader of readers) reader.stop();
    await Promise.all(readers.map((reader) => reader.settled(closeWithin)));
    for (const reader of readers) reader.abort();
    await Promise.all(readers.map((reader) => reader.settled(handOverWithin)));
    for (const reader of readers) reader.detach();
    await this.#running;
    await this.#cluster.close();
  }

  abandon(): void {
    this.#closing.abort();
    for (const { reader } of this.#readings.values()) reader.detach();
    void this.#cluster.close();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    for (let faults = 0; !signal.aborted;) {
      const round = new AbortController();
      try {
        const leaders = this.#cluster.leaders(this.#topic, [...this.#readings.keys()]);
        const follow = [...leaders].map(([nodeId, partitions]) =>
          this.#follow(nodeId, partitions, () => (faults = 0), AbortSignal.any([signal, round.signal])),
        );
        await Promise.all(follow).finally(() => round.abort());
      } catch (error) {
        if (signal.aborted) return;
        channels.stalled.publish({ doing: 'read', error });
        await after(retryWait(++faults, faultWaits), undefined, { signal }).catch(() => undefined);
        await this.#recover(error);
      }
    }
  }

  /** Fetches from one broker until the signal or a fault. */
  async #follow(nodeId: string, partitions: readonly number[], passed: () => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const roomy = partitions.map((partition) => this.#readings.get(partition)!.fetched).filter(({ full }) => !full);
      if (roomy.length === 0) {
        await this.#room(partitions, signal);
        continue;
      }
      const from = roomy.map(({ number, next }) => ({ partition: number, offset: next }));
      const limits = { wait: longPoll, bytes: bytesAtOnce, bytesPerPartition: 2 ** 20 };
      const answer = await this.#cluster.fetch(nodeId, this.#topic, from, limits);
      passed();
      if (signal.aborted) return;
      for (const { partition, messages, next } of answer) this.#readings.get(partition)?.fetched.push(messages, next);
    }
  }

  async #room(partitions: readonly number[], signal: AbortSignal): Promise<void> {
    const room = partitions.map((partition) => this.#readings.get(partition)!.fetched.room());
    const closed = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([...room, closed]);
  }

  /** Learns the leaders anew; where retention overtook a reader it goes on with the oldest record kept. */
  async #recover(error: unknown): Promise<void> {
    try {
      await this.#cluster.refresh();
      if (protocolError(error) !== 'OFFSET_OUT_OF_RANGE') return;
      for (const { partition, offset } of await this.#cluster.ends(this.#topic, 'oldest')) {
        this.#readings.get(partition)?.fetched.push([], offset);
      }
    } catch (fault) {
      channels.stalled.publish({ doing: 'read', error: fault });
    }
  }
}
