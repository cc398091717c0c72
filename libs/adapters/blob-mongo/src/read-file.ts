/** Reads large blobs: only the chunks that a range touches, a few at a time. */
import type { mongo } from 'mongoose';
import type { BlobCollections } from './layout.ts';
import type { Span } from './range.ts';

/** Chunks of one round trip: 2 MiB. */
const batchSize = 8;

export interface StoredFile {
  readonly file: mongo.ObjectId;
  readonly chunkSize: number;
}

/** @returns undefined where a chunk is missing: the blob was removed meanwhile */
export async function readFile(
  collections: BlobCollections,
  stored: StoredFile,
  span: Span,
): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(span.end - span.start);
  let at = 0;
  for await (const part of streamFile(collections, stored, span)) {
    bytes.set(part, at);
    at += part.length;
  }
  return at === bytes.length ? bytes : undefined;
}

/** The parts of chunks within `span`; they end early where a chunk is missing. */
export async function* streamFile(
  { chunks }: BlobCollections,
  { file, chunkSize }: StoredFile,
  { start, end }: Span,
): AsyncIterable<Uint8Array> {
  if (start >= end) return;
  let n = Math.floor(start / chunkSize);
  const touched = { $gte: n, $lte: Math.floor((end - 1) / chunkSize) };
  const cursor = chunks.find(
    { files_id: file, n: touched },
    { sort: { n: 1 }, projection: { _id: 0, n: 1, data: 1 }, batchSize, promoteBuffers: true },
  );
  try {
    for await (const chunk of cursor) {
      if (chunk.n !== n) return;
      const from = n * chunkSize;
      yield chunk.data.subarray(Math.max(0, start - from), end - from);
      n += 1;
    }
  } finally {
    await cursor.close();
  }
}
