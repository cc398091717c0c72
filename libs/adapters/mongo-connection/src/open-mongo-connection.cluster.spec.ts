import { manualClock } from '@postbus/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Migration, type MongoConnection, faultsOf } from './index.ts';
import { type TestDatabase, mongoUrl, openTestDatabase } from './testing/index.ts';

describe.skipIf(mongoUrl === undefined)('a connection to MongoDB', () => {
  let database: TestDatabase;
  let mongo: MongoConnection;
  let other: MongoConnection;
  beforeAll(async () => {
    database = await openTestDatabase();
    [mongo, other] = [await database.open(), await database.open()];
  });
  afterAll(() => database.drop());

  describe('migrations', () => {
    const ran: string[] = [];
    const step = (version: number): Migration => ({
      version,
      name: `step ${version}`,
      up: async (connection) => {
        ran.push(`step ${version}`);
        await connection.collection('steps').insertOne({ version });
      },
    });

    it('run once each and in order, though processes race', async () => {
      const both = [mongo, other].map((each) => each.migrate([step(1), step(2)]));
      await Promise.all(both);
      await other.migrate([step(1), step(2), step(3)]);
      expect(ran).toEqual(['step 1', 'step 2', 'step 3']);
      expect(await mongo.connection.collection('steps').countDocuments()).toBe(3);
    });

    it('of another schema are numbered apart', async () => {
      await mongo.migrate([{ ...step(1), name: 'of blobs' }], 'blobs');
      await expect(mongo.migrate([step(1), step(2), step(3)])).resolves.toBeUndefined();
    });

    it('refuse a database of a newer program, and one of another', async () => {
      await expect(mongo.migrate([step(1), step(2)])).rejects.toMatchObject({ code: 'schema-newer', place: 'store' });
      const renamed = [{ ...step(1), name: 'other' }, step(2), step(3)];
      await expect(mongo.migrate(renamed)).rejects.toMatchObject({ code: 'schema-changed' });
    });

    it('go on after one that failed, and are not done again', async () => {
      let tries = 0;
      const failing = { version: 1, name: 'fails once', up: async () => void (tries++ === 0 && fail()) };
      await expect(mongo.migrate([failing], 'failing')).rejects.toThrow('power cut');
      await mongo.migrate([failing], 'failing');
      expect(tries).toBe(2);
    });

    it('wait for another process, until its lease runs out', async () => {
      const clock = manualClock();
      const waiting = await database.open({ clock });
      const locks = mongo.connection.collection<{ _id: string; owner: string; leasedUntil: number }>('schema_locks');
      await locks.insertOne({ _id: 'held', owner: 'dead', leasedUntil: clock.now() + 1000 });
      let done = false;
      const migrated = waiting.migrate([step(4)], 'held').then(() => (done = true));
      await waiting.migrate([step(5)], 'not held');
      expect(done).toBe(false);
      clock.advance(1000);
      await migrated;
      expect(ran.slice(-2)).toEqual(['step 5', 'step 4']);
    });
  });

  describe('indexes', () => {
    const byTime = { collection: 'things', name: 'by_time', key: { queue: 1, at: -1 } } as const;

    it('are made where missing', async () => {
      const unique = { collection: 'things', name: 'by_key', key: { key: 1 }, unique: true } as const;
      await mongo.ensureIndexes([byTime]);
      await other.ensureIndexes([byTime, unique]);
      const names = (await mongo.connection.collection('things').indexes()).map(({ name }) => String(name));
      expect(names.toSorted()).toEqual(['_id_', 'by_key', 'by_time']);
    });

    it.each([
      ['key', { key: { at: -1, queue: 1 } }],
      ['unique', { unique: true }],
      ['sparse', { sparse: true }],
      ['partialFilterExpression', { partialFilterExpression: { at: { $gt: 0 } } }],
      ['expireAfterSeconds', { expireAfterSeconds: 60 }],
    ] as const)('that differ in %s are told by name', async (trait, change) => {
      await mongo.ensureIndexes([byTime]);
      await expect(mongo.ensureIndexes([{ ...byTime, ...change }])).rejects.toMatchObject({
        code: 'index-differs',
        place: 'things.by_time',
        message: expect.stringContaining(trait),
      });
    });
  });

  describe('use', () => {
    it('is refused where a filter names a field that the schema has not', async () => {
      const { base } = mongo.connection;
      const model = mongo.connection.model('Thing', new base.Schema({ known: Number }), 'strict');
      await expect(model.deleteMany({ unknown: 1 } as object)).rejects.toThrow('strictQuery');
    });

    it('is over after a close', async () => {
      const third = await database.open();
      await third.close();
      await third.close();
      const reading = faultsOf('store', () => third.connection.collection('things').findOne({}));
      await expect(reading).rejects.toMatchObject({ code: 'closed' });
      const writing = third.transaction((session) => third.connection.collection('things').insertOne({}, { session }));
      await expect(faultsOf('store', () => writing)).rejects.toMatchObject({ code: 'closed' });
    });
  });
});

function fail(): never {
  throw new Error('power cut');
}
