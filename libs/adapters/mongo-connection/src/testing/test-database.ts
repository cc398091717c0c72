/** A database of its own for a spec file, on the server that MONGO_URL names. */
import { randomUUID } from 'node:crypto';
import { type MongoConnection, openMongoConnection } from '../open-mongo-connection.ts';
import type { MongoOptions } from '../mongo-options.ts';

/** A server for tests is slow, and shared by all of them. */
const patience = { operationTime: 30_000, transactionTime: 30_000 };

/** Undefined where no server is given: tests that need one are skipped then. */
export const mongoUrl = process.env['MONGO_URL'];

export interface TestDatabase {
  readonly name: string;
  /** Another connection, as another process has one; closed by `drop` where it still is open. */
  open(options?: Partial<MongoOptions>): Promise<MongoConnection>;
  /** Removes every document; collections and indexes stay, which a slow server makes slowly. */
  clear(): Promise<void>;
  /** Closes all connections, and removes the database, which a server of this spec alone takes with it. */
  drop(): Promise<void>;
}

/** @throws {Error} where MONGO_URL is not set */
export async function openTestDatabase(): Promise<TestDatabase> {
  if (mongoUrl === undefined) throw new Error('MONGO_URL names no server');
  const url = mongoUrl;
  const name = `postbus-test-${randomUUID().slice(0, 13)}`;
  const opened: MongoConnection[] = [];
  const open = async (options: Partial<MongoOptions> = {}): Promise<MongoConnection> => {
    const connection = await openMongoConnection({ url, database: name, ...patience, ...options });
    opened.push(connection);
    return connection;
  };
  const { connection: own } = await open();
  return {
    name,
    open,
    clear: async () => {
      const collections = await own.listCollections();
      for (const { name: collection } of collections) {
        if (!collection.startsWith('schema_')) await own.collection(collection).deleteMany({});
      }
    },
    drop: async () => {
      const [first, ...others] = opened;
      await Promise.allSettled(others.map((connection) => connection.close()));
      if (process.env['POSTBUS_MONGO_OF_A_SPEC'] === undefined) await own.dropDatabase();
      await first?.close();
    },
  };
}
