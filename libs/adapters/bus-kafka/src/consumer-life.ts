/** One life of a consumer of kafkajs in a group, from its connection to its crash or end. */
import { setTimeout as after } from 'node:timers/promises';
import type { Assigner, Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { BusSettings } from './bus-options.ts';
import type { ClientSockets } from './client-sockets.ts';
import { newClient } from './kafka-client.ts';
import { followMembership, isContinuous } from './membership.ts';
import { stickyAssigner } from './sticky-assigner.ts';

export interface ConsumerEvents {
  readonly owned: () => readonly number[];
  /** The group is about to share out its partitions anew, and waits until this is fulfilled. */
  readonly beforeJoin: () => Promise<void>;
  /** @param continuous whether nobody else can have had the partitions that stay here */
  readonly joined: (partitions: readonly number[], continuous: boolean) => void;
  /** On the one member that shared out. */
  readonly shared: (members: number) => void;
  readonly batch: (payload: EachBatchPayload) => Promise<void>;
  /** Instead of `batch` where no committed record is in it. */
  readonly passed: (partition: number, first: number, last: number) => void;
}

export interface Subscribed {
  /** As the cluster calls them. */
  readonly topic: string;
  readonly groupId: string;
  readonly bytesPerPartition: number;
  readonly bytesAtOnce: number;
}

/** Milliseconds that a broker holds a fetch back; a partition that had no room is asked for again at the latest then. */
const longPoll = 250;
const longestHeartbeat = 1_000;
/** How long the group waits for a member to join again, which holds back for `handOverWithin` at most. */
const rebalanceTimeout = 30_000;
const endWithin = 5_000;
/** Some 11 s: partitions of a broker that died have another leader by then. */
const retry = { retries: 14, initialRetryTime: 100, maxRetryTime: 1_000 };

export class ConsumerLife {
  readonly #subscribed: Subscribed;
  readonly #events: ConsumerEvents;
  readonly #consumer: Consumer;
  readonly #sockets: ClientSockets;
  readonly #crashed = Promise.withResolvers<never>();
  readonly #sessionTimeout: number;
  #assigner: Assigner | undefined;
  #joining = true;
  /** When the coordinator last knew this member, or it began to join. */
  #alive = performance.now();
  #ended = false;

  constructor(subscribed: Subscribed, events: ConsumerEvents, settings: BusSettings) {
    this.#subscribed = subscribed;
    this.#events = events;
    this.#sessionTimeout = settings.sessionTimeout;
    const { kafka, sockets } = newClient(settings);
    this.#sockets = sockets;
    this.#consumer = this.#newConsumer(kafka, settings);
    this.#crashed.promise.catch(() => undefined);
    this.#listen();
  }

  /** Runs until `end`, after which it is never settled. @throws what made kafkajs give up */
  async run(): Promise<never> {
    const watch = setInterval(() => this.#watch(), longestHeartbeat);
    try {
      const { topic } = this.#subscribed;
      await this.#consumer.connect();
      await this.#consumer.subscribe({ topic, fromBeginning: true });
      void this.#consumer
        .run({
          autoCommit: false,
          partitionsConsumedConcurrently: 64,
          eachBatch: (payload) => this.#events.batch(payload),
        })
        .catch((error: unknown) => this.#crashed.reject(error));
      return await this.#crashed.promise;
    } finally {
      clearInterval(watch);
    }
  }

  pause(): void {
    try {
      this.#consumer.pause([{ topic: this.#subscribed.topic }]);
    } catch {
      // It is not running yet, and fetches nothing.
    }
  }

  /** Goes on with `offset`, after what was fetched before. */
  seek(partition: number, offset: number): void {
    this.#consumer.seek({ topic: this.#subscribed.topic, partition, offset: String(offset) });
  }

  /** Leaves the group, in bounded time. */
  async end(): Promise<void> {
    const over = new AbortController();
    const late = after(endWithin, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([this.#consumer.disconnect().catch(() => undefined), late]);
    over.abort();
    this.kill();
  }

  /** Ends without leaving, as the death of the process would. */
  kill(): void {
    this.#ended = true;
    this.#sockets.end();
  }

  #newConsumer(kafka: Kafka, settings: BusSettings): Consumer {
    const { groupId, bytesAtOnce, bytesPerPartition } = this.#subscribed;
    const { sessionTimeout } = settings;
    return kafka.consumer({
      groupId,
      sessionTimeout,
      rebalanceTimeout,
      heartbeatInterval: Math.min(longestHeartbeat, sessionTimeout / 5),
      maxWaitTimeInMs: longPoll,
      maxBytes: bytesAtOnce,
      maxBytesPerPartition: bytesPerPartition,
      allowAutoTopicCreation: false,
      retry: { ...retry, restartOnFailure: async () => false },
      partitionAssigners: [
        ({ cluster }) => {
          const { owned, shared } = this.#events;
          this.#assigner = stickyAssigner(cluster, { topic: this.#subscribed.topic, owned, assigned: shared });
          return followMembership(this.#assigner, { beforeJoin: () => this.#beforeJoin() });
        },
      ],
    });
  }

  async #beforeJoin(): Promise<void> {
    if (this.#ended) throw new Error('the consumer has ended');
    this.#joining = true;
    this.#alive = performance.now();
    await this.#events.beforeJoin();
  }

  #listen(): void {
    const { events } = this.#consumer;
    this.#consumer.on(events.HEARTBEAT, () => void (this.#alive = performance.now()));
    this.#consumer.on(events.CRASH, ({ payload }) => this.#crashed.reject(payload.error));
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
      this.#alive = performance.now();
      this.#joining = false;
      const own = payload.memberAssignment[this.#subscribed.topic] ?? [];
      this.#events.joined(own, isContinuous(this.#assigner!));
    });
    this.#consumer.on(events.START_BATCH_PROCESS, ({ payload }) => {
      if (payload.batchSize > 0) return;
      this.#events.passed(payload.partition, Number(payload.firstOffset), Number(payload.lastOffset));
    });
  }

  /** kafkajs can fall silent where it waits for an answer that never comes, or has lost its session and not noticed. */
  #watch(): void {
    const silent = performance.now() - this.#alive;
    if (silent < (this.#joining ? 2 * rebalanceTimeout : this.#sessionTimeout)) return;
    this.#crashed.reject(new Error(`the group has not heard of the consumer for ${Math.round(silent)} ms`));
  }
}
