import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MongoConnection } from './index.ts';
import { type TestDatabase, mongoUrl, openTestDatabase } from './testing/index.ts';

const deadAfter = 400;

describe.skipIf(mongoUrl === undefined)('clients that live', () => {
  let database: TestDatabase;
  let living: MongoConnection;
  beforeAll(async () => {
    database = await openTestDatabase();
    living = await database.open({ deadAfter });
    await living.connection.createCollection('counters');
  });
  afterAll(() => database.drop());

  const raised = (id: string) => [{ _id: id as never }, { $inc: { count: 1 } }, { upsert: true }] as const;
  const raise = (of: MongoConnection, id: string, before?: () => Promise<unknown>) =>
    of.transaction(async (session) => {
      const [filter, update] = raised(id);
      await of.connection.collection('counters').updateOne(filter, update, { session, upsert: true });
      await before?.();
    });
  const countOf = async (id: string) =>
    (await living.connection.collection('counters').findOne({ _id: id as never }))?.['count'];
  const clients = () => living.connection.collection('clients');

  it('end the transaction that one left which shows no sign of life', { timeout: 30_000 }, async () => {
    const dead = await database.open();
    const session = await dead.connection.startSession();
    session.startTransaction();
    const [filter, update] = raised('left');
    await dead.connection.collection('counters').updateOne(filter, update, { session, upsert: true });
    await raise(living, 'beside');
    await clients().insertOne({ _id: 'dead' as never, seenAt: new Date(0), sessions: [session.id?.id] });
    await raise(living, 'left');
    expect(await countOf('left')).toBe(1);
    await vi.waitFor(async () => expect(await clients().findOne({ _id: 'dead' as never })).toBeNull());
    await expect(session.commitTransaction()).rejects.toMatchObject({ codeName: 'NoSuchTransaction' });
  });

  it('leave that of one alone which does, however long it takes', { timeout: 30_000 }, async () => {
    const slow = await database.open({ deadAfter });
    await raise(living, 'beside');
    let meanwhile: Promise<void> | undefined;
    await raise(slow, 'slow', async () => {
      meanwhile = raise(living, 'slow');
      await wait(4 * deadAfter);
    });
    await meanwhile;
    expect(slow.conflicts).toBe(0);
    expect(await countOf('slow')).toBe(2);
  });

  it('are forgotten when they close', async () => {
    const before = await clients().countDocuments();
    const closing = await database.open({ deadAfter: 60_000 });
    await raise(closing, 'beside');
    expect(await clients().countDocuments()).toBe(before + 1);
    await closing.close();
    expect(await clients().countDocuments()).toBe(before);
  });
});
