import { openMongoBlobStore } from '@postbus/blob-mongo';
import { systemClock } from '@postbus/ports';
import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import {
  type CollectionFixture,
  type StoreFixture,
  blobCollectionContract,
  mailStoreContract,
} from '@postbus/testing/contract';
import { afterAll, beforeAll, describe } from 'vitest';
import { openStores } from './stores.fixture.ts';

describe.skipIf(mongoUrl === undefined)('mailboxes in MongoDB', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.drop());

  mailStoreContract('store-mongo', () => openSlow(database));
  blobCollectionContract('store-mongo with blob-mongo', () => openWithBlobs(database));
});

/** What tests have for a server is slow. */
async function openSlow(database: TestDatabase): Promise<StoreFixture> {
  return Object.assign(await openStores(database), { share: 0.2 });
}

async function openWithBlobs(database: TestDatabase): Promise<CollectionFixture> {
  const fixture = await openSlow(database);
  // The contract tells times by this process's clock.
  const mongo = await database.open({ clock: systemClock });
  const blobs = await openMongoBlobStore(mongo);
  const dispose = fixture.dispose.bind(fixture);
  return Object.assign(fixture, {
    blobs,
    dispose: async () => {
      await blobs.close();
      await mongo.close();
      await dispose();
    },
  });
}
