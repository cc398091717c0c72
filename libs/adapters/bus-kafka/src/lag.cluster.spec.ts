/** The lag as a process sees it that is no member of any group. */
import kafkajs from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClusterWorld, brokers, withAdmin } from './cluster.fixture.ts';
import type { KafkaBus } from './kafka-bus.ts';

const patience = { timeout: 15_000, interval: 50 };
const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
const record = (topic: string, number: number) => ({
  topic,
  key: `key ${number}`,
  headers: {},
  value: Buffer.from(String(number)),
});

describe.skipIf(brokers === undefined)('the lag over Kafka', () => {
  let world: ClusterWorld;
  beforeEach(async () => {
    world = await ClusterWorld.open();
  });
  afterEach(() => world.dispose());

  const of = async (bus: KafkaBus) => {
    const lag = await bus.lag();
    return {
      groups: [...new Set(lag.map(({ group, topic }) => `${group} ${topic}`))].sort(),
      records: lag.reduce((sum, { records }) => sum + records, 0),
      age: Math.max(0, ...lag.map(({ age }) => age)),
    };
  };

  it('tells of every group, with its plain name, and of no broadcast reader', async () => {
    const [one, onlooker] = [await world.bus(), await world.bus()];
    await one.publish(range(20).map((number) => record('a.v1', number)));
    await one.publish(range(20).map((number) => record('b.v1', number)));
    for (const topic of ['a.v1', 'b.v1']) await one.subscribeShared(topic, { group: 'first' }, async () => undefined);
    await one.subscribeShared('a.v1', { group: 'second.of-two' }, async () => undefined);
    await one.subscribeBroadcast('a.v1', async () => undefined);
    const groups = ['first a.v1', 'first b.v1', 'second.of-two a.v1'];
    await expect.poll(() => of(onlooker), patience).toEqual({ groups, records: 0, age: 0 });
    const partitions = (await onlooker.lag()).filter(({ group, topic }) => group === 'first' && topic === 'a.v1');
    expect(partitions.map(({ partition }) => partition).sort((a, b) => a - b)).toEqual([0, 1, 2, 3]);
  });

  it('counts and ages while nobody reads, from the time of the oldest record that is not committed', async () => {
    const now = { at: Date.now() };
    const clock = { now: () => now.at };
    const [reader, onlooker] = [await world.bus({ clock }), await world.bus({ clock })];
    const subscription = await reader.subscribeShared('a.v1', { group: 'g' }, async () => undefined);
    await reader.publish(range(8).map((number) => record('a.v1', number)));
    await expect.poll(() => of(onlooker), patience).toMatchObject({ groups: ['g a.v1'], records: 0 });
    await subscription.close();
    now.at += 10_000;
    await reader.publish(range(8).map((number) => record('a.v1', number)));
    now.at += 5_000;
    await reader.publish(range(8).map((number) => record('a.v1', number)));
    now.at += 2_000;
    await expect.poll(() => of(onlooker), patience).toEqual({ groups: ['g a.v1'], records: 16, age: 7_000 });
    now.at += 1_000;
    await reader.subscribeShared('a.v1', { group: 'g' }, async () => undefined);
    await expect.poll(() => of(onlooker), patience).toEqual({ groups: ['g a.v1'], records: 0, age: 0 });
  });

  it('passes over groups of others, and of topics that are no more', async () => {
    const bus = await world.bus();
    const { prefix } = world.options;
    await bus.publish([record('a.v1', 0)]);
    for (const topic of ['a.v1', 'gone.v1']) await bus.subscribeShared(topic, { group: 'g' }, async () => undefined);
    await expect.poll(async () => (await of(bus)).groups, patience).toEqual(['g a.v1', 'g gone.v1']);
    const kafka = new kafkajs.Kafka({ brokers: [...brokers!], logLevel: kafkajs.logLevel.NOTHING });
    const foreign = kafka.consumer({ groupId: `${prefix}foreign`, maxWaitTimeInMs: 100 });
    await foreign.subscribe({ topic: `${prefix}a.v1`, fromBeginning: true });
    const read = Promise.withResolvers<void>();
    await foreign.run({ eachMessage: async () => read.resolve() });
    await read.promise;
    await withAdmin((admin) => admin.deleteTopics({ topics: [`${prefix}gone.v1`] }));
    await expect.poll(async () => (await of(bus)).groups, patience).toEqual(['g a.v1']);
    await foreign.disconnect();
  });
});
