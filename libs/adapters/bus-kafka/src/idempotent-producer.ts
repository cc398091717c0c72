/**
 * One idempotent producer of kafkajs, which sends one batch at a time. kafkajs takes back the sequence numbers of a
 * batch that failed: a later batch would go under numbers that a broker may have kept, and be dropped as a repetition
 * although it was acknowledged. So a producer that failed once is never used again.
 */
import kafkajs, { type ICustomPartitioner, type Producer } from 'kafkajs';
import type { BusSettings } from './bus-options.ts';
import type { ClientSockets } from './client-sockets.ts';
import { newClient, requestTimeout } from './kafka-client.ts';
import { type TopicMessages, requireAnswers } from './topic-messages.ts';

/** How often kafkajs tries a batch again by itself, under the same numbers; its deadline comes first. */
const retry = { retries: 1000, initialRetryTime: 50, maxRetryTime: 1_000 };

export class IdempotentProducer {
  readonly #producer: Producer;
  readonly #sockets: ClientSockets;
  #connected: Promise<void> | undefined;
  #retired = false;
  /** Called when the batch under way may reach a broker. */
  #sent: () => void = () => undefined;

  constructor(settings: BusSettings) {
    const { kafka, sockets } = newClient(settings);
    this.#sockets = sockets;
    this.#producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: () => (choice) => this.#partition(choice),
      retry,
    });
  }

  /**
   * Connects where that is to be done, and makes the batch durable.
   * @param sent called before any of it may reach a broker
   * @throws what kafkajs throws
   */
  async send(batch: readonly TopicMessages[], sent: () => void): Promise<void> {
    this.#sent = sent;
    await (this.#connected ??= this.#producer.connect());
    const topicMessages = [...batch];
    requireAnswers(batch, await this.#producer.sendBatch({ acks: -1, timeout: requestTimeout, topicMessages }));
  }

  /** Ends it; a batch under way may yet be kept. */
  retire(): void {
    this.#retired = true;
    this.#sockets.end();
  }

  /** Ends it after its last batch. */
  async close(): Promise<void> {
    await this.#producer.disconnect().catch(() => undefined);
    this.retire();
  }

  /** kafkajs asks at the beginning of each try. */
  #partition({ message, partitionMetadata }: Parameters<ReturnType<ICustomPartitioner>>[0]): number {
    if (this.#retired) throw new kafkajs.KafkaJSNonRetriableError('the producer is retired');
    const partition = message.partition!;
    if (partition >= partitionMetadata.length) throw new kafkajs.KafkaJSError(`partition ${partition} has no leader`);
    this.#sent();
    return partition;
  }
}
