/**
 * A member of a group on one topic: what kafkajs fetches goes to a reader a partition, what they finish is committed, and
 * a consumer that kafkajs gave up is followed by another, for ever.
 */
import { setTimeout as after } from 'node:timers/promises';
import {
  HandlerSlots,
  type SharedHandling,
  channels,
  handleShared,
  readAheadOf,
  retryWait,
} from '@postbus/bus-partitions';
import type { SharedOptions } from '@postbus/ports';
import type { EachBatchPayload } from 'kafkajs';
import type { BusSettings } from './bus-options.ts';
import { type ConsumerEvents, ConsumerLife, type Subscribed } from './consumer-life.ts';
import { protocolError } from './kafka-fault.ts';
import { MemberPartitions, type Reading } from './member-partitions.ts';
import type { Names } from './names.ts';
import { OffsetCommits } from './offset-commits.ts';
import type { OpenSubscription } from './open-subscription.ts';

const waits = { firstRetryWait: 100, longestRetryWait: 2_000 };
/** Milliseconds that a full partition holds up the fetch that filled it, before it is left out of the next ones. */
const roomWithin = 100;
const fewestBytes = 64 * 2 ** 10;
const mostBytes = 2 ** 20;
/** Commits that fail so come too late: the group has moved on. */
const overtaken = new Set(['ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS', 'UNKNOWN_MEMBER_ID']);

export class GroupMember implements OpenSubscription {
  readonly #topic: string;
  readonly #group: string;
  readonly #subscribed: Subscribed;
  readonly #settings: BusSettings;
  readonly #partitions: MemberPartitions;
  readonly #commits: OffsetCommits;
  #life: ConsumerLife | undefined;
  #commit: EachBatchPayload['commitOffsetsIfNecessary'] | undefined;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;

  constructor(
    topic: string,
    partitions: number,
    options: SharedOptions,
    handling: Pick<SharedHandling, 'handler' | 'deadLetter'>,
    names: Names,
    settings: BusSettings,
  ) {
    this.#topic = topic;
    this.#group = options.group;
    this.#settings = settings;
    // Half of it waits for its reader, half is in its hands.
    const readAhead = readAheadOf(settings.readAheadBytes / 2, partitions);
    this.#subscribed = {
      topic: names.topic(topic),
      groupId: names.group(options.group, topic),
      bytesPerPartition: Math.min(mostBytes, Math.max(fewestBytes, readAhead.bytes)),
      bytesAtOnce: Math.max(mostBytes, Math.floor(settings.readAheadBytes / 2)),
    };
    const shared = {
      ...handling,
      group: options.group,
      attempts: options.attempts ?? settings.attempts,
      waits: settings,
    };
    this.#partitions = new MemberPartitions({
      topic,
      slots: new HandlerSlots(options.concurrency ?? settings.concurrency),
      readAhead,
      handle: (entry, signal) => handleShared(entry, signal, shared),
      finished: (partition, offset) => this.#commits.mark(partition, offset),
    });
    this.#commits = new OffsetCommits(
      settings.commitEvery,
      (offsets) => this.#commitOffsets(offsets),
      (error) => this.#commitFailed(error),
    );
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    const { closeWithin, handOverWithin } = this.#settings;
    this.#life?.pause();
    await this.#partitions.finish(closeWithin, handOverWithin);
    await this.#flush();
    this.#closing.abort();
    await this.#life?.end();
    this.#commits.stop();
    this.#partitions.assign([], false);
    await this.#running;
  }

  /** As if the process had died: nothing more is committed, handlers that run count no more. */
  abandon(): void {
    this.#closing.abort();
    this.#commits.stop();
    this.#partitions.assign([], false);
    this.#life?.kill();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    const closed = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    for (let crashes = 0; !signal.aborted;) {
      const life = new ConsumerLife(
        this.#subscribed,
        this.#events(() => (crashes = 0)),
        this.#settings,
      );
      this.#life = life;
      try {
        await Promise.race([life.run(), closed]);
      } catch (error) {
        if (signal.aborted) return;
        channels.stalled.publish({ doing: 'read', error });
        this.#leave();
        void life.end();
        await after(retryWait(++crashes, waits), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #events(joined: () => void): ConsumerEvents {
    return {
      owned: () => this.#partitions.owned(),
      beforeJoin: () => this.#holdBack(),
      joined: (partitions, continuous) => {
        joined();
        this.#joined(partitions, continuous);
      },
      shared: (members) => channels.rebalanced.publish({ topic: this.#topic, group: this.#group, members }),
      batch: (payload) => this.#take(payload),
      passed: (partition, first, last) => this.#partitions.reading(partition, first)?.fetched.push([], last + 1),
    };
  }

  /** Before the group shares out anew: handlers may end, and what they finished is committed as long as it is ours. */
  async #holdBack(): Promise<void> {
    const within = Math.min(this.#settings.handOverWithin, this.#settings.sessionTimeout / 2);
    await this.#partitions.hold(within);
    await this.#flush();
  }

  #joined(partitions: readonly number[], continuous: boolean): void {
    const before = this.#partitions.owned();
    const stayed = this.#partitions.assign(partitions, continuous);
    const kept = new Set(stayed.map(({ fetched }) => fetched.number));
    for (const partition of before) if (!kept.has(partition)) this.#commits.drop(partition);
    for (const { fetched } of stayed) this.#life?.seek(fetched.number, fetched.next);
  }

  #leave(): void {
    this.#commit = undefined;
    this.#joined([], false);
  }

  async #take(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const last = Number(batch.lastOffset());
    const reading = this.#partitions.reading(batch.partition, Number(batch.firstOffset() ?? last + 1));
    if (reading === undefined) return;
    this.#commit = (offsets) => payload.commitOffsetsIfNecessary(offsets);
    reading.fetched.push(batch.messages, last + 1);
    if (reading.fetched.full) await this.#waitForRoom(reading, () => payload.pause());
  }

  async #waitForRoom(reading: Reading, pause: () => () => void): Promise<void> {
    const roomy = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), roomWithin);
      reading.whenRoomy = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
    if (!roomy) reading.whenRoomy = pause();
  }

  async #flush(): Promise<void> {
    await Promise.race([this.#commits.flush(), after(this.#settings.handOverWithin, undefined, { ref: false })]);
  }

  async #commitOffsets(offsets: ReadonlyMap<number, number>): Promise<void> {
    const partitions = [...offsets].map(([partition, offset]) => ({ partition, offset: String(offset) }));
    await this.#commit?.({ topics: [{ topic: this.#subscribed.topic, partitions }] });
  }

  #commitFailed(error: unknown): void {
    if (!overtaken.has(protocolError(error) ?? '')) channels.stalled.publish({ doing: 'write', error });
  }
}
