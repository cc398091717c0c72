import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import { smimeStoreContract } from '@postbus/testing/contract';
import { afterAll, beforeAll, describe } from 'vitest';
import { openStores } from '../stores.fixture.ts';

describe.skipIf(mongoUrl === undefined)('keys, certificates and policies of S/MIME in MongoDB', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.drop());

  smimeStoreContract('store-mongo', () => openStores(database));
});
