/** One transactional producer of kafkajs; a later one of the same id ends its transactions and refuses its commits. */
import type { Producer, Transaction } from 'kafkajs';
import type { BusSettings } from './bus-options.ts';
import type { ClientSockets } from './client-sockets.ts';
import { newClient, requestTimeout } from './kafka-client.ts';
import { type TopicMessages, eachPartition, requireAnswers } from './topic-messages.ts';

/** Milliseconds after which a broker ends the transaction of a process that died: readers wait for it until then. */
const transactionTimeout = 10_000;

export class TransactionalProducer {
  readonly #producer: Producer;
  readonly #sockets: ClientSockets;
  #begun: Transaction | undefined;

  constructor(transactionalId: string, settings: BusSettings) {
    const { kafka, sockets } = newClient(settings);
    this.#sockets = sockets;
    this.#producer = kafka.producer({
      idempotent: true,
      transactionalId,
      transactionTimeout,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition!,
    });
  }

  /** From here on no other producer of this id commits anything. @throws what kafkajs throws, as below */
  async fence(): Promise<void> {
    await this.#producer.connect();
    this.#begun = await this.#producer.transaction();
  }

  /**
   * Makes all of `batch` durable, or nothing. A partition at a time: what kafkajs sends to several brokers it may send
   * twice when one of them fails.
   * @returns the offset of the last record of it
   */
  async commit(batch: readonly TopicMessages[]): Promise<number> {
    const transaction = this.#begun ?? (await this.#producer.transaction());
    this.#begun = undefined;
    let last = 0;
    for (const { topic, messages } of eachPartition(batch)) {
      const own = { topic, messages };
      const kept = await transaction.sendBatch({ acks: -1, timeout: requestTimeout, topicMessages: [own] });
      requireAnswers([own], kept);
      last = Number(kept[0]!.baseOffset) + messages.length - 1;
    }
    await transaction.commit();
    return last;
  }

  async close(): Promise<void> {
    await this.#producer.disconnect().catch(() => undefined);
    this.#sockets.end();
  }
}
