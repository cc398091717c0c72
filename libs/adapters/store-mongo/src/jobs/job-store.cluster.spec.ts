import type { MongoConnection } from '@postbus/mongo-connection';
import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import { manualClock } from '@postbus/testing';
import { type StoreFixture, type Stores, jobStoreContract } from '@postbus/testing/contract';
import { afterAll, beforeAll, describe } from 'vitest';
import { StoreCalls } from '../store-calls.ts';
import { jobIndexes, pruneJobKeys } from './job-document.ts';
import { laneIndexes } from './job-lanes.ts';
import { MongoJobStore } from './job-store.ts';
import { turnIndexes } from './job-turns.ts';

describe.skipIf(mongoUrl === undefined)('jobs in MongoDB', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
    await (await database.open()).ensureIndexes([...jobIndexes, ...laneIndexes, ...turnIndexes]);
  });
  afterAll(() => database.drop());

  jobStoreContract('store-mongo', () => openFixture(database));
});

/** Of the stores, those that the suite of jobs uses. */
function storesOver(mongo: MongoConnection): Stores {
  const prune = ({ dedupeBefore }: { readonly dedupeBefore: number }) => pruneJobKeys(mongo.connection, dedupeBefore);
  return { jobStore: new MongoJobStore(mongo, new StoreCalls()), mailStore: { prune } } as unknown as Stores;
}

async function openFixture(database: TestDatabase): Promise<StoreFixture> {
  const clock = manualClock();
  const opened: MongoConnection[] = [];
  const open = async (): Promise<Stores> => {
    const mongo = await database.open({ clock });
    opened.push(mongo);
    return storesOver(mongo);
  };
  let stores = await open();
  return {
    clock,
    get stores() {
      return stores;
    },
    second: open,
    crash: async () => {
      for (const mongo of opened.splice(0)) await mongo.connection.close(true);
    },
    reopen: async () => (stores = await open()),
    dispose: async () => {
      for (const mongo of opened) await mongo.close();
      await database.clear();
    },
  };
}
