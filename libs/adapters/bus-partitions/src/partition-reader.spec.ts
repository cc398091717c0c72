import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReceivedRecord } from '@postbus/ports';
import { describe, expect, it } from 'vitest';
import { HandlerSlots } from './handler-slots.ts';
import { PartitionReader, type ReaderOptions } from './partition-reader.ts';

const received = (offset: number): ReceivedRecord => ({
  topic: 't',
  partition: 0,
  offset,
  publishedAt: 0,
  key: `key ${offset}`,
  headers: {},
  value: new Uint8Array(10),
});

/** A reader of a log in memory that holds the records with `offsets`, and handlers that end when the test says so. */
function readerOf(offsets: readonly number[], options: Partial<ReaderOptions> & { readonly next?: number } = {}) {
  const next = options.next ?? (offsets.at(-1) ?? -1) + 1;
  const partition = { next, readers: new Set<() => void>() };
  const lowWaters: number[] = [];
  const running = new Map<number, () => void>();
  const reader = new PartitionReader({
    partition,
    from: 0,
    slots: new HandlerSlots(100),
    readAhead: { records: 100, bytes: 100_000 },
    read: (from, limit) =>
      offsets
        .filter((offset) => offset >= from)
        .slice(0, limit)
        .map(received),
    handle: async ({ record }) => {
      await new Promise<void>((resolve) => running.set(record.offset, resolve));
      running.delete(record.offset);
      return { next: 'record' };
    },
    finished: (lowWater) => lowWaters.push(lowWater),
    ...options,
  });
  reader.start();
  const finish = async (offset: number) => {
    running.get(offset)?.();
    await nextTurn();
  };
  return { reader, partition, lowWaters, running, finish };
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await nextTurn();
};

describe('the low-water mark', () => {
  it('is the first record that is not finished, whatever finished after it', async () => {
    const { lowWaters, finish } = readerOf([0, 1, 2, 3]);
    await finish(2);
    await finish(1);
    expect(lowWaters).toEqual([]);
    await finish(0);
    expect(lowWaters).toEqual([3]);
    await finish(3);
    expect(lowWaters).toEqual([3, 4]);
  });

  it('passes over offsets that are gone, at the end too', async () => {
    const { lowWaters, finish } = readerOf([5, 9], { next: 20 });
    await finish(5);
    await finish(9);
    await turns(2);
    expect(lowWaters[0]).toBe(9);
    expect(lowWaters.at(-1)).toBe(20);
  });

  it('stays where it is for handlers that end after the partition went to another', async () => {
    const { reader, lowWaters, finish } = readerOf([0, 1]);
    reader.stop();
    expect(await reader.settled(1)).toBe(false);
    reader.detach();
    await finish(0);
    expect(lowWaters).toEqual([]);
  });
});

describe('a held reader', () => {
  it('begins no other record until it goes on, and counts what its handlers finish meanwhile', async () => {
    const { reader, partition, lowWaters, running, finish } = readerOf([0, 1, 2], { slots: new HandlerSlots(1) });
    reader.hold();
    const settled = reader.settled(10_000);
    await finish(0);
    expect(await settled).toBe(true);
    partition.next = 4;
    for (const wake of partition.readers) wake();
    expect(running.size).toBe(0);
    expect(lowWaters).toEqual([1]);
    reader.goOn();
    await finish(1);
    await finish(2);
    expect(lowWaters).toEqual([1, 2, 4]);
  });

  it('waits for a retry that came due until it goes on', async () => {
    let tries = 0;
    const { reader } = readerOf([0], {
      handle: async () => (++tries < 3 ? { next: 'again', wait: 1 } : { next: 'record' }),
    });
    reader.hold();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(tries).toBe(1);
    reader.goOn();
    while (tries < 3) await nextTurn();
    expect(await reader.settled(1000)).toBe(true);
  });
});

describe('a stopped reader', () => {
  it('counts what its handlers still finish, and begins no other', async () => {
    const { reader, lowWaters, running, finish } = readerOf([0, 1, 2], { slots: new HandlerSlots(1) });
    reader.stop();
    const settled = reader.settled(10_000);
    await finish(0);
    expect(await settled).toBe(true);
    expect(lowWaters).toEqual([1]);
    expect(running.size).toBe(0);
  });
});

describe('reading', () => {
  it('keeps to the number of records that may be held', async () => {
    const { running, finish } = readerOf(
      Array.from({ length: 50 }, (_, index) => index),
      { readAhead: { records: 10, bytes: 100_000 } },
    );
    expect(running.size).toBe(10);
    for (let offset = 0; offset < 10; offset++) await finish(offset);
    expect(running.size).toBeLessThanOrEqual(10);
    expect(running.size).toBeGreaterThan(0);
  });

  it('does not run far ahead of a record that does not finish, since all after it comes again after a crash', async () => {
    const gate = Promise.withResolvers<void>();
    let last = 0;
    const { lowWaters } = readerOf(
      Array.from({ length: 20_000 }, (_, offset) => offset),
      {
        handle: async ({ record }) => {
          last = record.offset;
          if (record.offset === 0) await gate.promise;
          return { next: 'record' };
        },
      },
    );
    await turns(200);
    expect(last).toBeGreaterThan(4000);
    expect(last).toBeLessThan(5000);
    gate.resolve();
    await turns(200);
    expect(lowWaters.at(-1)).toBe(20_000);
  });

  it('lets others have the event loop while handlers that never wait work off a long log', async () => {
    const { lowWaters } = readerOf(
      Array.from({ length: 20_000 }, (_, offset) => offset),
      { handle: async () => ({ next: 'record' }) },
    );
    await nextTurn();
    expect(lowWaters.at(-1)).toBeLessThan(1000);
    await turns(400);
    expect(lowWaters.at(-1)).toBe(20_000);
  });

  it('goes on with what was added after its end', async () => {
    const offsets = [0];
    const { partition, lowWaters, finish } = readerOf(offsets);
    await finish(0);
    offsets.push(1);
    partition.next = 2;
    for (const wake of partition.readers) wake();
    await finish(1);
    expect(lowWaters).toEqual([1, 2]);
  });

  it('is tried again when the log cannot be read', async () => {
    const again = Promise.withResolvers<void>();
    let reads = 0;
    const { lowWaters, finish } = readerOf([0], {
      read: () => {
        if (++reads === 1) throw new Error('disk I/O error');
        again.resolve();
        return [received(0)];
      },
    });
    await again.promise;
    await finish(0);
    expect(lowWaters).toEqual([1]);
  });
});
