/**
 * Collection in two steps, days apart: a blob that nothing refers to is condemned; one condemned long enough is asked
 * about again and removed. A put takes the mark away, and a removal takes only what still bears the mark that it saw
 * before it asked, so that several processes may put and collect at once.
 */
import type { Clock, CollectOptions, Collection } from '@postbus/ports';
import { mongo } from 'mongoose';
import type { BlobCollections, BlobDocument } from './layout.ts';
import { removeFile } from './write-file.ts';

/** Blobs asked about at once. */
const batchSize = 500;

type Condemned = Pick<BlobDocument, '_id' | 'mark' | 'file'>;

/** What is condemned bears the time of that, not of the collection's beginning: it may have been put since. */
export async function collect(
  collections: BlobCollections,
  { unusedSince, referenced }: CollectOptions,
  clock: Clock,
): Promise<Collection> {
  let removed = 0;
  for await (const batch of condemnedBefore(collections, unusedSince)) {
    const needed = await referenced(batch.map(nameOf));
    await spare(
      collections,
      batch.filter((blob) => needed.has(nameOf(blob))),
      clock.now(),
    );
    removed += await remove(
      collections,
      batch.filter((blob) => !needed.has(nameOf(blob))),
      clock.now(),
    );
  }
  let condemned = 0;
  for await (const batch of keptSince(collections, unusedSince)) {
    const needed = await referenced(batch.map(nameOf));
    condemned += await condemn(
      collections,
      batch.filter((blob) => !needed.has(nameOf(blob))),
      unusedSince,
      clock.now(),
    );
  }
  return { condemned, removed };
}

/** Removes files that were no blob's already before `unclaimedSince`; those being written are younger. */
export async function sweepUnclaimed(collections: BlobCollections, unclaimedSince: number): Promise<void> {
  for await (const { _id: file } of collections.unclaimed.find({ since: { $lt: unclaimedSince } })) {
    const claimed = await collections.blobs.findOne({ file }, { projection: { _id: 1 } });
    if (claimed === null) await removeFile(collections, file);
    else await collections.unclaimed.deleteOne({ _id: file });
  }
}

function condemnedBefore({ blobs }: BlobCollections, unusedSince: number): AsyncIterable<Condemned[]> {
  return inBatches(
    blobs.find<Condemned>(
      { state: 'condemned', since: { $lt: unusedSince } },
      { projection: { mark: 1, file: 1 }, batchSize, promoteBuffers: true },
    ),
  );
}

function keptSince({ blobs }: BlobCollections, unusedSince: number): AsyncIterable<Pick<BlobDocument, '_id'>[]> {
  return inBatches(
    blobs.find<Pick<BlobDocument, '_id'>>(
      { state: 'kept', since: { $lt: unusedSince } },
      { projection: { _id: 1 }, hint: 'by_age', batchSize, promoteBuffers: true },
    ),
  );
}

async function spare({ blobs }: BlobCollections, batch: readonly Condemned[], now: number): Promise<void> {
  for (const { _id, mark } of batch) {
    if (mark !== undefined) {
      await blobs.updateOne({ _id, mark }, { $set: { state: 'kept', since: now }, $unset: { mark: '' } });
    }
  }
}

async function condemn(
  { blobs }: BlobCollections,
  batch: readonly Pick<BlobDocument, '_id'>[],
  unusedSince: number,
  now: number,
): Promise<number> {
  if (batch.length === 0) return 0;
  const { modifiedCount } = await blobs.updateMany(
    { _id: { $in: batch.map(({ _id }) => _id) }, state: 'kept', since: { $lt: unusedSince } },
    { $set: { state: 'condemned', since: now, mark: new mongo.ObjectId() } },
  );
  return modifiedCount;
}

async function remove(collections: BlobCollections, batch: readonly Condemned[], now: number): Promise<number> {
  let removed = 0;
  const small = batch.filter(({ file }) => file === undefined);
  for (const [mark, blobs] of Map.groupBy(small, (blob) => blob.mark?.toHexString())) {
    if (mark === undefined) continue;
    const ids = blobs.map(({ _id }) => _id);
    const { deletedCount } = await collections.blobs.deleteMany({ _id: { $in: ids }, mark: new mongo.ObjectId(mark) });
    removed += deletedCount;
  }
  for (const blob of batch) removed += await removeLarge(collections, blob, now);
  return removed;
}

/** The file stands in `blob_unclaimed` first: after a crash between the steps, a sweep takes it. */
async function removeLarge(collections: BlobCollections, { _id, mark, file }: Condemned, now: number): Promise<number> {
  if (file === undefined || mark === undefined) return 0;
  await collections.unclaimed.updateOne({ _id: file }, { $setOnInsert: { since: now } }, { upsert: true });
  const { deletedCount } = await collections.blobs.deleteOne({ _id, mark });
  if (deletedCount === 1) await removeFile(collections, file);
  else await collections.unclaimed.deleteOne({ _id: file });
  return deletedCount;
}

async function* inBatches<Row>(cursor: AsyncIterable<Row>): AsyncIterable<Row[]> {
  let batch: Row[] = [];
  for await (const row of cursor) {
    batch.push(row);
    if (batch.length === batchSize) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

function nameOf({ _id }: Pick<BlobDocument, '_id'>): string {
  return Buffer.from(_id).toString('hex');
}
