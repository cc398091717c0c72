/**
 * Writes a large blob as a file of GridFS, in batches of chunks, each durable before the next: no more than a batch is
 * in memory. The file stands in `blob_unclaimed` from before its first chunk until it is a blob's.
 */
import { createHash } from 'node:crypto';
import type { BlobRef } from '@postbus/domain';
import { mongo } from 'mongoose';
import type { BlobCollections, ChunkDocument } from './layout.ts';

/** Bytes of a chunk: as GridFS has it. */
export const chunkSize = 255 * 1024;
/** Chunks of one round trip: 4 MiB. */
const batchLength = 16;

export interface WrittenFile extends BlobRef {
  readonly file: mongo.ObjectId;
}

/** Writes `content`; where that fails, what there is of it is removed at once, or else by a sweep. */
export async function writeFile(
  collections: BlobCollections,
  content: AsyncIterable<Uint8Array>,
  now: number,
): Promise<WrittenFile> {
  const file = new mongo.ObjectId();
  await collections.unclaimed.insertOne({ _id: file, since: now });
  try {
    const ref = await writeChunks(collections, file, content);
    const uploadDate = new Date(now);
    await collections.files.insertOne({ _id: file, length: ref.size, chunkSize, uploadDate, filename: ref.sha256 });
    return { ...ref, file };
  } catch (error) {
    await removeFile(collections, file).catch(() => undefined);
    throw error;
  }
}

/** Removes a file that is no blob's. */
export async function removeFile({ files, chunks, unclaimed }: BlobCollections, file: mongo.ObjectId): Promise<void> {
  await files.deleteOne({ _id: file });
  await chunks.deleteMany({ files_id: file });
  await unclaimed.deleteOne({ _id: file });
}

async function writeChunks(
  { chunks }: BlobCollections,
  file: mongo.ObjectId,
  content: AsyncIterable<Uint8Array>,
): Promise<BlobRef> {
  const hash = createHash('sha256');
  let size = 0;
  let count = 0;
  let batch: ChunkDocument[] = [];
  const write = async (): Promise<void> => {
    if (batch.length > 0) await chunks.insertMany(batch);
    batch = [];
  };
  for await (const data of inChunks(content)) {
    hash.update(data);
    size += data.length;
    batch.push({ _id: new mongo.ObjectId(), files_id: file, n: count++, data });
    if (batch.length === batchLength) await write();
  }
  await write();
  return { sha256: hash.digest('hex'), size };
}

/** The same bytes in chunks of GridFS, the last one shorter. */
async function* inChunks(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let chunk = Buffer.alloc(chunkSize);
  let filled = 0;
  for await (const bytes of content) {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + chunkSize - filled);
      chunk.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled === chunkSize) {
        yield chunk;
        chunk = Buffer.alloc(chunkSize);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}
