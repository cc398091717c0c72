/** Dead letters over Kafka, where nothing can be deleted: each is put back once, whoever does it and whoever dies at it. */
import type { BusRecord } from '@postbus/contracts';
import type { DeadLetter } from '@postbus/ports';
import kafkajs from 'kafkajs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClusterWorld, brokers, withAdmin } from './cluster.fixture.ts';
import type { KafkaBus } from './kafka-bus.ts';

const patience = { timeout: 15_000, interval: 20 };
const topic = 'work.v1';
const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
const poison = (number: number): BusRecord => ({
  topic,
  key: `key ${number}`,
  headers: { number: String(number) },
  value: Buffer.from([number & 255]),
});

describe.skipIf(brokers === undefined)('dead letters over Kafka', () => {
  let world: ClusterWorld;
  beforeEach(async () => {
    world = await ClusterWorld.open();
  });
  afterEach(() => world.dispose());

  /** Publishes `count` records that fail until the gate is opened, and waits until they are dead letters. */
  async function deadLetters(bus: KafkaBus, count: number) {
    const handled: number[] = [];
    const state = { cured: false };
    await bus.subscribeShared(topic, { group: 'g', attempts: 1 }, async ({ headers }) => {
      if (!state.cured) throw new RangeError('not yet');
      handled.push(Number(headers['number']));
    });
    await bus.publish(range(count).map(poison));
    let letters: DeadLetter[] = [];
    const all = async () => (letters = await bus.deadLetters(topic, { limit: count })).length;
    await expect.poll(all, patience).toBe(count);
    state.cured = true;
    return { handled, ids: letters.map(({ id }) => id) };
  }

  const settled = async (bus: KafkaBus): Promise<void> => {
    const behind = async () => (await bus.lag()).reduce((sum, { records }) => sum + records, 0);
    await expect.poll(behind, patience).toBe(0);
  };

  it('are put back once by two processes that are asked for the same ones at the same time', async () => {
    const [one, two] = [await world.bus(), await world.bus()];
    const { handled, ids } = await deadLetters(one, 40);
    const counts = await Promise.all([one.redrive(topic, ids), two.redrive(topic, ids), one.redrive(topic, ids)]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40);
    await settled(one);
    expect(handled.sort((a, b) => a - b)).toEqual(range(40));
    for (const bus of [one, two]) expect(await bus.deadLetters(topic)).toEqual([]);
  });

  it('are put back once where the process died that was putting them back', async () => {
    const bus = await world.bus();
    const { handled, ids } = await deadLetters(bus, 3);
    const kafka = new kafkajs.Kafka({ brokers: [...brokers!], logLevel: kafkajs.logLevel.NOTHING });
    const transactionalId = `${world.options.prefix}redrive@${topic}`;
    const dying = kafka.producer({ idempotent: true, transactionalId, maxInFlightRequests: 1 });
    await dying.connect();
    const transaction = await dying.transaction();
    await transaction.send({
      topic: world.options.prefix + topic,
      messages: [{ key: 'key 0', value: Buffer.from([0]), headers: { number: '0' } }],
    });
    expect(await bus.redrive(topic, ids)).toBe(3);
    await expect(transaction.commit()).rejects.toMatchObject({ name: 'KafkaJSProtocolError' });
    await dying.disconnect();
    await settled(bus);
    expect(handled.sort((a, b) => a - b)).toEqual([0, 1, 2]);
    expect(await bus.deadLetters(topic)).toEqual([]);
  });

  it('that are too old are all left where they are', async () => {
    const now = { at: Date.now() };
    const bus = await world.bus({ dedupeRetention: 60_000, clock: { now: () => now.at } });
    const { handled, ids } = await deadLetters(bus, 2);
    now.at += 61_000;
    await bus.publish([poison(2)]);
    await expect(bus.redrive(topic, ids)).rejects.toMatchObject({ code: 'redrive-too-old', retryable: false });
    await expect.poll(() => handled, patience).toEqual([2]);
    expect(await bus.deadLetters(topic)).toHaveLength(2);
  });

  it('are listed and put back in more than one answer of the broker and more than one transaction', async () => {
    const bus = await world.bus();
    const letter = (number: number): BusRecord => ({
      ...poison(number),
      topic: `${topic}.dlq`,
      value: Buffer.alloc(3000),
    });
    await bus.publish(range(1000).map(letter));
    const pages: DeadLetter[][] = [];
    for (let after: string | undefined; pages.length === 0 || pages.at(-1)!.length === 300;) {
      pages.push(await bus.deadLetters(topic, { limit: 300, ...(after !== undefined && { after }) }));
      after = pages.at(-1)!.at(-1)!.id;
    }
    const ids = pages.flat().map(({ id }) => id);
    expect(pages.flat().map(({ record }) => Number(record.headers['number']))).toEqual(range(1000));
    const odd = ids.filter((_, index) => index % 2 === 1);
    expect(await bus.redrive(topic, [...odd, ...odd, '1000000', 'none'])).toBe(500);
    const left = await bus.deadLetters(topic, { limit: 1000 });
    expect(left.map(({ record }) => Number(record.headers['number']))).toEqual(range(500).map((number) => number * 2));
    const seen = new Set<string>();
    await bus.subscribeShared(topic, { group: 'late' }, async ({ headers }) => void seen.add(headers['number']!));
    await expect.poll(() => seen.size, patience).toBe(500);
    await settled(bus);
  });

  it('tell another process of theirs, and that they were put back', async () => {
    const [one, two] = [await world.bus(), await world.bus()];
    const { ids } = await deadLetters(one, 2);
    expect((await two.deadLetters(topic)).map(({ id }) => id)).toEqual(ids);
    await one.redrive(topic, [ids[0]!]);
    expect((await two.deadLetters(topic)).map(({ id }) => id)).toEqual([ids[1]]);
  });
  it('are other ones where an operator removed their topic, which is made again', async () => {
    const bus = await world.bus();
    const { ids } = await deadLetters(bus, 3);
    await bus.redrive(topic, ids);
    await withAdmin((admin) => admin.deleteTopics({ topics: [`${world.options.prefix}${topic}.dlq`] }));
    const letter = { ...poison(7), topic: `${topic}.dlq` };
    const listed = async () => {
      await bus.publish([letter], { deadline: 300 }).catch(() => undefined);
      return (await bus.deadLetters(topic)).map(({ record }) => record.headers).at(0);
    };
    await expect.poll(listed, patience).toEqual({ number: '7' });
  });
});
