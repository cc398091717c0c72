import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PortError } from '@postbus/ports';
import { temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBus, type EmbeddedBusOptions, openEmbeddedBus } from './index.ts';

let folder: ReturnType<typeof temporaryFolder>;
let bus: EmbeddedBus;
const open = (options: Partial<EmbeddedBusOptions> = {}) => {
  bus = openEmbeddedBus({ folder: folder.path, firstRetryWait: 2, longestRetryWait: 10, ...options });
};
const record = (key: string, bytes = 4) => ({
  topic: 't',
  key,
  headers: { traceparent: '00-a-b-01' },
  value: new Uint8Array(bytes),
});

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  await bus.close();
  folder.remove();
});

describe('a topic', () => {
  it('has 64 partitions unless told, fixed when it was made', async () => {
    open();
    await bus.publish([record('a')]);
    await bus.close();
    open({ partitions: 3 });
    await bus.subscribeShared('t', { group: 'g' }, async () => undefined);
    await bus.subscribeShared('other', { group: 'g' }, async () => undefined);
    const lag = await bus.lag();
    expect(lag.filter(({ topic }) => topic === 't')).toHaveLength(64);
    expect(lag.filter(({ topic }) => topic === 'other')).toHaveLength(3);
  });
});

describe('the folder', () => {
  it('serves one bus at a time', async () => {
    open();
    expect(() => openEmbeddedBus({ folder: folder.path })).toThrow(expect.objectContaining({ code: 'folder-in-use' }));
    await bus.close();
    open();
  });

  it('is let go of where its log cannot be opened', async () => {
    const { writeFileSync, rmSync } = await import('node:fs');
    writeFileSync(`${folder.path}/bus.db`, 'not a database '.repeat(500));
    expect(() => openEmbeddedBus({ folder: folder.path })).toThrow(expect.objectContaining({ code: 'unavailable' }));
    rmSync(`${folder.path}/bus.db`);
    open();
  });
});

describe('a record that is too large', () => {
  it('is refused alone, before anything of its call is kept', async () => {
    open({ maxRecordBytes: 1000 });
    await expect(bus.publish([record('a'), record('b', 1001)])).rejects.toMatchObject({
      code: 'record-too-large',
      retryable: false,
    });
    await bus.publish([record('c')]);
    const seen: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    await bus.subscribeShared('t', { group: 'g' }, async ({ key }) => {
      seen.push(key);
      if (key === 'c') resolve();
    });
    await promise;
    expect(seen).toEqual(['c']);
  });
});

describe('a handler that does not end', () => {
  it('is aborted when a close has waited long enough, and its record comes again', async () => {
    open({ closeWithin: 20, handOverWithin: 20 });
    const begun = Promise.withResolvers<AbortSignal>();
    await bus.subscribeShared('t', { group: 'g' }, async (_, { signal }) => {
      begun.resolve(signal);
      await once(signal, 'abort');
      throw signal.reason;
    });
    await bus.publish([record('a')]);
    const signal = await begun.promise;
    const closing = bus.close();
    await nextTurn();
    expect(signal.aborted).toBe(false);
    await closing;
    expect(signal.aborted).toBe(true);
    open();
    const again = Promise.withResolvers<string>();
    await bus.subscribeShared('t', { group: 'g' }, async ({ key }) => again.resolve(key));
    expect(await again.promise).toBe('a');
    expect(await bus.deadLetters('t')).toEqual([]);
  });

  it('holds up its partition for a while only when another member is to have it, and counts no longer then', async () => {
    open({ topics: { t: { partitions: 2 } }, handOverWithin: 20 });
    const gate = Promise.withResolvers<void>();
    const begun = new Set<string>();
    const first = await bus.subscribeShared('t', { group: 'g' }, async ({ key }) => {
      begun.add(key);
      await gate.promise;
    });
    await bus.publish(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => record(key)));
    while (begun.size < 6) await nextTurn();
    const moved = Promise.withResolvers<string>();
    await bus.subscribeShared('t', { group: 'g' }, async ({ key }) => moved.resolve(key));
    expect(begun).toContain(await moved.promise);
    gate.resolve();
    await first.close();
  });
});

