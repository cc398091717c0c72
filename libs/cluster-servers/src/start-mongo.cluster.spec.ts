/** MongoDB-wire servers of a test's own, driven through faults and looked at with MongoDB's driver. */
import { type Collection, MongoClient } from 'mongodb';
import { afterEach, describe, expect, it } from 'vitest';
import { type LocalMongo, startMongo } from './start-mongo.ts';

interface Entry {
  readonly _id: number;
}

let client: MongoClient | undefined;
afterEach(async () => {
  await client?.close();
});

/** By a client that has seen nothing before. */
async function entries(mongo: LocalMongo): Promise<Collection<Entry>> {
  await client?.close();
  client = new MongoClient(mongo.url, { serverSelectionTimeoutMS: 2000 });
  return client.db('faults').collection<Entry>('entries');
}

describe.skipIf(process.env['POSTBUS_PYTHON'] === undefined)('a database of a test', () => {
  it('keeps what was committed over kill -9 when told to sync on commit', async () => {
    await using mongo = await startMongo({ syncOnCommit: true });
    for (let life = 1; life <= 3; life++) {
      const collection = await entries(mongo);
      expect(await collection.countDocuments()).toBe((life - 1) * 20);
      for (let index = 0; index < 20; index++) await collection.insertOne({ _id: life * 100 + index });
      await mongo.kill();
      expect(mongo.running).toBe(false);
      await mongo.start();
    }
    expect(await (await entries(mongo)).countDocuments()).toBe(60);
  });

  it('keeps a transaction whole over kill -9', async () => {
    await using mongo = await startMongo({ syncOnCommit: true });
    const collection = await entries(mongo);
    await collection.insertOne({ _id: 0 });
    await client!.withSession((session) =>
      session.withTransaction(async () => {
        await collection.insertOne({ _id: 1 }, { session });
        await collection.insertOne({ _id: 2 }, { session });
      }),
    );
    const open = client!.startSession();
    open.startTransaction();
    await collection.insertOne({ _id: 3 }, { session: open });
    await mongo.kill();
    await mongo.start();
    const found = await (await entries(mongo)).find().sort({ _id: 1 }).toArray();
    expect(found.map(({ _id }) => _id)).toEqual([0, 1, 2]);
  });

  it('keeps what was written over a stop', async () => {
    await using mongo = await startMongo();
    const { url } = mongo;
    await (await entries(mongo)).insertOne({ _id: 1 });
    await mongo.stop();
    expect(await mongo.isReady()).toBe(false);
    await mongo.start();
    expect(mongo.url).toBe(url);
    expect(await (await entries(mongo)).countDocuments()).toBe(1);
  });

  it('says why it did not start, where its port is another server’s', async () => {
    await using mongo = await startMongo();
    await expect(startMongo({ port: mongo.port })).rejects.toMatchObject({
      code: 'did-not-start',
      retryable: true,
      message: expect.stringMatching(/address already in use/i) as string,
    });
    expect(await mongo.isReady()).toBe(true);
  });
});
