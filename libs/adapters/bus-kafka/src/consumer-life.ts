/**
 * One life of a consumer of kafkajs in a group, from its connection to its crash or end. kafkajs shares out partitions
 * anew without asking; what must happen before that hangs on the first thing it does then: finding the coordinator.
 * docs/adr/0009
 */
import { setTimeout as after } from 'node:timers/promises';
import kafkajs, { type Cluster, type Consumer, type EachBatchPayload, type Kafka } from 'kafkajs';
import type { BusSettings } from './bus-options.ts';
import type { ClientSockets } from './client-sockets.ts';
import { newClient } from './kafka-client.ts';
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

export class ConsumerLife {
  readonly #subscribed: Subscribed;
  readonly #events: ConsumerEvents;
  readonly #consumer: Consumer;
  readonly #sockets: ClientSockets;
  readonly #crashed = Promise.withResolvers<never>();
  #memberId: string | undefined;
  #joins = 0;
  #active = performance.now();
  #ended = false;

  constructor(subscribed: Subscribed, events: ConsumerEvents, settings: BusSettings) {
    this.#subscribed = subscribed;
    this.#events = events;
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
      retry: { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => false },
      partitionAssigners: [
        ({ cluster }) => {
          this.#hold(cluster);
          const { owned, shared } = this.#events;
          return stickyAssigner(cluster, { topic: this.#subscribed.topic, owned, assigned: shared });
        },
      ],
    });
  }

  /** Lets the group wait for `beforeJoin`. */
  #hold(cluster: Cluster): void {
    const find = cluster.findGroupCoordinator.bind(cluster);
    cluster.findGroupCoordinator = async (group) => {
      if (this.#ended) throw new kafkajs.KafkaJSNonRetriableError('the consumer has ended');
      this.#active = performance.now();
      if (++this.#joins === 1) await this.#events.beforeJoin();
      return find(group);
    };
  }

  #listen(): void {
    const { events } = this.#consumer;
    const active = (): void => void (this.#active = performance.now());
    this.#consumer.on(events.FETCH, active);
    this.#consumer.on(events.HEARTBEAT, active);
    this.#consumer.on(events.CRASH, ({ payload }) => this.#crashed.reject(payload.error));
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
      active();
      const continuous = payload.memberId === this.#memberId && this.#joins === 1;
      this.#memberId = payload.memberId;
      this.#joins = 0;
      this.#events.joined(payload.memberAssignment[this.#subscribed.topic] ?? [], continuous);
    });
    this.#consumer.on(events.START_BATCH_PROCESS, ({ payload }) => {
      if (payload.batchSize > 0) return;
      this.#events.passed(payload.partition, Number(payload.firstOffset), Number(payload.lastOffset));
    });
  }

  /** kafkajs can fall silent where it waits for an answer that never comes. */
  #watch(): void {
    if (performance.now() - this.#active < 2 * rebalanceTimeout) return;
    this.#crashed.reject(new Error(`the consumer has been silent for ${2 * rebalanceTimeout} ms`));
  }
}
