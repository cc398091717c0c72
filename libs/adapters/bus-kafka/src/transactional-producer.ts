/** One transactional producer of kafkajs; a later one of the same id ends its transactions and refuses its commits. */
import kafkajs, { type Producer, type Transaction } from 'kafkajs';
import type { BusSettings } from './bus-options.ts';
import type { ClientSockets } from './client-sockets.ts';
import type { TopicMessages } from './idempotent-producer.ts';
import { newClient, requestTimeout } from './kafka-client.ts';

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

  /** Makes all of `batch` durable, or nothing. @returns the offset of the first record of `topic`'s partition 0 */
  async commit(batch: readonly TopicMessages[], topic: string): Promise<number> {
    const transaction = this.#begun ?? (await this.#producer.transaction());
    this.#begun = undefined;
    const kept = await transaction.sendBatch({ acks: -1, timeout: requestTimeout, topicMessages: [...batch] });
    await transaction.commit();
    const own = kept.find(({ topicName, partition }) => topicName === topic && partition === 0);
    if (own === undefined) throw new kafkajs.KafkaJSError(`partition 0 of ${topic} was not answered`);
    return Number(own.baseOffset);
  }

  async close(): Promise<void> {
    await this.#producer.disconnect().catch(() => undefined);
    this.#sockets.end();
  }
}
