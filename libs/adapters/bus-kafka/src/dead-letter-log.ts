/** `<topic>.dlq` as it stands: its dead letters without those that were put back. */
import { deadLetterSuffix } from '@postbus/bus-partitions';
import type { ReceivedRecord } from '@postbus/ports';
import type { ClusterReader } from './cluster.ts';
import type { Names } from './names.ts';
import { OffsetSet } from './offset-set.ts';
import { fromMessage } from './record-format.ts';
import { redrivenBy } from './redrive-marker.ts';

const partition = 0;

export class DeadLetterLog {
  readonly #topic: string;
  readonly #name: string;
  /** Dead letters that were put back, and the markers that say so. */
  #gone = new OffsetSet();
  #seen = 0;
  /** Who is putting back dead letters here, and how many its markers name. */
  readonly #runs = new Map<string, number>();
  #catchingUp: Promise<void> = Promise.resolve();

  /** @param topic whose dead letters they are */
  constructor(topic: string, names: Names) {
    this.#topic = topic + deadLetterSuffix;
    this.#name = names.deadLetters(topic);
  }

  /** Learns what was put back since the last time. @throws what kafkajs throws, as all below */
  catchUp(cluster: ClusterReader): Promise<void> {
    const caughtUp = this.#catchingUp.then(() => this.#catchUp(cluster));
    this.#catchingUp = caughtUp.catch(() => undefined);
    return caughtUp;
  }

  /** Counts the dead letters that markers of `run` name, until it is forgotten. */
  follow(run: string): void {
    this.#runs.set(run, 0);
  }

  /** Dead letters that `run` put back, as far as was learned. */
  putBackBy(run: string): number {
    return this.#runs.get(run) ?? 0;
  }

  forget(run: string): void {
    this.#runs.delete(run);
  }

  /** Up to `limit` dead letters from the offset `from` on, oldest first. */
  async list(cluster: ClusterReader, from: number, limit: number): Promise<ReceivedRecord[]> {
    const letters: ReceivedRecord[] = [];
    if (limit <= 0) return letters;
    for await (const { messages } of cluster.records(this.#name, { partition, offset: from })) {
      for (const message of messages) {
        if (this.#gone.has(Number(message.offset))) continue;
        letters.push(fromMessage(message, this.#topic, partition));
        if (letters.length === limit) return letters;
      }
    }
    return letters;
  }

  /** The dead letters at `offsets`, rising, that are still there. */
  async *at(cluster: ClusterReader, offsets: readonly number[]): AsyncGenerator<ReceivedRecord> {
    const wanted = new Set(offsets.filter((offset) => !this.#gone.has(offset)));
    while (wanted.size > 0) {
      const [first] = wanted;
      const answer = await cluster.records(this.#name, { partition, offset: first! }).next();
      if (answer.done === true) return;
      for (const message of answer.value.messages) {
        if (wanted.has(Number(message.offset))) yield fromMessage(message, this.#topic, partition);
      }
      for (const offset of wanted) if (offset < answer.value.next) wanted.delete(offset);
    }
  }

  async #catchUp(cluster: ClusterReader): Promise<void> {
    await cluster.open(this.#name);
    const [newest] = await cluster.ends(this.#name, 'newest');
    if (newest === undefined || newest.offset < this.#seen) this.#startAnew();
    for await (const { messages, next } of cluster.records(this.#name, { partition, offset: this.#seen })) {
      for (const message of messages) this.#learn(fromMessage(message, this.#topic, partition));
      this.#seen = next;
    }
    const [oldest] = await cluster.ends(this.#name, 'oldest');
    this.#gone.forgetBefore(oldest?.offset ?? 0);
  }

  /** The topic was removed and made again: its offsets name other dead letters. */
  #startAnew(): void {
    this.#gone = new OffsetSet();
    this.#seen = 0;
  }

  #learn(record: ReceivedRecord): void {
    const offsets = redrivenBy(record);
    if (offsets === undefined) return;
    for (const offset of [...offsets, record.offset]) this.#gone.add(offset);
    const followed = this.#runs.get(record.key);
    if (followed !== undefined) this.#runs.set(record.key, followed + offsets.length);
  }
}
