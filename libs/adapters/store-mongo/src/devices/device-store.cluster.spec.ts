import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import { deviceStoreContract } from '@postbus/testing/contract';
import { afterAll, beforeAll, describe } from 'vitest';
import { openStores } from '../stores.fixture.ts';

describe.skipIf(mongoUrl === undefined)('devices in MongoDB', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.drop());

  deviceStoreContract('store-mongo', () => openStores(database));
});
