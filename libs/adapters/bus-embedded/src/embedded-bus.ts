/** MessageBus as a log in SQLite, for one process on one machine. */
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import {
  type Entry,
  channels,
  deadLetterSuffix,
  fromDeadLetter,
  partitionsOf,
  toDeadLetter,
} from '@postbus/bus-partitions';
import type { BusRecord } from '@postbus/contracts';
import {
  type DeadLetter,
  type Lag,
  type MessageBus,
  PortError,
  type RecordHandler,
  type SharedOptions,
  type Subscription,
} from '@postbus/ports';
import { type BusSettings, type EmbeddedBusOptions, busSettings } from './bus-options.ts';
import { CommittedOffsets } from './committed-offsets.ts';
import { ConsumerGroup } from './consumer-group.ts';
import { type DataFolderLock, lockDataFolder } from './data-folder-lock.ts';
import { GroupCommit } from './group-commit.ts';
import { groupLag } from './group-lag.ts';
import { type Partition, type PreparedRecord, RecordLog, prepareRecord } from './record-log.ts';
import { redriveDeadLetters } from './redrive.ts';
import { Retention } from './retention.ts';
import { openLog } from './schema.ts';
import { WalSync } from '@postbus/sqlite-wal';
import { portError } from './sqlite-fault.ts';
import { type OpenSubscription, joinGroup, readBroadcast } from './subscriptions.ts';

/**
 * Opens the bus of a data folder, made where it is not there.
 * @throws {DataFolderError} `folder-in-use`, `folder-unusable`
 * @throws {PortError} `unavailable` where the log in it cannot be read
 */
export function openEmbeddedBus(options: EmbeddedBusOptions): EmbeddedBus {
  const lock = lockDataFolder(options.folder, 'bus');
  try {
    const file = join(options.folder, 'bus.db');
    return new EmbeddedBus(openLog(file), new WalSync(file), lock, busSettings(options));
  } catch (error) {
    lock.release();
    throw portError(error, false);
  }
}

const deadLettersAtOnce = 100;

export class EmbeddedBus implements MessageBus {
  readonly #database: DatabaseSync;
  readonly #sync: WalSync;
  readonly #lock: DataFolderLock;
  readonly #settings: BusSettings;
  readonly #log: RecordLog;
  readonly #offsets: CommittedOffsets;
  readonly #commits: GroupCommit;
  readonly #retention: Retention;
  readonly #groups = new Map<string, ConsumerGroup>();
  readonly #subscriptions = new Set<OpenSubscription>();
  #state: 'open' | 'closing' | 'closed' = 'open';

  constructor(database: DatabaseSync, sync: WalSync, lock: DataFolderLock, settings: BusSettings) {
    this.#database = database;
    this.#sync = sync;
    this.#lock = lock;
    this.#settings = settings;
    this.#log = new RecordLog(database, (topic) => partitionsOf(settings, topic));
    this.#offsets = new CommittedOffsets(database);
    this.#commits = new GroupCommit(this.#log, sync, this.#offsets, settings);
    this.#retention = new Retention(this.#log, this.#commits, settings);
  }

