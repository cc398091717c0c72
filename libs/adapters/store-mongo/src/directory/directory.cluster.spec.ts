import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { StoreRoundTrip } from '@postbus/mongo-connection';
import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import { directoryContract } from '@postbus/testing/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStores } from '../stores.fixture.ts';

describe.skipIf(mongoUrl === undefined)('accounts in MongoDB', () => {
  const told: StoreRoundTrip[] = [];
  const tell = (message: unknown) => void told.push(message as StoreRoundTrip);
  let database: TestDatabase;
  beforeAll(async () => {
    subscribe('postbus.store.round-trip', tell);
    database = await openTestDatabase();
  });
  afterAll(async () => {
    unsubscribe('postbus.store.round-trip', tell);
    await database.drop();
  });

  directoryContract('store-mongo', () => openStores(database));

  it('answers for a recipient by one read of one document', async () => {
    const fixture = await openStores(database);
    const { stores } = fixture;
    const added = await stores.directory.add({
      tenant: 'tenant',
      address: 'ada@example.org',
      aliases: ['al@example.org'],
    });
    told.length = 0;
    expect(await stores.directory.resolve('AL@example.org')).toEqual(added);
    expect(told.map(({ command }) => command)).toEqual(['find']);
    await fixture.dispose();
  });

  it('changes an account that two processes change at once, without losing a change', async () => {
    const fixture = await openStores(database);
    const { stores } = fixture;
    const other = await fixture.second!();
    const { id } = await stores.directory.add({ tenant: 'tenant', address: 'ada@example.org' });
    await Promise.all([
      stores.directory.change(id, { displayName: 'Ada' }),
      other.directory.change(id, { aliases: ['al@example.org'] }),
      stores.directory.change(id, { passwordHash: 'hash' }),
      other.directory.change(id, { address: 'lovelace@example.org' }),
    ]);
    const account = await stores.directory.account(id);
    expect(account).toMatchObject({
      address: 'lovelace@example.org',
      aliases: ['al@example.org'],
      displayName: 'Ada',
      passwordHash: 'hash',
      version: 5,
    });
    for (const address of ['lovelace@example.org', 'al@example.org']) {
      expect(await other.directory.resolve(address)).toEqual(account);
    }
    await fixture.dispose();
  });
});
