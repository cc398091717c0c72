/** What the libraries below do by themselves on the same servers: the ceilings of the pipeline. */
import { randomBytes, randomUUID } from 'node:crypto';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import { createConnection } from 'mongoose';

const partitions = 8;
/** About what an event has. */
const recordBytes = 900;
/** Producers that wait for their acknowledgement, as connections wait for their 250. */
const beside = 20;
const records = 20_000;
const transactions = 600;
/** About what a converted message has. */
const documentBytes = 3000;

/** Records a second, one a produce request, acknowledged by all replicas. */
export async function rawKafkaRate(brokers: string): Promise<number> {
  const kafka = new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const topic = `bench.${randomUUID()}`;
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: partitions }] });
  const producer = kafka.producer({ idempotent: true, createPartitioner: Partitioners.JavaCompatiblePartitioner });
  await producer.connect();
  const value = randomBytes(recordBytes);
  const rate = await perSecond(records, async (number) => {
    await producer.send({ topic, acks: -1, messages: [{ key: String(number), value }] });
  });
  await producer.disconnect();
  await admin.deleteTopics({ topics: [topic] });
  await admin.disconnect();
  return rate;
}

/** Transactions a second that count up one document and insert another: the least that a delivery can be. */
export async function rawStoreRate(url: string): Promise<number> {
  const connection = await createConnection(url, { dbName: `bench-${randomUUID().slice(0, 8)}` }).asPromise();
  const counters = connection.collection<{ _id: string; counter: number }>('counters');
  const messages = connection.collection('messages');
  await counters.insertMany(Array.from({ length: beside }, (_, lane) => ({ _id: `m${lane}`, counter: 0 })));
  await messages.insertOne({ first: true });
  const content = randomBytes(documentBytes);
  const rate = await perSecond(transactions, async (number, lane) => {
    const session = await connection.startSession();
    await session.withTransaction(
      async () => {
        await counters.findOneAndUpdate({ _id: `m${lane}` }, { $inc: { counter: 1 } }, { session });
        await messages.insertOne({ number, content }, { session });
      },
      { writeConcern: { w: 'majority', j: true } },
    );
    await session.endSession();
  });
  await connection.dropDatabase();
  await connection.close();
  return rate;
}

async function perSecond(count: number, once: (number: number, lane: number) => Promise<void>): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: beside }, async (_, lane) => {
      for (let number = next++; number < count; number = next++) await once(number, lane);
    }),
  );
  return count / ((performance.now() - started) / 1000);
}
