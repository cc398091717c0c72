import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type MongoConnection, type StoreRoundTrip } from '@postbus/mongo-connection';
import { type TestDatabase, WireProxy, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openMongoAttemptLog } from './attempt-log.ts';

const never = { endsWithin: 3_600_000 };

describe.skipIf(mongoUrl === undefined)('attempts in MongoDB', () => {
  const told: StoreRoundTrip[] = [];
  const tell = (message: unknown) => void told.push(message as StoreRoundTrip);
  let database: TestDatabase;
  let mongo: MongoConnection;
  beforeAll(async () => {
    subscribe('postbus.store.round-trip', tell);
    database = await openTestDatabase();
    mongo = await database.open();
  });
  beforeEach(() => void (told.length = 0));
  afterEach(() => database.clear());
  afterAll(async () => {
    unsubscribe('postbus.store.round-trip', tell);
    await database.drop();
  });

  const commands = () => told.map(({ command }) => command).filter((command) => command !== 'listIndexes');

  it('are counted while they do not end, over processes', async () => {
    const first = await openMongoAttemptLog(mongo);
    expect(await first.begin('a')).toBe(0);
    expect(await first.begin('a')).toBe(1);
    expect(await first.begin('b')).toBe(0);
    await first.end('b');
    await first.close();
    const second = await openMongoAttemptLog(await database.open());
    expect(await second.begin('a')).toBe(2);
    expect(await second.begin('b')).toBe(0);
    await second.end('a');
    await second.close();
    expect(await mongo.connection.collection('attempts').countDocuments()).toBe(1);
  });

  it('count though the process dies right after the begin', async () => {
    const dying = await database.open();
    const log = await openMongoAttemptLog(dying);
    await log.begin('a');
    await dying.connection.close(true);
    expect(await (await openMongoAttemptLog(mongo)).begin('a')).toBe(1);
  });

  it('that begin beside each other share a round trip, and take along what ended', async () => {
    const log = await openMongoAttemptLog(mongo, never);
    await Promise.all(['a', 'b', 'c'].map((id) => log.begin(id)));
    expect(commands()).toEqual(['insert']);
    for (const id of ['a', 'b']) await log.end(id);
    expect(commands()).toHaveLength(1);
    await log.begin('d');
    expect(commands().toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['delete', 'insert', 'insert']);
    expect(await mongo.connection.collection('attempts').countDocuments()).toBe(2);
    await log.close();
  });

  it('are written though no other begins after an end', async () => {
    const log = await openMongoAttemptLog(mongo, { endsWithin: 10 });
    await log.begin('a');
    await log.end('a');
    await expect.poll(() => mongo.connection.collection('attempts').countDocuments()).toBe(0);
    await log.close();
  });

  it('count from the start when one begins again before its end was written', async () => {
    const log = await openMongoAttemptLog(mongo, never);
    for (const _ of [1, 2, 3]) {
      expect(await log.begin('a')).toBe(0);
      await log.end('a');
    }
    await log.begin('a');
    await log.close();
    expect(await (await openMongoAttemptLog(mongo)).begin('a')).toBe(1);
  });

  it('are counted one by one, though the same begins several times at once', async () => {
    const logs = [await openMongoAttemptLog(mongo), await openMongoAttemptLog(await database.open())];
    const counts = await Promise.all([0, 1, 2, 3, 4, 5].map((number) => logs[number % 2]!.begin('a')));
    expect(counts.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const log of logs) await log.close();
  });

  it('are unavailable while the database is, and forget no end for that', async () => {
    const proxy = await WireProxy.before(mongoUrl!);
    const away = await database.open({ url: proxy.url, serverSelectionTime: 300 });
    const log = await openMongoAttemptLog(away, never);
    await log.begin('a');
    await log.end('a');
    proxy.cut();
    await expect(log.begin('b')).rejects.toMatchObject({ code: 'unavailable', port: 'AttemptLog', retryable: true });
    proxy.mend();
    await expect.poll(() => log.begin('c').catch(() => 'away'), { timeout: 15_000 }).toBe(0);
    const left = await mongo.connection.collection<{ _id: string }>('attempts').find().toArray();
    expect(left.map(({ _id }) => _id)).not.toContain('a');
    await log.close();
    await expect(log.begin('d')).rejects.toMatchObject({ code: 'closed' });
    await proxy.close();
  });
});
