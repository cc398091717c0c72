/** The partitions that a member of a group has, and a reader over each. */
import { type HandlerSlots, PartitionReader, type ReadAhead, type ReaderOptions } from '@postbus/bus-partitions';
import { FetchedPartition } from './fetched-partition.ts';

export interface Reading {
  readonly fetched: FetchedPartition;
  readonly reader: PartitionReader;
  /** Called once when it was full and has room again. */
  whenRoomy: (() => void) | undefined;
}

export interface MemberPartitionsOptions {
  readonly topic: string;
  readonly slots: HandlerSlots;
  readonly readAhead: ReadAhead;
  readonly handle: ReaderOptions['handle'];
  /** All before `offset` is finished. */
  readonly finished: (partition: number, offset: number) => void;
}

export class MemberPartitions {
  readonly #options: MemberPartitionsOptions;
  readonly #readings = new Map<number, Reading>();
  #assigned: ReadonlySet<number> = new Set();
  #stopped = false;

  constructor(options: MemberPartitionsOptions) {
    this.#options = options;
  }

  /** Partitions that were given to this member and are still its own. */
  owned(): number[] {
    return [...this.#assigned];
  }

  /** The reading of a partition, begun at `from` where it is new; undefined where it is not this member's. */
  reading(partition: number, from: number): Reading | undefined {
    const open = this.#readings.get(partition);
    if (open !== undefined || this.#stopped || !this.#assigned.has(partition)) return open;
    const { topic, slots, readAhead, handle, finished } = this.#options;
    const roomy = (): void => this.#roomy(partition);
    const fetched = new FetchedPartition({ topic, number: partition, from, limit: readAhead.bytes, roomy });
    const reader = new PartitionReader({
      partition: fetched,
      from,
      slots,
      readAhead,
      read: (_, limit, bytes) => fetched.read(limit, bytes),
      handle,
      finished: (lowWater) => finished(partition, lowWater),
    });
    const reading = { fetched, reader, whenRoomy: undefined };
    this.#readings.set(partition, reading);
    reader.start();
    return reading;
  }

  /** Begins no further record, and waits `within` milliseconds for the handlers that run. */
  async hold(within: number): Promise<void> {
    for (const { reader } of this.#readings.values()) reader.hold();
    await this.#settled(within);
  }

  /**
   * Drops what went away, and goes on with what stayed.
   * @param continuous false where others may have had what came back: it begins anew
   * @returns the readings that stayed
   */
  assign(partitions: readonly number[], continuous: boolean): Reading[] {
    this.#assigned = new Set(partitions);
    for (const [partition, reading] of this.#readings) {
      if (!continuous || !this.#assigned.has(partition)) this.#drop(partition, reading);
    }
    const stayed = [...this.#readings.values()];
    for (const { reader } of stayed) reader.goOn();
    return stayed;
  }

  /** Finishes: begins no further record, lets handlers end within `grace`, then `abort` milliseconds after their signal. */
  async finish(grace: number, abort: number): Promise<void> {
    this.#stopped = true;
    for (const { reader } of this.#readings.values()) reader.stop();
    await this.#settled(grace);
    for (const { reader } of this.#readings.values()) reader.abort();
    await this.#settled(abort);
  }

  async #settled(within: number): Promise<void> {
    await Promise.all([...this.#readings.values()].map(({ reader }) => reader.settled(within)));
  }

  #drop(partition: number, { reader }: Reading): void {
    this.#roomy(partition);
    this.#readings.delete(partition);
    reader.detach();
  }

  #roomy(partition: number): void {
    const reading = this.#readings.get(partition);
    const tell = reading?.whenRoomy;
    if (tell === undefined) return;
    reading!.whenRoomy = undefined;
    tell();
  }
}
