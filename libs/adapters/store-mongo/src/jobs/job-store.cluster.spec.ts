import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import { jobStoreContract } from '@postbus/testing/contract';
import { afterAll, beforeAll, describe } from 'vitest';
import { openStores } from '../stores.fixture.ts';

describe.skipIf(mongoUrl === undefined)('jobs in MongoDB', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.drop());

  jobStoreContract('store-mongo', () => openStores(database));
});
