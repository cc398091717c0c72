/** Kafka clusters of a test's own, driven through faults and looked at with kafkajs. */
import { randomInt } from 'node:crypto';
import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limitedDisksWork } from './limited-disk.ts';
import { type LocalKafka, startKafka } from './start-kafka.ts';

const noKafka = process.env['POSTBUS_KAFKA_LIBS'] === undefined;

function clientOf(brokers: string): Kafka {
  return new Kafka({
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    retry: { retries: 30, maxRetryTime: 1000 },
  });
}

async function createTopic(kafka: LocalKafka, topic: string, partitions: number): Promise<void> {
  const admin = clientOf(kafka.brokers).admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions }] });
  await admin.disconnect();
}

/** Publishes with acks of all in-sync replicas. */
async function produce(kafka: LocalKafka, topic: string, values: readonly string[]): Promise<void> {
  const producer = clientOf(kafka.brokers).producer();
  await producer.connect();
  await producer.send({ topic, acks: -1, messages: values.map((value) => ({ key: value, value })) });
  await producer.disconnect();
}

/** Reads a topic from its start, until `count` different values came. */
async function consume(kafka: LocalKafka, topic: string, count: number): Promise<string[]> {
  const consumer = clientOf(kafka.brokers).consumer({ groupId: `${topic}-${Math.random()}`, maxWaitTimeInMs: 100 });
  const values = new Set<string>();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: ({ message }) => {
        values.add(message.value!.toString());
        if (values.size === count) resolve();
        return Promise.resolve();
      },
    });
  });
  await consumer.disconnect();
  return [...values].sort();
}

const numbered = (start: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${start}-${String(index).padStart(3, '0')}`);

describe.skipIf(noKafka)('one broker', () => {
  let kafka: LocalKafka;
  beforeAll(async () => {
    kafka = await startKafka({ properties: { 'log.retention.hours': 1 } });
  });
  afterAll(() => kafka.close());

  it('is ready, and says what it is', async () => {
    expect(await kafka.isReady()).toBe(true);
    expect(kafka.where).toBe('Apache Kafka 4.1.0, 1 broker, local');
    expect(kafka.broker(1).address).toBe(kafka.brokers);
  });

  it('takes settings of the test', async () => {
    const admin = clientOf(kafka.brokers).admin();
    await admin.connect();
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [
        {
          type: ConfigResourceTypes.BROKER,
          name: '1',
          configNames: ['log.retention.hours', 'auto.create.topics.enable'],
        },
      ],
    });
    await admin.disconnect();
    const told = Object.fromEntries(resources[0]!.configEntries.map((entry) => [entry.configName, entry.configValue]));
    expect(told).toEqual({ 'log.retention.hours': '1', 'auto.create.topics.enable': 'false' });
  });

  it('has its data and its address again after kill -9, and after a stop', async () => {
    const { address } = kafka.broker(1);
    await createTopic(kafka, 'kept', 3);
    await produce(kafka, 'kept', numbered('before', 50));
    await kafka.broker(1).kill();
    expect(kafka.broker(1).running).toBe(false);
    expect(await kafka.isReady()).toBe(false);
    await kafka.broker(1).start();
    expect(kafka.broker(1).address).toBe(address);
    await produce(kafka, 'kept', numbered('killed', 50));
    await kafka.broker(1).stop();
    await kafka.broker(1).start();
    expect(await consume(kafka, 'kept', 100)).toEqual([...numbered('before', 50), ...numbered('killed', 50)]);
  });

  it('is gone from its port when it is closed', async () => {
    const other = await startKafka();
    expect(other.brokers).not.toBe(kafka.brokers);
    await other.close();
    expect(other.broker(1).running).toBe(false);
    expect(await kafka.isReady()).toBe(true);
  });
});

describe.skipIf(noKafka)('three brokers', () => {
  let kafka: LocalKafka;
  beforeAll(async () => {
    kafka = await startKafka({ brokers: 3 });
    await createTopic(kafka, 'replicated', 6);
  });
  afterAll(() => kafka.close());

  it('keep every partition on all of them', async () => {
    const admin = clientOf(kafka.brokers).admin();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: ['replicated'] });
    await admin.disconnect();
    for (const { replicas } of topics[0]!.partitions) expect(new Set(replicas)).toEqual(new Set([1, 2, 3]));
  });

  it('take and give everything while one of them is away, and after it is back', async () => {
    const lost = randomInt(1, 4);
    const [before, meanwhile] = [numbered('before', 30), numbered('meanwhile', 30)];
    await produce(kafka, 'replicated', before);
    await kafka.broker(lost).kill();
    await produce(kafka, 'replicated', meanwhile);
    expect(await consume(kafka, 'replicated', 60), `without ${lost}`).toEqual([...before, ...meanwhile]);
    await kafka.broker(lost).start();
    expect(await kafka.isReady(), `with ${lost}`).toBe(true);
    expect(await consume(kafka, 'replicated', 60), `with ${lost}`).toEqual([...before, ...meanwhile]);
  });
});

describe.skipIf(noKafka || !(await limitedDisksWork()))('a broker whose disk is full', () => {
  it('ends, keeps what it acknowledged, and comes back when there is space', async () => {
    await using kafka = await startKafka({ disk: 64 * 1024 * 1024 });
    await createTopic(kafka, 'crowded', 1);
    await produce(kafka, 'crowded', numbered('before', 20));
    const disk = kafka.disk(1);
    await disk.fill();
    expect(await disk.free()).toBeLessThan(64 * 1024);
    const producer = clientOf(kafka.brokers).producer({ retry: { retries: 0 } });
    await producer.connect();
    const value = Buffer.alloc(200_000);
    await expect(producer.send({ topic: 'crowded', acks: -1, messages: [{ value }] })).rejects.toThrow(
      /disk|leader|closed|ECONN|server/i,
    );
    await producer.disconnect();
    await kafka.broker(1).ended();
    await disk.relieve();
    await kafka.broker(1).start();
    expect(await consume(kafka, 'crowded', 20)).toEqual(numbered('before', 20));
  });
});
