/** When records appear on a topic, as a program reading it with plain kafkajs sees them. */
import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';

export interface HintTimes extends AsyncDisposable {
  /** When the next record comes, of `performance.now`. */
  next(): Promise<number>;
}

/** Fulfilled when it reads. */
export async function hintTimes(brokers: string, topic: string): Promise<HintTimes> {
  const kafka = new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const groupId = `bench-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 50 });
  let waiting: ((at: number) => void) | undefined;
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: false });
  const joined = new Promise((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, resolve);
  });
  await consumer.run({
    autoCommit: false,
    eachMessage: async () => {
      waiting?.(performance.now());
      waiting = undefined;
    },
  });
  await joined;
  return {
    next: () =>
      new Promise((resolve) => {
        waiting = resolve;
      }),
    [Symbol.asyncDispose]: async () => {
      await consumer.disconnect();
      const admin = kafka.admin();
      await admin.connect();
      await admin.deleteGroups([groupId]);
      await admin.disconnect();
    },
  };
}
