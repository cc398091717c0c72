import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import { blobStoreContract } from '@postbus/testing/contract';
import { afterAll, beforeAll, describe } from 'vitest';
import { openMongoBlobStore } from './index.ts';

describe.skipIf(mongoUrl === undefined)('blobs in MongoDB', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.drop());

  blobStoreContract('blob-mongo', async () => {
    let mongo = await database.open();
    let store = await openMongoBlobStore(mongo);
    const close = async () => {
      await store.close();
      await mongo.close();
    };
    return {
      store,
      reopen: async () => {
        await close();
        mongo = await database.open();
        store = await openMongoBlobStore(mongo);
        return store;
      },
      dispose: async () => {
        await close();
        await database.clear();
      },
    };
  });
});
