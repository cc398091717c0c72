import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type StoreRoundTrip, faultsOf } from './index.ts';
import { type TestDatabase, WireProxy, mongoUrl, openTestDatabase } from './testing/index.ts';

const quick = { serverSelectionTime: 300, operationTime: 300, transactionTime: 300 };

describe.skipIf(mongoUrl === undefined)('a server behind a bad line', () => {
  let database: TestDatabase;
  let proxy: WireProxy;
  beforeAll(async () => {
    database = await openTestDatabase();
    proxy = await WireProxy.before(mongoUrl ?? '');
  });
  afterEach(() => proxy.mend());
  afterAll(async () => {
    await database.drop();
    await proxy.close();
  });

  const open = () => database.open({ url: proxy.url, ...quick });

  it('is unavailable when a process starts and it is away', async () => {
    proxy.cut();
    await expect(open()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  });

  it.each(['stall', 'cut'] as const)('is unavailable in time after a %s, and there again after it', async (fault) => {
    const mongo = await open();
    const things = mongo.connection.collection('things');
    await things.insertOne({ fault });
    proxy[fault]();
    const calls = [
      faultsOf('store', () => things.findOne({ fault })),
      faultsOf('store', () => things.insertOne({ fault })),
      faultsOf('store', () => mongo.transaction((session) => things.insertOne({ fault }, { session }))),
      mongo.ensureIndexes([{ collection: 'things', name: 'by_fault', key: { fault: 1 } }]),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable', retryable: true } });
    }
    proxy.mend();
    await expect.poll(() => things.countDocuments({ fault }).catch(() => 'away'), { timeout: 15_000 }).toBe(1);
  });

  it.each(['stall', 'cut'] as const)('can be left during a %s', async (fault) => {
    const mongo = await open();
    await mongo.connection.collection('things').findOne({});
    proxy[fault]();
    await mongo.close();
    await expect(faultsOf('store', () => mongo.connection.collection('things').findOne({}))).rejects.toMatchObject({
      code: 'closed',
    });
  });

  it('tells the time that all agree on, whatever the clock of a process', async () => {
    proxy.clockAhead = 60_000;
    const mongo = await open();
    proxy.clockAhead = 0;
    expect(Math.abs(mongo.clock.now() - Date.now() - 60_000)).toBeLessThan(1000);
    expect(Math.abs((await open()).clock.now() - Date.now())).toBeLessThan(1000);
  });

  it('has its round trips told while somebody listens', async () => {
    const told: StoreRoundTrip[] = [];
    const listener = (message: unknown) => void told.push(message as StoreRoundTrip);
    subscribe('postbus.store.round-trip', listener);
    const mongo = await open();
    told.length = 0;
    await mongo.connection.collection('things').findOne({});
    await expect(mongo.connection.collection('things').findOne({ $no: 1 })).rejects.toThrow('$no');
    unsubscribe('postbus.store.round-trip', listener);
    await mongo.connection.collection('things').findOne({});
    expect(told).toEqual([
      { command: 'find', duration: expect.any(Number), failed: false },
      { command: 'find', duration: expect.any(Number), failed: true },
    ]);
  });
});
