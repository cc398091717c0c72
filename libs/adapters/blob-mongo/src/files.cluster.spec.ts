import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { MongoConnection, StoreRoundTrip } from '@postbus/mongo-connection';
import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import type { BlobStore } from '@postbus/ports';
import { manualClock } from '@postbus/testing';
import { mongo as driver } from 'mongoose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openMongoBlobStore } from './index.ts';
import { type BlobCollections, blobCollections, keyOf } from './layout.ts';
import { chunkSize } from './write-file.ts';

const anHour = 3_600_000;
const python = process.env['POSTBUS_PYTHON'];

describe.skipIf(mongoUrl === undefined)('blobs as documents and files', () => {
  const clock = manualClock();
  const told: StoreRoundTrip[] = [];
  const tell = (message: unknown) => void told.push(message as StoreRoundTrip);
  let database: TestDatabase;
  let mongo: MongoConnection;
  let collections: BlobCollections;
  let store: BlobStore;
  beforeAll(async () => {
    subscribe('postbus.store.round-trip', tell);
    database = await openTestDatabase();
    mongo = await database.open({ clock });
    store = await openMongoBlobStore(mongo);
    collections = blobCollections(mongo);
  });
  afterEach(() => database.clear());
  afterAll(async () => {
    unsubscribe('postbus.store.round-trip', tell);
    await database.drop();
  });

  const large = (length = 2_000_000) => randomBytes(length);
  const left = async () => ({
    files: await collections.files.countDocuments(),
    chunks: await collections.chunks.countDocuments(),
    unclaimed: await collections.unclaimed.countDocuments(),
  });
  /** A put does not wait for that. */
  const claimed = () => expect.poll(left).toMatchObject({ unclaimed: 0 });
  const collectNow = (of = store, referenced: readonly string[] = []) =>
    of.collect({ unusedSince: 0, referenced: async () => new Set(referenced) });
  const removeAll = async (of = store) => {
    for (const _ of ['condemn', 'remove']) {
      await of.collect({ unusedSince: clock.now() + 1, referenced: async () => new Set() });
    }
  };

  it('put and read a small blob in one round trip each', async () => {
    told.length = 0;
    const ref = await store.put(randomBytes(200_000));
    expect(told.map(({ command }) => command)).toEqual(['update']);
    told.length = 0;
    await store.read(ref, { offset: 100_000, length: 10 });
    expect(told.map(({ command }) => command)).toEqual(['find']);
  });

  it('hold no more than two batches of chunks of a large one in memory', async () => {
    told.length = 0;
    let made = 0;
    let ahead = 0;
    await store.put(
      (async function* () {
        for (; made < 20; made++) {
          const written = told.filter(({ command }) => command === 'insert').length - 1;
          ahead = Math.max(ahead, made - written * 4);
          yield new Uint8Array(1024 * 1024);
        }
      })(),
    );
    expect(ahead).toBeLessThanOrEqual(8);
  });

  it('read only the chunks of a large one that a range touches', async () => {
    const content = large();
    const ref = await store.put(content);
    await collections.chunks.deleteMany({ n: { $nin: [2, 3] } });
    const range = { offset: 3 * chunkSize - 10, length: 20 };
    expect(Buffer.from(await store.read(ref, range))).toEqual(content.subarray(range.offset, range.offset + 20));
    await expect(store.read(ref)).rejects.toMatchObject({ code: 'no-such-blob' });
    await expect(joined(store.stream(ref))).rejects.toMatchObject({ code: 'no-such-blob' });
  });

  it('keep one file of the same bytes, whoever puts them', async () => {
    const other = await openMongoBlobStore(await database.open({ clock }));
    const content = large();
    await Promise.all([store, other, store, other].map((each) => each.put(content)));
    await expect.poll(left).toEqual({ files: 1, chunks: Math.ceil(content.length / chunkSize), unclaimed: 0 });
  });

  it('find a blob whichever size was small when it was put', async () => {
    const content = randomBytes(10_000);
    const tiny = await openMongoBlobStore(mongo, { smallBlob: 100 });
    const ref = await tiny.put(content);
    await store.put(content);
    expect(Buffer.from(await store.read(ref))).toEqual(content);
    await expect.poll(left).toEqual({ files: 1, chunks: 1, unclaimed: 0 });
    await removeAll();
    await store.put(content);
    await tiny.put(content);
    expect(Buffer.from(await tiny.read(ref))).toEqual(content);
    await expect.poll(left).toEqual({ files: 0, chunks: 0, unclaimed: 0 });
  });

  describe('files that are no blob’s', () => {
    it('are swept hours after a process died while it put one', async () => {
      const dying = await database.open({ clock });
      const put = (await openMongoBlobStore(dying)).put(diesAfter(10_000_000, () => dying.connection.close(true)));
      await expect(put).rejects.toThrow('force closed');
      const { chunks } = await left();
      expect(chunks).toBeGreaterThan(0);
      await collectNow();
      expect(await left()).toEqual({ files: 0, chunks, unclaimed: 1 });
      clock.advance(6 * anHour + 1);
      await collectNow();
      expect(await left()).toEqual({ files: 0, chunks: 0, unclaimed: 0 });
    });

    it('are left where the process died after it claimed one', async () => {
      const content = large();
      const ref = await store.put(content);
      await claimed();
      const blob = await collections.blobs.findOne({ _id: keyOf(ref.sha256) });
      await collections.unclaimed.insertOne({ _id: blob!.file!, since: clock.now() });
      clock.advance(6 * anHour + 1);
      await collectNow();
      expect(await left()).toMatchObject({ files: 1, unclaimed: 0 });
      expect((await store.read(ref)).length).toBe(content.length);
    });

    it('are swept where the process died between a removal and that of the file', async () => {
      const ref = await store.put(large());
      await claimed();
      const blob = await collections.blobs.findOneAndDelete({ _id: keyOf(ref.sha256) });
      await collections.unclaimed.insertOne({ _id: blob!.file!, since: clock.now() });
      clock.advance(6 * anHour + 1);
      await collectNow();
      expect(await left()).toEqual({ files: 0, chunks: 0, unclaimed: 0 });
    });

    it('are not swept under a put that goes on for hours: it is refused', async () => {
      const slow = store.put(
        (async function* () {
          yield large();
          clock.advance(3 * anHour + 1);
          yield large();
        })(),
      );
      await expect(slow).rejects.toMatchObject({ code: 'unavailable', retryable: true });
      expect(await left()).toEqual({ files: 0, chunks: 0, unclaimed: 0 });
    });
  });

  describe('beside other processes', () => {
    let other: BlobStore;
    beforeEach(async () => {
      other = await openMongoBlobStore(await database.open({ clock }));
    });

    it.each([100, 400_000])('keep %i bytes put again between the looks of another that removes', async (size) => {
      const content = randomBytes(size);
      const ref = await store.put(content);
      const collecting = { unusedSince: clock.now() + 1, referenced: async () => new Set<string>() };
      await store.collect(collecting);
      // Condemned again before the first one that asked removes: it bears another mark then.
      const { removed } = await store.collect({
        ...collecting,
        referenced: async () => {
          await other.put(content);
          await other.collect({ ...collecting, referenced: async () => new Set() });
          return new Set();
        },
      });
      expect(removed).toBe(0);
      expect(Buffer.from(await store.read(ref))).toEqual(content);
    });

    it.each([100, 400_000])('lose none of %i bytes while two put and two collect', async (size) => {
      const contents = [randomBytes(size), randomBytes(size)];
      let removed = 0;
      let putting = true;
      const needed = new Set<string>();
      const collecting = { unusedSince: clock.now() + 1, referenced: async () => needed };
      const collect = async (of: BlobStore) => {
        const report = await of.collect(collecting);
        removed += report.removed;
      };
      const collectOn = async (of: BlobStore) => {
        while (putting) await collect(of);
      };
      const putOn = async (of: BlobStore, content: Buffer) => {
        const ref = { sha256: createHash('sha256').update(content).digest('hex') };
        for (let round = 0; round < 6; round++) {
          needed.add(ref.sha256);
          await of.put(content);
          await Promise.all([store, other].map(collect));
          expect((await of.read(ref)).length).toBe(size);
          needed.delete(ref.sha256);
          await Promise.all([store, other].map(collect));
        }
      };
      const collectors = [store, other].map(collectOn);
      await Promise.all([putOn(store, contents[0]!), putOn(other, contents[1]!)]);
      putting = false;
      await Promise.all(collectors);
      expect(removed).toBeGreaterThan(0);
    });
  });

  describe('read by other programs', () => {
    it('are files of GridFS to the driver', async () => {
      const content = large();
      const { sha256, size } = await store.put(content);
      const bucket = new driver.GridFSBucket(mongo.connection.getClient().db(database.name), {
        bucketName: 'blob_files',
      });
      const [file] = await bucket.find({ filename: sha256 }).toArray();
      expect(file).toMatchObject({ length: size, chunkSize });
      const read = await joined(bucket.openDownloadStreamByName(sha256) as AsyncIterable<Uint8Array>);
      expect(createHash('sha256').update(read).digest('hex')).toBe(sha256);
    });

    it.skipIf(python === undefined)('are read byte for byte by Python’s gridfs', async () => {
      const { sha256, size } = await store.put(large(1_234_567));
      const answer = execFileSync(python!, ['-c', readByGridFs, mongoUrl!, database.name, sha256], {
        encoding: 'utf8',
      });
      expect(JSON.parse(answer)).toEqual({ length: size, sha256 });
    });
  });
});

const readByGridFs = `
import sys, json, hashlib, gridfs, pymongo
url, database, name = sys.argv[1:]
file = gridfs.GridFSBucket(pymongo.MongoClient(url)[database], 'blob_files').open_download_stream_by_name(name)
print(json.dumps({'length': file.length, 'sha256': hashlib.sha256(file.read()).hexdigest()}))
`;

async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

async function* diesAfter(size: number, die: () => Promise<void>): AsyncIterable<Uint8Array> {
  const step = 500_000;
  for (let at = 0; at < size; at += step) yield randomBytes(step);
  await die();
  yield randomBytes(step);
}