  async publish(records: readonly BusRecord[], options: { readonly deadline?: number } = {}): Promise<void> {
    if (records.length === 0) return;
    const started = performance.now();
    const prepared = records.map(prepareRecord);
    this.#checkSizes(prepared);
    const bytes = prepared.reduce((sum, record) => sum + record.bytes, 0);
    const deadline = started + (options.deadline ?? this.#settings.publishDeadline);
    await this.#commits.run(() => this.#append(prepared), { bytes, durable: true, deadline });
    if (!channels.published.hasSubscribers) return;
    const topics = [...new Set(records.map((record) => record.topic))];
    channels.published.publish({ topics, records: records.length, bytes, duration: performance.now() - started });
  }

  async subscribeShared(topic: string, options: SharedOptions, handler: RecordHandler): Promise<Subscription> {
    const partitions = await this.#open(topic, () => this.#offsets.addGroup(topic, options.group));
    const name = JSON.stringify([topic, options.group]);
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = new ConsumerGroup(topic, options.group, partitions, this.#settings.handOverWithin);
      this.#groups.set(name, group);
    }
    const deadLetter = (entry: Entry, error: unknown) => this.#deadLetter(entry, options.group, error);
    return this.#keep(joinGroup(group, partitions, options, { handler, deadLetter }, this.#context));
  }

  async subscribeBroadcast(topic: string, handler: RecordHandler): Promise<Subscription> {
    const partitions = await this.#open(topic, () => undefined);
    return this.#keep(readBroadcast(partitions, handler, this.#context));
  }

  async deadLetters(
    topic: string,
    page: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<DeadLetter[]> {
    const partition = this.#log.partitions(topic + deadLetterSuffix)?.[0];
    const from = page.after === undefined ? 0 : Number(page.after) + 1;
    const limit = page.limit ?? deadLettersAtOnce;
    return this.#reading(() =>
      partition === undefined ? [] : this.#log.read(partition, from, limit).map(fromDeadLetter),
    );
  }

  async redrive(topic: string, ids: readonly string[]): Promise<number> {
    return this.#reading(() => redriveDeadLetters(topic, ids, this.#context));
  }

  async lag(): Promise<Lag[]> {
    return this.#reading(() => [...groupLag(this.#log, this.#offsets, this.#settings.clock.now())]);
  }

  /** Removes what is past its retention now, as happens by itself every `pruneEvery`. */
  prune(): Promise<void> {
    return this.#retention.prune();
  }

  async close(): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.#retention.stop();
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.close()));
    await this.#commits.close();
    await this.#sync.close();
    this.#shut();
  }

  /** Drops everything as the death of the process would: nothing more is committed, handlers still running count no more. */
  abandon(): void {
    this.#retention.stop();
    for (const subscription of this.#subscriptions) subscription.abandon();
    this.#commits.abandon();
    void this.#sync.close();
    this.#shut();
  }

  get #context() {
    return { log: this.#log, commits: this.#commits, offsets: this.#offsets, settings: this.#settings };
  }

  #shut(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#database.close();
    this.#lock.release();
  }

  #append(records: readonly PreparedRecord[]): void {
    const now = this.#settings.clock.now();
    for (const record of records) this.#log.append(record, now);
  }

  /** The topic's partitions, made if need be together with what `also` writes. */
  async #open(topic: string, also: () => void): Promise<readonly Partition[]> {
    this.#checkOpen();
    const deadline = performance.now() + this.#settings.publishDeadline;
    const make = () => {
      also();
      return this.#log.open(topic);
    };
    const partitions = await this.#commits.run(make, { bytes: 0, durable: false, deadline });
    this.#checkOpen();
    return partitions;
  }

  /** @throws {PortError} `closed`, `unavailable` */
  async #reading<Result>(read: () => Result | Promise<Result>): Promise<Result> {
    this.#checkOpen();
    try {
      return await read();
    } catch (error) {
      throw portError(error, false);
    }
  }

  #keep(subscription: OpenSubscription): Subscription {
    let closed: Promise<void> | undefined;
    const kept = {
      abandon: () => subscription.abandon(),
      close: () => (closed ??= subscription.close().finally(() => this.#subscriptions.delete(kept))),
    };
    this.#subscriptions.add(kept);
    return kept;
  }

  #deadLetter({ record }: Entry, group: string, error: unknown): Promise<void> {
    return this.publish([toDeadLetter(record, { group, error, failedAt: this.#settings.clock.now() })]);
  }

  #checkSizes(records: readonly PreparedRecord[]): void {
    const limit = this.#settings.maxRecordBytes;
    const large = records.find((record) => record.bytes > limit);
    if (large === undefined) return;
    throw new PortError(
      'record-too-large',
      'MessageBus',
      `a record of ${large.topic} has ${large.bytes} bytes, more than ${limit}`,
    );
  }

  #checkOpen(): void {
    if (this.#state !== 'open') throw new PortError('closed', 'MessageBus', 'the bus is closed');
  }
}
