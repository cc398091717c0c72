import { type TestDatabase, WireProxy, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import { type AuditEntry, auditIds } from '@postbus/ports';
import { auditLogContract } from '@postbus/testing/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreCalls } from '../store-calls.ts';
import { auditIndexes } from './audit-document.ts';
import { MongoAuditLog } from './audit-log.ts';

describe.skipIf(mongoUrl === undefined)('what operators did, in MongoDB', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
    await (await database.open()).ensureIndexes(auditIndexes);
  });
  afterAll(() => database.drop());

  const open = async (url?: string): Promise<MongoAuditLog> => {
    const { connection } = await database.open(url === undefined ? {} : { url });
    return new MongoAuditLog(connection, new StoreCalls());
  };
  const entry = (): AuditEntry => ({
    id: auditIds()(1),
    time: 1,
    principal: 'operator',
    action: 'addDomain',
    subject: 'example.org',
    details: {},
    outcome: 'requested',
  });

  auditLogContract('store-mongo', async () => ({
    log: await open(),
    crash: () => open(),
    dispose: () => database.clear(),
  }));

  it('keeps an entry once whose answer got lost on the way', async () => {
    const proxy = await WireProxy.before(mongoUrl ?? '');
    const log = await open(proxy.url);
    const lost = proxy.loseAnswerTo('insert');
    const one = entry();
    await Promise.all([lost, log.append(one)]);
    expect(await log.read({ limit: 10 })).toEqual([one]);
    await database.clear();
    await proxy.close();
  });

  it('refuses one while the database is away, in the words of the ports', async () => {
    const proxy = await WireProxy.before(mongoUrl ?? '');
    const { connection } = await database.open({ url: proxy.url, serverSelectionTime: 300 });
    const log = new MongoAuditLog(connection, new StoreCalls());
    proxy.cut();
    await expect(log.append(entry())).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    await proxy.close();
  });
});
