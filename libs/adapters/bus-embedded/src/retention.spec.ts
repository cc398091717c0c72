import { temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBus, type EmbeddedBusOptions, openEmbeddedBus } from './index.ts';

const day = 24 * 60 * 60 * 1000;
const publishedDay = Date.UTC(2026, 0, 1);

let folder: ReturnType<typeof temporaryFolder>;
let now: number;
let bus: EmbeddedBus;
const open = (options: Partial<EmbeddedBusOptions> = {}) => {
  const topics = { t: { partitions: 1 }, small: { partitions: 1, retentionBytes: 5000 } };
  bus = openEmbeddedBus({ folder: folder.path, topics, clock: { now: () => now }, ...options });
};

beforeEach(() => {
  folder = temporaryFolder();
  now = publishedDay;
  open();
});

afterEach(async () => {
  await bus.close();
  folder.remove();
});

const publish = (topic: string, key: string, bytes = 10) =>
  bus.publish([{ topic, key, headers: {}, value: new Uint8Array(bytes) }]);

/** What a new group reads, up to a record with key `end`. */
async function readToEnd(topic: string): Promise<{ key: string; offset: number }[]> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const read: { key: string; offset: number }[] = [];
  const group = `reader ${Math.random()}`;
  const subscription = await bus.subscribeShared(topic, { group, concurrency: 1 }, async ({ key, offset }) => {
    read.push({ key, offset });
    if (key === 'end') resolve();
  });
  await promise;
  await subscription.close();
  return read;
}

describe('retention', () => {
  it('lets go of records after 7 days, read or not', async () => {
    await publish('t', 'old');
    now += 3 * day;
    await publish('t', 'younger');
    now += 4 * day + 1;
    await bus.prune();
    await publish('t', 'end');
    expect((await readToEnd('t')).map(({ key }) => key)).toEqual(['younger', 'end']);
  });

  it('lets go of the oldest beyond the size of a partition', async () => {
    for (let index = 0; index < 20; index++) await publish('small', `key ${index}`, 1000);
    await publish('small', 'end', 1000);
    await bus.prune();
    const read = await readToEnd('small');
    expect(read.length).toBeGreaterThanOrEqual(5);
    expect(read.length).toBeLessThanOrEqual(6);
    expect(read.at(-1)).toEqual({ key: 'end', offset: 20 });
  });

  it('removes more than one run can take at once', async () => {
    await bus.publish(
      Array.from({ length: 1700 }, (_, index) => ({
        topic: 't',
        key: `${index}`,
        headers: {},
        value: new Uint8Array(1),
      })),
    );
    now += 8 * day;
    await bus.prune();
    await publish('t', 'end');
    expect(await readToEnd('t')).toEqual([{ key: 'end', offset: 1700 }]);
  });

  it('never gives an offset twice, also when nothing is left and the bus was opened anew', async () => {
    await publish('t', 'a');
    await publish('t', 'b');
    now += 8 * day;
    await bus.prune();
    await bus.close();
    open();
    await publish('t', 'end');
    expect(await readToEnd('t')).toEqual([{ key: 'end', offset: 2 }]);
  });

  it('moves a group that was behind on to what is kept', async () => {
    const first = await bus.subscribeShared('t', { group: 'g' }, async () => undefined);
    await first.close();
    await publish('t', 'lost');
    now += 8 * day;
    await publish('t', 'kept');
    await bus.prune();
    expect(await bus.lag()).toMatchObject([{ topic: 't', group: 'g', records: 1, age: 0 }]);
    const { promise, resolve } = Promise.withResolvers<string>();
    await bus.subscribeShared('t', { group: 'g' }, async ({ key }) => resolve(key));
    expect(await promise).toBe('kept');
  });

  it('keeps dead letters 14 days', async () => {
    const failed = Promise.withResolvers<void>();
    await bus.subscribeShared('t', { group: 'g', attempts: 1 }, async ({ key }) => {
      if (key === 'end') return failed.resolve();
      throw new Error('poison');
    });
    await publish('t', 'poison');
    await publish('t', 'end');
    await failed.promise;
    while ((await bus.deadLetters('t')).length === 0) await publish('t', 'more');
    now += 13 * day;
    await bus.prune();
    expect(await bus.deadLetters('t')).toMatchObject([{ record: { key: 'poison' } }]);
    now += 2 * day;
    await bus.prune();
    expect(await bus.deadLetters('t')).toEqual([]);
  });
});

describe('redriving', () => {
  const poison = async () => {
    const subscription = await bus.subscribeShared('t', { group: 'g', attempts: 1 }, async () => {
      throw new Error('poison');
    });
    await publish('t', 'a');
    await publish('t', 'b');
    while ((await bus.deadLetters('t')).length < 2) await publish('other', 'turn');
    await subscription.close();
  };

  it('is refused, all of it, where dedupe keys may be forgotten', async () => {
    await bus.close();
    open({ dedupeRetention: 5 * day });
    await poison();
    const ids = (await bus.deadLetters('t')).map(({ id }) => id);
    now += 5 * day + 1;
    await expect(bus.redrive('t', ids)).rejects.toMatchObject({ code: 'redrive-too-old', retryable: false });
    expect(await bus.deadLetters('t')).toHaveLength(2);
  });

  it('counts the age from the first publishing, not from the last failure', async () => {
    await bus.close();
    open({ dedupeRetention: 5 * day });
    await publish('t', 'a');
    now += 6 * day;
    await poison();
    const letters = await bus.deadLetters('t');
    expect(letters[0]).toMatchObject({ failedAt: now });
    const ids = letters.map(({ id }) => id);
    await expect(bus.redrive('t', ids)).rejects.toMatchObject({ code: 'redrive-too-old' });
  });

  it('never gives the id of a letter put back to another one', async () => {
    await poison();
    const ids = (await bus.deadLetters('t')).map(({ id }) => id);
    expect(await bus.redrive('t', ids)).toBe(2);
    await bus.close();
    open();
    await poison();
    for (const { id } of await bus.deadLetters('t')) expect(ids).not.toContain(id);
  });
});
