/** Makes records durable: what is published while a batch is on its way shares the next one. */
import { setTimeout as after } from 'node:timers/promises';
import { channels, partitionOf, retryWait } from '@postbus/bus-partitions';
import type { BusRecord } from '@postbus/contracts';
import { PortError } from '@postbus/ports';
import type { BusSettings } from './bus-options.ts';
import { IdempotentProducer } from './idempotent-producer.ts';
import { protocolError, reason } from './kafka-fault.ts';
import type { Names } from './names.ts';
import { type Part, type Publish, PublishQueue, type PublishedRecord, faultOf, settle } from './publish-queue.ts';
import { recordBytes, toMessage } from './record-format.ts';
import { maxRecordBytes } from './topic-config.ts';
import type { TopicMessages } from './topic-messages.ts';
import type { Topics } from './topics.ts';

/** Answers that no other try changes. https://kafka.apache.org/protocol.html#protocol_error_codes */
const refusals = new Set([
  'CLUSTER_AUTHORIZATION_FAILED',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'MESSAGE_TOO_LARGE',
  'POLICY_VIOLATION',
  'RECORD_LIST_TOO_LARGE',
  'TOPIC_AUTHORIZATION_FAILED',
]);

/** Until a producer that failed is followed by another. */
const producerWaits = { firstRetryWait: 50, longestRetryWait: 1_000 };

export class Publisher {
  readonly #settings: BusSettings;
  readonly #names: Names;
  readonly #topics: Topics;
  readonly #queue: PublishQueue;
  #producer: IdempotentProducer | undefined;
  #sending: Promise<void> | undefined;
  #closed = false;

  constructor(topics: Topics, names: Names, settings: BusSettings) {
    this.#settings = settings;
    this.#names = names;
    this.#topics = topics;
    this.#queue = new PublishQueue(settings.maxQueuedBytes);
  }

  /** As `MessageBus.publish`. @throws {PortError}, {KafkaBusError} where a topic is not as it should be */
  async publish(records: readonly BusRecord[], within = this.#settings.publishDeadline): Promise<void> {
    const started = performance.now();
    const topics = [...new Set(records.map(({ topic }) => topic))];
    const sizes = this.#sizes(records);
    const deadline = started + within;
    const partitions = new Map<string, number>();
    for (const topic of topics) {
      partitions.set(topic, this.#topics.partitions(topic) ?? (await this.#open(topic, deadline)));
    }
    if (this.#closed) throw new PortError('closed', 'MessageBus', 'the bus is closed');
    const placed = records.map((record, index) => ({
      record,
      partition: partitionOf(record.key, partitions.get(record.topic)!),
      bytes: sizes[index]!,
    }));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    await this.#enqueue(placed, bytes, deadline);
    if (!channels.published.hasSubscribers) return;
    channels.published.publish({ topics, records: records.length, bytes, duration: performance.now() - started });
  }

  /** Takes nothing more; what is on its way or waits has until its deadline, and `within` milliseconds at most. */
  async close(within: number): Promise<void> {
    this.#closed = true;
    const late = () => new PortError('closed', 'MessageBus', 'the bus is closed');
    await before(performance.now() + within, this.#sending ?? Promise.resolve(), late).catch(() => undefined);
    this.#queue.close();
    await this.#producer?.close();
  }

  /** Sends nothing more; what is on its way has an unknown outcome. */
  abandon(): void {
    this.#closed = true;
    this.#queue.close();
    this.#producer?.retire();
  }

  #sizes(records: readonly BusRecord[]): number[] {
    return records.map((record) => {
      const bytes = recordBytes(record);
      const limit = maxRecordBytes(record.topic, this.#settings);
      if (bytes <= limit) return bytes;
      const message = `a record of ${record.topic} has ${bytes} bytes, more than ${limit}`;
      throw new PortError('record-too-large', 'MessageBus', message);
    });
  }

  #open(topic: string, deadline: number): Promise<number> {
    const late = () => new PortError('unavailable', 'MessageBus', `topic ${topic} could not be opened in time`);
    return before(deadline, this.#topics.open(topic), late);
  }

  #enqueue(records: readonly PublishedRecord[], bytes: number, deadline: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (fault?: PortError): void => (fault === undefined ? resolve() : reject(fault));
      this.#queue.add({ records, bytes, deadline, taken: 0, kept: 0, sent: false, timer: undefined, settle: end });
      this.#sending ??= this.#sendAll();
    });
  }

  async #sendAll(): Promise<void> {
    // What else is published in this turn goes with the first batch.
    await Promise.resolve();
    for (;;) {
      const parts = this.#queue.take();
      if (parts.length === 0) {
        this.#sending = undefined;
        return;
      }
      await this.#send(parts);
    }
  }

  async #send(parts: readonly Part[]): Promise<void> {
    const started = performance.now();
    const batch = this.#batch(parts);
    const deadline = Math.max(...parts.map(({ publish }) => publish.deadline));
    try {
      await this.#makeDurable(batch, deadline, () => markSent(parts));
    } catch (error) {
      for (const { publish } of parts) settle(publish, failure(publish, error));
      this.#lookAgain(parts);
      return;
    }
    for (const { publish, records } of parts) {
      publish.kept += records.length;
      if (publish.kept === publish.records.length) settle(publish);
    }
    const duration = performance.now() - started;
    channels.committed.publish({ writes: parts.length, durable: true, duration });
  }

  /** Tries until the deadline; a producer that failed is left, and the next one sends the batch again. */
  async #makeDurable(batch: readonly TopicMessages[], deadline: number, sent: () => void): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const producer = (this.#producer ??= new IdempotentProducer(this.#settings));
      try {
        await before(deadline, producer.send(batch, sent), () => new Error('not within the deadline'));
        return;
      } catch (error) {
        producer.retire();
        this.#producer = undefined;
        if (this.#closed || refusals.has(protocolError(error) ?? '')) throw error;
        channels.stalled.publish({ doing: 'write', error });
        const wait = retryWait(attempt, producerWaits);
        if (performance.now() + wait >= deadline) throw error;
        await after(wait);
      }
    }
  }

  /** A topic may have been removed: the next publish to it makes it again, or says what is wrong with it. */
  #lookAgain(parts: readonly Part[]): void {
    for (const { records } of parts) for (const { record } of records) this.#topics.forget(record.topic);
  }

  #batch(parts: readonly Part[]): TopicMessages[] {
    const now = this.#settings.clock.now();
    const byTopic = new Map<string, TopicMessages>();
    for (const { records } of parts) {
      for (const { record, partition } of records) {
        let topic = byTopic.get(record.topic);
        if (topic === undefined) {
          topic = { topic: this.#names.topic(record.topic), messages: [] };
          byTopic.set(record.topic, topic);
        }
        topic.messages.push(toMessage(record, partition, now));
      }
    }
    return [...byTopic.values()];
  }
}

function markSent(parts: readonly Part[]): void {
  for (const { publish } of parts) publish.sent = true;
}

function failure(publish: Publish, error: unknown): PortError {
  const message = `the brokers did not keep the records: ${reason(error)}`;
  return faultOf(publish, 'unavailable', message, { cause: error });
}

/** @throws `late()` where the deadline comes first; what becomes of the promise then is nobody's */
function before<Value>(deadline: number, promise: Promise<Value>, late: () => Error): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), Math.max(0, deadline - performance.now()));
    void promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
