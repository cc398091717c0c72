import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import { textMessageStoreContract } from '@postbus/testing/contract';
import { afterAll, beforeAll, describe } from 'vitest';
import { openStores } from '../stores.fixture.ts';

describe.skipIf(mongoUrl === undefined)('text messages in MongoDB', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.drop());

  // What tests have for a server is slow.
  textMessageStoreContract('store-mongo', async () => Object.assign(await openStores(database), { share: 0.2 }));
});
