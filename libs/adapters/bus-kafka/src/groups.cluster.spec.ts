/** Groups whose members come, go, die and hang, in several processes' worth of buses. */
import { setTimeout as after } from 'node:timers/promises';
import { partitionOf } from '@postbus/bus-partitions';
import { PortError, type ReceivedRecord } from '@postbus/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClusterWorld, brokers, withAdmin } from './cluster.fixture.ts';
import type { KafkaBus } from './kafka-bus.ts';

const patience = { timeout: 15_000, interval: 20 };
const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
const numbered = (topic: string, key: string, number: number) => ({
  topic,
  key,
  headers: {},
  value: Buffer.from(String(number)),
});
/** A key that lies on `partition` of a topic of `partitions`. */
const keyOn = (partition: number, partitions: number): string =>
  range(1000)
    .map((number) => `key ${number}`)
    .find((key) => partitionOf(key, partitions) === partition)!;
const numberOf = ({ value }: ReceivedRecord): number => Number(Buffer.from(value).toString());

describe.skipIf(brokers === undefined)('groups over Kafka', () => {
  let world: ClusterWorld;
  beforeEach(async () => {
    world = await ClusterWorld.open();
  });
  afterEach(() => world.dispose());

  const committed = async (group: string, topic: string, partition = 0): Promise<number> => {
    const name = world.options.prefix + topic;
    const groupId = `${world.options.prefix}${group}@${name}`;
    const [own] = await withAdmin((admin) => admin.fetchOffsets({ groupId, topics: [name] }));
    return Number(own!.partitions.find((entry) => entry.partition === partition)!.offset);
  };
  const lagOf = async (bus: KafkaBus, topic: string): Promise<number> =>
    (await bus.lag()).filter((lag) => lag.topic === topic).reduce((sum, { records }) => sum + records, 0);

  it('repeat after a crash only what was not committed, and lose nothing', async () => {
    const topics = { 'work.v1': { partitions: 1 } };
    const dying = await world.bus({ topics });
    const keys = range(20).map((key) => `key ${key}`);
    for (const number of range(50)) await dying.publish(keys.map((key) => numbered('work.v1', key, number)));
    const before = new Set<number>();
    const stuck = Promise.withResolvers<void>();
    await dying.subscribeShared('work.v1', { group: 'g', concurrency: 4 }, async ({ offset }) => {
      if (offset === 700) await stuck.promise;
      before.add(offset);
    });
    await expect.poll(() => committed('g', 'work.v1'), patience).toBe(700);
    dying.abandon();
    stuck.resolve();
    const after = new Set<number>();
    const next = await world.bus({ topics });
    await next.subscribeShared('work.v1', { group: 'g' }, async ({ offset }) => void after.add(offset));
    await expect.poll(() => after.size, patience).toBe(300);
    expect(Math.min(...after)).toBe(700);
    expect(new Set([...before, ...after])).toEqual(new Set(range(1000)));
  });

  it('keep the order of each key while two processes join and leave under load, and lose nothing', async () => {
    const [publisher, one, two] = [await world.bus(), await world.bus(), await world.bus()];
    const keys = range(16).map((key) => `key ${key}`);
    const seen = new Map(keys.map((key) => [key, [] as number[]]));
    const running = new Set<string>();
    let overlaps = 0;
    const join = (bus: KafkaBus) =>
      bus.subscribeShared('load.v1', { group: 'g' }, async (record) => {
        if (running.has(record.key)) overlaps++;
        running.add(record.key);
        await after(Math.random() * 3);
        seen.get(record.key)!.push(numberOf(record));
        running.delete(record.key);
      });
    const load = { over: false, published: 0 };
    const publishing = (async () => {
      for (; !load.over; load.published++) {
        await publisher.publish(keys.map((key) => numbered('load.v1', key, load.published)));
        await after(2);
      }
    })();
    const first = await join(one);
    const caughtUp = () => expect.poll(() => lagOf(publisher, 'load.v1'), patience).toBeLessThan(keys.length * 40);
    for (const _ of range(2)) {
      const second = await join(two);
      await after(1500);
      await second.close();
    }
    await caughtUp();
    const last = await join(two);
    await first.close();
    await after(500);
    load.over = true;
    await publishing;
    const all = range(load.published);
    for (const key of keys) await expect.poll(() => new Set(seen.get(key)).size, patience).toBe(load.published);
    await last.close();
    for (const key of keys) expect([...new Set(seen.get(key))]).toEqual(all);
    expect(overlaps).toBe(0);
  });

  it('let a handler go on whose partition stays, and begin nothing twice there', async () => {
    const topics = { 'stay.v1': { partitions: 2 } };
    const [one, two] = [await world.bus({ topics }), await world.bus({ topics })];
    const gate = Promise.withResolvers<void>();
    const tries: { readonly by: number; readonly partition: number; readonly aborted: () => boolean }[] = [];
    const join = (bus: KafkaBus, by: number) =>
      bus.subscribeShared('stay.v1', { group: 'g' }, async ({ partition }, { signal }) => {
        tries.push({ by, partition, aborted: () => signal.aborted });
        await gate.promise;
      });
    await join(one, 1);
    for (const key of range(12)) await one.publish([numbered('stay.v1', `key ${key}`, 0)]);
    await expect.poll(() => tries.length, patience).toBe(12);
    await join(two, 2);
    await expect.poll(() => tries.some(({ by }) => by === 2), patience).toBe(true);
    const moved = tries.find(({ by }) => by === 2)!.partition;
    const own = tries.filter(({ by }) => by === 1);
    const stayed = own.filter(({ partition }) => partition !== moved);
    expect(stayed.some(({ aborted }) => aborted())).toBe(false);
    expect(own.filter(({ partition }) => partition === moved).every(({ aborted }) => aborted())).toBe(true);
    gate.resolve();
    await expect.poll(() => lagOf(one, 'stay.v1'), patience).toBe(0);
    expect(tries.filter(({ partition }) => partition !== moved).every(({ by }) => by === 1)).toBe(true);
    expect(tries.filter(({ partition }) => partition !== moved)).toHaveLength(stayed.length);
  });

  it('let a handler that outlives its partition commit nothing', async () => {
    const topics = { 'outlive.v1': { partitions: 2 } };
    const [old, young] = [await world.bus({ topics, handOverWithin: 100 }), await world.bus({ topics })];
    const gate = Promise.withResolvers<void>();
    const begun: number[] = [];
    const ended: number[] = [];
    await old.subscribeShared('outlive.v1', { group: 'g' }, async ({ partition }) => {
      begun.push(partition);
      await gate.promise;
      ended.push(partition);
    });
    for (const partition of [0, 1]) await old.publish([numbered('outlive.v1', keyOn(partition, 2), 0)]);
    await expect.poll(() => begun.length, patience).toBe(2);
    const taken: ReceivedRecord[] = [];
    await young.subscribeShared('outlive.v1', { group: 'g' }, async (record) => void taken.push(record));
    await expect.poll(() => taken.length, patience).toBe(1);
    const { partition, key } = taken[0]!;
    for (const number of range(5)) await young.publish([numbered('outlive.v1', key, number + 1)]);
    await expect.poll(() => committed('g', 'outlive.v1', partition), patience).toBe(6);
    gate.resolve();
    await expect.poll(() => committed('g', 'outlive.v1', 1 - partition), patience).toBe(1);
    expect(ended).toHaveLength(2);
    await after(10 * world.options.commitEvery!);
    expect(await committed('g', 'outlive.v1', partition)).toBe(6);
  });

  it('do not disturb the subscriptions of the same group on other topics', async () => {
    const [one, two] = [await world.bus(), await world.bus()];
    const gate = Promise.withResolvers<void>();
    let aborted = false;
    const begun = Promise.withResolvers<void>();
    await one.subscribeShared('a.v1', { group: 'g' }, async (_, { signal }) => {
      signal.addEventListener('abort', () => (aborted = true));
      begun.resolve();
      await gate.promise;
    });
    await one.publish([numbered('a.v1', 'k', 0)]);
    await begun.promise;
    const seen: number[] = [];
    await two.subscribeShared('b.v1', { group: 'g' }, async (record) => void seen.push(numberOf(record)));
    await two.publish([numbered('b.v1', 'k', 7)]);
    await expect.poll(() => seen, patience).toEqual([7]);
    expect(aborted).toBe(false);
    gate.resolve();
  });

  it('keep their members while a handler waits for what is away, longer than a session lasts', async () => {
    const topics = { 'away.v1': { partitions: 1 } };
    const bus = await world.bus({ topics, longestRetryWait: 200 });
    const back = performance.now() + world.options.sessionTimeout! * 1.5;
    const attempts: number[] = [];
    await bus.subscribeShared('away.v1', { group: 'g', attempts: 2 }, async (_, { attempt }) => {
      attempts.push(attempt);
      if (performance.now() < back) throw new PortError('unavailable', 'MailStore', 'the store is away');
    });
    await bus.publish([numbered('away.v1', 'k', 0)]);
    await expect.poll(() => lagOf(bus, 'away.v1'), { timeout: 20_000, interval: 100 }).toBe(0);
    expect(attempts).toEqual(range(attempts.length).map((index) => index + 1));
    expect(await bus.deadLetters('away.v1')).toEqual([]);
  });
});