describe('an abandoned bus', () => {
  it('tells its handlers, begins no others and answers nobody', async () => {
    open();
    const begun = Promise.withResolvers<AbortSignal>();
    let handled = 0;
    await bus.subscribeShared('t', { group: 'g', concurrency: 1 }, async (_, { signal }) => {
      handled++;
      begun.resolve(signal);
      await once(signal, 'abort');
    });
    await bus.publish([record('a'), record('b')]);
    const signal = await begun.promise;
    bus.abandon();
    await nextTurn();
    expect(signal.aborted).toBe(true);
    expect(handled).toBe(1);
    await expect(bus.publish([record('c')])).rejects.toMatchObject({ code: 'closed' });
    await expect(bus.lag()).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('records read ahead', () => {
  it('are bounded in bytes while the handler stands still', async () => {
    open({ topics: { t: { partitions: 1 } }, readAheadBytes: 100_000 });
    await bus.publish(Array.from({ length: 100 }, (_, index) => record(`key ${index}`, 10_000)));
    const gate = Promise.withResolvers<void>();
    const all = Promise.withResolvers<void>();
    let begun = 0;
    await bus.subscribeShared('t', { group: 'g', concurrency: 100 }, async () => {
      if (++begun === 100) all.resolve();
      await gate.promise;
    });
    await nextTurn();
    expect(begun).toBe(10);
    gate.resolve();
    await all.promise;
  });
});

describe('diagnostics channels', () => {
  const names = [
    'published',
    'handled',
    'retried',
    'dead-lettered',
    'broadcast-failed',
    'rebalanced',
    'pruned',
  ] as const;
  let told: { channel: string; message: Record<string, unknown> }[];
  const tell = (message: unknown, channel: string | symbol) =>
    told.push({ channel: String(channel).slice('postbus.bus.'.length), message: message as Record<string, unknown> });

  beforeEach(() => {
    told = [];
    for (const name of names) subscribe(`postbus.bus.${name}`, tell);
  });
  afterEach(() => {
    for (const name of names) unsubscribe(`postbus.bus.${name}`, tell);
  });

  it('tell what a record goes through', async () => {
    open();
    const { promise, resolve } = Promise.withResolvers<void>();
    await bus.subscribeBroadcast('t', async () => {
      throw new Error('not for me');
    });
    await bus.subscribeShared('t', { group: 'g', attempts: 2 }, async ({ key }, { attempt }) => {
      if (key === 'end') return resolve();
      if (attempt === 1) throw new PortError('unavailable', 'MailStore', 'away');
      throw new TypeError('poison');
    });
    await bus.publish([record('a')]);
    await bus.publish([{ ...record('end'), topic: 't' }]);
    await promise;
    while (!told.some(({ channel }) => channel === 'dead-lettered')) await nextTurn();
    const of = (channel: string) => told.filter((entry) => entry.channel === channel).map(({ message }) => message);
    expect(of('rebalanced')).toEqual([{ topic: 't', group: 'g', members: 1 }]);
    expect(of('published')[0]).toMatchObject({ topics: ['t'], records: 1, duration: expect.any(Number) });
    expect(of('broadcast-failed')[0]).toMatchObject({ topic: 't', error: { message: 'not for me' } });
    expect(of('retried')).toMatchObject([
      { group: 'g', attempt: 1, paused: true, code: 'unavailable' },
      { group: 'g', attempt: 2, paused: false, code: 'TypeError' },
    ]);
    expect(of('dead-lettered')).toMatchObject([
      { topic: 't', group: 'g', attempts: 3, code: 'TypeError', traceparent: '00-a-b-01' },
    ]);
    const outcomes = of('handled').filter(({ group }) => group === 'g');
    expect(outcomes.filter(({ outcome }) => outcome === 'failed')).toHaveLength(3);
    expect(outcomes.filter(({ outcome }) => outcome === 'done')).toHaveLength(1);
  });
});
