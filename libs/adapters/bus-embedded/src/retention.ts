/** Removes records past their topic's retention, committed or not, a few at a time. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { channels, retentionOf } from '@postbus/bus-partitions';
import type { BusSettings } from './bus-options.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Partition, RecordLog } from './record-log.ts';

/** A removal holds up the event loop: it is cut here. */
const recordsAtOnce = 500;

export class Retention {
  readonly #log: RecordLog;
  readonly #commits: GroupCommit;
  readonly #settings: BusSettings;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(log: RecordLog, commits: GroupCommit, settings: BusSettings) {
    this.#log = log;
    this.#commits = commits;
    this.#settings = settings;
    this.#timer = setInterval(() => {
      this.prune().catch((error: unknown) => channels.stalled.publish({ doing: 'prune', error }));
    }, settings.pruneEvery).unref();
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  /** One run over all partitions; a second call joins a run that is under way. @throws {PortError} */
  prune(): Promise<void> {
    this.#running ??= this.#prune().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #prune(): Promise<void> {
    for (const [topic, partitions] of this.#log.topics()) {
      const kept = retentionOf(this.#settings, topic);
      for (const partition of partitions) await this.#prunePartition(partition, kept);
      await nextTurn();
    }
  }

  async #prunePartition(partition: Partition, kept: { readonly age: number; readonly bytes: number }): Promise<void> {
    const publishedBefore = this.#settings.clock.now() - kept.age;
    while (!this.#stopped && partition.start < partition.next) {
      const expired = this.#log.expired(partition, { publishedBefore, keptBytes: kept.bytes, limit: recordsAtOnce });
      if (expired === undefined) return;
      const records = await this.#commits.run(() => this.#log.remove(partition, partition.start, expired + 1), {
        bytes: 0,
        durable: false,
        deadline: performance.now() + this.#settings.pruneEvery,
      });
      partition.start = Math.max(partition.start, expired + 1);
      channels.pruned.publish({ topic: partition.topic, partition: partition.number, records });
    }
  }
}
