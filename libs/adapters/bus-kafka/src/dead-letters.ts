/** The dead letters of all topics. */
import { deadLetterSuffix, fromDeadLetter } from '@postbus/bus-partitions';
import type { DeadLetter, MessageBus } from '@postbus/ports';
import type { BusSettings } from './bus-options.ts';
import type { ClusterReaders } from './cluster-readers.ts';
import { DeadLetterLog } from './dead-letter-log.ts';
import type { Names } from './names.ts';
import { redriveDeadLetters } from './redrive.ts';
import type { Topics } from './topics.ts';

const atOnce = 100;

export class DeadLetters {
  readonly #topics: Topics;
  readonly #readers: ClusterReaders;
  readonly #names: Names;
  readonly #settings: BusSettings;
  readonly #logs = new Map<string, DeadLetterLog>();
  /** Of each topic, the redrive that the next one waits for: they would end each other's transactions. */
  readonly #redriving = new Map<string, Promise<unknown>>();

  constructor(topics: Topics, readers: ClusterReaders, names: Names, settings: BusSettings) {
    this.#topics = topics;
    this.#readers = readers;
    this.#names = names;
    this.#settings = settings;
  }

  async list(
    topic: string,
    { after, limit }: Parameters<MessageBus['deadLetters']>[1] & object,
  ): Promise<DeadLetter[]> {
    if (!(await this.#present(topic))) return [];
    const from = after === undefined ? 0 : Number(after) + 1;
    const log = this.#log(topic);
    return this.#readers.read(`the dead letters of ${topic} cannot be read`, async (cluster) => {
      await log.catchUp(cluster);
      return (await log.list(cluster, from, limit ?? atOnce)).map(fromDeadLetter);
    });
  }

  async redrive(topic: string, ids: readonly string[]): Promise<number> {
    if (!(await this.#present(topic))) return 0;
    const offsets = [...new Set(ids.map(Number))].filter(Number.isSafeInteger).sort((a, b) => a - b);
    const before = this.#redriving.get(topic) ?? Promise.resolve();
    const redriven = before.catch(() => undefined).then(() => this.#redrive(topic, offsets));
    this.#redriving.set(topic, redriven);
    return redriven;
  }

  async #redrive(topic: string, offsets: readonly number[]): Promise<number> {
    const partitions = await this.#topics.open(topic);
    const context = { log: this.#log(topic), readers: this.#readers, names: this.#names, settings: this.#settings };
    return redriveDeadLetters(topic, offsets, { ...context, partitions });
  }

  async #present(topic: string): Promise<boolean> {
    return (await this.#topics.find(topic + deadLetterSuffix)) !== undefined;
  }

  #log(topic: string): DeadLetterLog {
    let log = this.#logs.get(topic);
    if (log === undefined) this.#logs.set(topic, (log = new DeadLetterLog(topic, this.#names)));
    return log;
  }
}
