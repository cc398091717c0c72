/** The stores over a database of a spec file, as the contracts take them. */
import type { MongoConnection } from '@postbus/mongo-connection';
import type { TestDatabase } from '@postbus/mongo-connection/testing';
import { manualClock } from '@postbus/testing';
import type { StoreFixture } from '@postbus/testing/contract';
import { type MongoStore, openMongoStore } from './index.ts';

interface OpenStore {
  readonly mongo: MongoConnection;
  readonly store: MongoStore;
}

/** Collections and indexes stay from one test to the next. A crash drops the clients without a goodbye. */
export async function openStores(database: TestDatabase): Promise<StoreFixture> {
  await database.clear();
  const clock = manualClock();
  const opened: OpenStore[] = [];
  const open = async (): Promise<MongoStore> => {
    const mongo = await database.open({ clock });
    const store = await openMongoStore(mongo);
    opened.push({ mongo, store });
    return store;
  };
  let stores = await open();
  return {
    clock,
    get stores() {
      return stores;
    },
    second: open,
    crash: async () => {
      for (const { mongo } of opened.splice(0)) await mongo.connection.close(true);
    },
    reopen: async () => (stores = await open()),
    dispose: async () => {
      for (const { mongo, store } of opened) {
        await store.close();
        await mongo.close();
      }
    },
  };
}
