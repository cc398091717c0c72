import { isDuplicateKey } from '@postbus/mongo-connection';
import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import type { MongoConnection } from '@postbus/mongo-connection';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BulkWriter, type Write, byCollection, inOneCommand } from './bulk-write.ts';

const ways: Readonly<Record<string, (connection: MongoConnection['connection']) => BulkWriter>> = {
  'in one command, MongoDB 8': inOneCommand,
  'a command a collection, before MongoDB 8': byCollection,
};

describe.skipIf(mongoUrl === undefined)('writes of a transaction over several collections', () => {
  let database: TestDatabase;
  let mongo: MongoConnection;
  beforeAll(async () => {
    database = await openTestDatabase();
    mongo = await database.open();
    for (const collection of ['one', 'two']) await mongo.connection.createCollection(collection);
  });
  afterAll(() => database.drop());

  const insert = (into: string, _id: string): Write => ({ do: 'insert', into, document: { _id, n: 0 } });
  const contents = async () =>
    Object.fromEntries(
      await Promise.all(
        ['one', 'two'].map(async (name) => {
          const found = await mongo.connection.collection(name).find().sort({ _id: 1 }).toArray();
          return [name, Object.fromEntries(found.map(({ _id, n }) => [String(_id), n as number]))];
        }),
      ),
    ) as Record<string, Record<string, number>>;

  describe.each(Object.keys(ways))('%s', (way) => {
    const write = (writes: readonly Write[]) =>
      mongo.transaction(async (session) => {
        // The first of a transaction is a read or a write of one document.
        await mongo.connection.collection('one').findOne({ _id: 'lock' as never }, { session });
        await ways[way]!(mongo.connection)(session, writes);
      });

    it('are done in their order, all kinds of them', async () => {
      await database.clear();
      await write([insert('one', 'a'), insert('two', 'b'), insert('one', 'c'), insert('two', 'd'), insert('two', 'e')]);
      await write([
        { do: 'update', in: 'one', filter: { _id: 'a' }, update: { $inc: { n: 1 } } },
        { do: 'delete', from: 'one', filter: { _id: 'c' } },
        insert('one', 'c'),
        { do: 'update', in: 'one', filter: { _id: 'c' }, update: { $set: { n: 5 } } },
        { do: 'delete-all', from: 'two', filter: { _id: { $in: ['b', 'd'] } } },
      ]);
      expect(await contents()).toEqual({ one: { a: 1, c: 5 }, two: { e: 0 } });
    });

    it('leave nothing where one of them fails, and tell that its key is there', async () => {
      await database.clear();
      await write([insert('two', 'there')]);
      const failed = await write([insert('one', 'a'), insert('two', 'there'), insert('two', 'b')]).catch(
        (error: unknown) => error,
      );
      expect(isDuplicateKey(failed)).toBe(true);
      expect(await contents()).toEqual({ one: {}, two: { there: 0 } });
    });

    it('may be none', async () => {
      await expect(write([])).resolves.toBeUndefined();
    });
  });
});
