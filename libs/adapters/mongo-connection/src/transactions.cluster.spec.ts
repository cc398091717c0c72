import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MongoConnection, mongoFault } from './index.ts';
import { type TestDatabase, WireProxy, mongoUrl, openTestDatabase } from './testing/index.ts';

interface Counter {
  readonly _id: string;
  readonly count: number;
}

describe.skipIf(mongoUrl === undefined)('transactions', () => {
  let database: TestDatabase;
  let proxy: WireProxy;
  let mongo: MongoConnection;
  let other: MongoConnection;
  beforeAll(async () => {
    database = await openTestDatabase();
    proxy = await WireProxy.before(mongoUrl ?? '');
    [mongo, other] = [await database.open({ url: proxy.url }), await database.open()];
    await mongo.connection.createCollection('counters');
  });
  afterAll(async () => {
    await database.drop();
    await proxy.close();
  });

  const counters = (of: MongoConnection) => of.connection.collection<Counter>('counters');
  const newCounter = async (): Promise<string> => {
    const { insertedId } = await counters(mongo).insertOne({ _id: randomUUID(), count: 0 });
    return insertedId;
  };
  const countOf = async (id: string) => (await counters(mongo).findOne({ _id: id }))?.count;
  const raise = (of: MongoConnection, id: string, before?: () => Promise<unknown>) =>
    of.transaction(async (session) => {
      await counters(of).updateOne({ _id: id }, { $inc: { count: 1 } }, { session });
      await before?.();
    });

  it('meet a conflict, count it, and run again', async () => {
    const id = await newCounter();
    const told = conflictTold();
    const before = other.conflicts;
    let begun: Promise<void> | undefined;
    await raise(mongo, id, () => {
      begun = raise(other, id);
      return told;
    });
    await begun;
    expect(await countOf(id)).toBe(2);
    expect(other.conflicts).toBeGreaterThan(before);
    expect(await told).toEqual({ attempt: 1 });
  });

  it('of many writers lose no write', async () => {
    const id = await newCounter();
    await Promise.all(Array.from({ length: 12 }, (_, index) => raise([mongo, other][index % 2] ?? mongo, id)));
    expect(await countOf(id)).toBe(12);
  });

  it('end with a conflict in a time, as unavailable', async () => {
    const id = await newCounter();
    const hurried = await database.open({ transactionTime: 50 });
    await raise(mongo, id, async () => {
      const error = await raise(hurried, id).catch((fault: unknown) => mongoFault(fault, 'store'));
      expect(error).toMatchObject({ code: 'unavailable', port: 'store' });
    });
    expect(await countOf(id)).toBe(1);
  });

  it('change nothing where their work fails', async () => {
    const id = await newCounter();
    const failure = new Error('a rule was broken');
    await expect(raise(mongo, id, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await countOf(id)).toBe(0);
  });

  it('commit once, though the answer to the commit is lost', async () => {
    const id = await newCounter();
    const lost = proxy.loseAnswerTo('commitTransaction');
    await raise(mongo, id);
    await lost;
    expect(await countOf(id)).toBe(1);
  });

  it('run again where the answer to a write of theirs is lost', async () => {
    const id = await newCounter();
    const lost = proxy.loseAnswerTo('update');
    await raise(mongo, id);
    await lost;
    expect(await countOf(id)).toBe(1);
  });

  it('have an unknown outcome where the server is gone before it answers the commit', async () => {
    const id = await newCounter();
    const doomed = await database.open({ url: proxy.url, transactionTime: 100, serverSelectionTime: 200 });
    const lost = proxy.loseAnswerTo('commitTransaction').then(() => proxy.cut());
    const error = await raise(doomed, id).catch((fault: unknown) => mongoFault(fault, 'store'));
    await lost;
    proxy.mend();
    expect(error).toMatchObject({ code: 'outcome-unknown', retryable: true });
  });
});

/** Fulfilled with the next conflict that any connection tells. */
function conflictTold(): Promise<unknown> {
  const events = new EventTarget();
  const listener = (message: unknown) => events.dispatchEvent(new CustomEvent('told', { detail: message }));
  subscribe('postbus.store.conflict', listener);
  return once(events, 'told').then(([event]) => {
    unsubscribe('postbus.store.conflict', listener);
    return (event as CustomEvent).detail;
  });
}
