/** Three brokers, as in production, of which one goes. */
import { setTimeout as after } from 'node:timers/promises';
import { type LocalKafka, startKafka } from '@postbus/cluster-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withAdmin } from './cluster.fixture.ts';
import { type KafkaBus, openKafkaBus } from './kafka-bus.ts';

const patience = { timeout: 40_000, interval: 50 };
const topic = 'failover.v1';
const keys = 16;
const numberOf = (value: Uint8Array): number => Number(Buffer.from(value).toString());

/** As Java's `String.hashCode`, by which a group finds its coordinator. */
const hashCode = (ascii: string): number => Buffer.from(ascii).reduce((hash, char) => (hash * 31 + char) | 0, 0);

describe.skipIf(process.env['POSTBUS_KAFKA_LIBS'] === undefined)('three brokers', { timeout: 90_000 }, () => {
  let kafka: LocalKafka;
  let buses: KafkaBus[];
  beforeAll(async () => {
    kafka = await startKafka({ brokers: 3 });
    const options = { brokers: kafka.brokers.split(','), partitions: 6, sessionTimeout: 4_000 };
    buses = [await openKafkaBus(options), await openKafkaBus(options)];
  });
  afterAll(async () => {
    for (const bus of buses) bus.abandon();
    await kafka.close();
  });

  async function coordinatorOf(groupId: string): Promise<number> {
    const offsets = '__consumer_offsets';
    const of = kafka.brokers.split(',');
    const { topics } = await withAdmin((admin) => admin.fetchTopicMetadata({ topics: [offsets] }), of);
    const { partitions } = topics[0]!;
    const own = (hashCode(groupId) & 0x7fffffff) % partitions.length;
    return partitions.find(({ partitionId }) => partitionId === own)!.leader;
  }

  it('of which the one stops that coordinates the group lose nothing, and keep the order of each key', async () => {
    const seen = Array.from({ length: keys }, () => [] as number[]);
    const broadcast = new Set<string>();
    for (const bus of buses) {
      await bus.subscribeShared(topic, { group: 'g' }, async ({ key, value }) => {
        await after(Math.random() * 2);
        seen[Number(key)]!.push(numberOf(value));
      });
    }
    await buses[0]!.subscribeBroadcast(
      topic,
      async ({ key, value }) => void broadcast.add(`${key}/${numberOf(value)}`),
    );
    const state = { over: false, each: 0 };
    const publishing = (async () => {
      for (; !state.over; state.each++) {
        const value = Buffer.from(String(state.each));
        const records = Array.from({ length: keys }, (_, key) => ({ topic, key: String(key), headers: {}, value }));
        await buses[1]!.publish(records, { deadline: 60_000 });
        await after(5);
      }
    })();
    const goesOn = async () => {
      const target = state.each + 30;
      await expect.poll(() => Math.min(...seen.map(({ length }) => length)), patience).toBeGreaterThan(target);
    };
    await goesOn();
    const coordinator = await coordinatorOf(`g@${topic}`);
    await kafka.broker(coordinator).stop();
    await goesOn();
    state.over = true;
    await publishing;
    const all = Array.from({ length: state.each }, (_, number) => number);
    for (const numbers of seen) await expect.poll(() => new Set(numbers).size, patience).toBe(state.each);
    await expect.poll(() => broadcast.size, patience).toBe(keys * state.each);
    for (const numbers of seen) expect([...new Set(numbers)]).toEqual(all);
    const behind = async () => (await buses[0]!.lag()).reduce((sum, { records }) => sum + records, 0);
    await expect.poll(behind, patience).toBe(0);
  });
});
