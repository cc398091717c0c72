/**
 * The members of one group on one topic share its partitions. A partition that changes hands is given on only when the
 * handlers that had it have ended or outstayed their time.
 */
import { type PartitionReader, assign, channels } from '@postbus/bus-partitions';
import type { Partition } from './record-log.ts';

export interface Member {
  /** Makes a reader that goes on where the group is. */
  reader(partition: Partition): PartitionReader;
}

interface Holding {
  readonly member: Member;
  readonly reader: PartitionReader;
  /** Once it is to go to another member: fulfilled when its handlers have ended. */
  released?: Promise<void>;
}

export class ConsumerGroup {
  readonly #topic: string;
  readonly #name: string;
  readonly #partitions: readonly Partition[];
  readonly #members = new Set<Member>();
  readonly #held = new Map<Partition, Holding>();
  readonly #handOverWithin: number;

  constructor(topic: string, name: string, partitions: readonly Partition[], handOverWithin: number) {
    this.#topic = topic;
    this.#name = name;
    this.#partitions = partitions;
    this.#handOverWithin = handOverWithin;
  }

  join(member: Member): void {
    this.#members.add(member);
    this.#rebalance();
  }

  /** Its handlers may end within `grace` milliseconds before they are aborted; then others get its partitions. */
  async leave(member: Member, grace: number): Promise<void> {
    this.#members.delete(member);
    const own = [...this.#held].filter(([, holding]) => holding.member === member);
    const released = own.map(([partition, holding]) => (holding.released ??= this.#release(partition, holding, grace)));
    this.#rebalance();
    await Promise.all(released);
  }

  /** As if the process had died. */
  abandon(): void {
    this.#members.clear();
    for (const { reader } of this.#held.values()) reader.detach();
    this.#held.clear();
  }

  #rebalance(): void {
    if (channels.rebalanced.hasSubscribers) {
      channels.rebalanced.publish({ topic: this.#topic, group: this.#name, members: this.#members.size });
    }
    this.#place();
  }

  #place(): void {
    const owners = this.#partitions.map((partition) => this.#held.get(partition)?.member);
    const assigned = assign([...this.#members], owners);
    for (const [index, partition] of this.#partitions.entries()) {
      const holding = this.#held.get(partition);
      const member = assigned[index];
      if (member === undefined || holding?.member === member) continue;
      if (holding === undefined) this.#give(partition, member);
      else holding.released ??= this.#release(partition, holding, 0);
    }
  }

  #give(partition: Partition, member: Member): void {
    const reader = member.reader(partition);
    this.#held.set(partition, { member, reader });
    reader.start();
  }

  async #release(partition: Partition, { reader }: Holding, grace: number): Promise<void> {
    reader.stop();
    if (grace > 0) await reader.settled(grace);
    reader.abort();
    await reader.settled(this.#handOverWithin);
    reader.detach();
    this.#held.delete(partition);
    this.#place();
  }
}
