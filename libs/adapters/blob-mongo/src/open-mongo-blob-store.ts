/**
 * BlobStore in MongoDB, for any number of processes. A small blob is put and read in one round trip. Bytes are sent and
 * written whole also where the blob was there before, so nobody can tell by the time it takes.
 */
import { hash } from 'node:crypto';
import type { BlobRef } from '@postbus/domain';
import { type MongoConnection, isDuplicateKey, mongoFault } from '@postbus/mongo-connection';
import { type BlobStore, type ByteRange, type CollectOptions, type Collection, PortError } from '@postbus/ports';
import { collect, sweepUnclaimed } from './collect.ts';
import { gather } from './gather.ts';
import {
  type BlobCollections,
  type BlobDocument,
  blobCollections,
  blobIndexes,
  blobMigrations,
  isSha256,
  keyOf,
} from './layout.ts';
import { rangeOf, within } from './range.ts';
import { readFile, streamFile } from './read-file.ts';
import { type WrittenFile, chunkSize, removeFile, writeFile } from './write-file.ts';

export interface MongoBlobStoreOptions {
  /** Bytes of the largest blob that is one document; 256 KiB unless told, 15 MiB at most. Processes may differ. */
  readonly smallBlob?: number;
  /**
   * Milliseconds after which a file that is no blob's is swept; six hours unless told. A put that takes half as long is
   * refused, so that nobody who sends a byte now and then has its file swept under it.
   */
  readonly unclaimedAge?: number;
}

const anHour = 3_600_000;
/** A document has 16 MiB at most. */
const largestDocument = 15 * 1024 * 1024;

/**
 * Opens the store; `mongo` stays open when it closes.
 * @throws {MongoSetupError} `schema-newer`, `schema-changed`, `index-differs`
 * @throws {PortError} `unavailable`
 */
export async function openMongoBlobStore(
  mongo: MongoConnection,
  { smallBlob = 256 * 1024, unclaimedAge = 6 * anHour }: MongoBlobStoreOptions = {},
): Promise<BlobStore> {
  await mongo.migrate(blobMigrations, 'blobs');
  await mongo.ensureIndexes(blobIndexes);
  return new MongoBlobStore(mongo, Math.min(smallBlob, largestDocument), unclaimedAge);
}

class MongoBlobStore implements BlobStore {
  readonly #collections: BlobCollections;
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  constructor(
    private readonly mongo: MongoConnection,
    private readonly smallBlob: number,
    private readonly unclaimedAge: number,
  ) {
    this.#collections = blobCollections(mongo);
  }

  put(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobRef> {
    return this.#run(async () => {
      const gathered = await gather(content, this.smallBlob);
      return gathered.kind === 'small' ? this.#putSmall(gathered.bytes) : this.#putLarge(gathered.chunks);
    });
  }

  read(blob: Pick<BlobRef, 'sha256'>, range?: ByteRange): Promise<Uint8Array> {
    return this.#run(async () => {
      const { size, bytes, file } = await this.#find(blob.sha256);
      if (file === undefined) return rangeOf(bytes, range);
      const read = await readFile(this.#collections, file, within(size, range));
      if (read === undefined) throw noSuchBlob(blob.sha256);
      return read;
    });
  }

  async *stream(blob: Pick<BlobRef, 'sha256'>, range?: ByteRange): AsyncIterable<Uint8Array> {
    this.#refuseWhereClosed();
    try {
      const { size, bytes, file } = await this.#find(blob.sha256);
      if (file === undefined) yield rangeOf(bytes, range);
      else yield* this.#streamLarge(blob.sha256, file, size, range);
    } catch (error) {
      throw mongoFault(error, port);
    }
  }

  collect(options: CollectOptions): Promise<Collection> {
    return this.#run(async () => {
      const { clock } = this.mongo;
      await sweepUnclaimed(this.#collections, clock.now() - this.unclaimedAge);
      return collect(this.#collections, options, clock);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#running);
  }

  async #putSmall(bytes: Uint8Array): Promise<BlobRef> {
    const sha256 = hash('sha256', bytes, 'hex');
    const update = this.#keeping({ size: bytes.length, bytes });
    await onceMore(() => this.#collections.blobs.updateOne({ _id: keyOf(sha256) }, update, { upsert: true }));
    return { sha256, size: bytes.length };
  }

  async #putLarge(chunks: AsyncIterable<Uint8Array>): Promise<BlobRef> {
    const began = this.mongo.clock.now();
    const written = await writeFile(this.#collections, chunks, began);
    const { sha256, size } = written;
    if (this.mongo.clock.now() - began > this.unclaimedAge / 2) {
      await removeFile(this.#collections, written.file);
      throw new PortError('unavailable', port, 'the bytes came too slowly');
    }
    await this.#claim(written);
    return { sha256, size };
  }

  /**
   * The file becomes the blob's; where the blob has one already, it is removed again. Nobody waits for what follows the
   * claim: whoever put the blob is to refer to it before two collections could pass.
   */
  async #claim({ sha256, size, file }: WrittenFile): Promise<void> {
    const update = this.#keeping({ size, file, chunkSize });
    const options = { upsert: true, returnDocument: 'after', projection: { file: 1 } } as const;
    const blob = await onceMore(() =>
      this.#collections.blobs.findOneAndUpdate({ _id: keyOf(sha256) }, update, options),
    );
    const { unclaimed } = this.#collections;
    const claimed = blob?.file?.equals(file) === true;
    this.#afterwards(claimed ? unclaimed.deleteOne({ _id: file }) : removeFile(this.#collections, file));
  }

  /** Puts the document there, or takes the mark off the one that is there. */
  #keeping(content: Pick<BlobDocument, 'size' | 'bytes' | 'file' | 'chunkSize'>) {
    const kept = { state: 'kept', since: this.mongo.clock.now() } as const;
    return { $setOnInsert: content, $set: kept, $unset: { mark: '' } } as const;
  }

  /** What fails of `work` is made good by a sweep. */
  #afterwards(work: Promise<unknown>): void {
    const running = work.catch(() => undefined);
    this.#running.add(running);
    void running.then(() => this.#running.delete(running));
  }

  async #find(sha256: string) {
    const document = isSha256(sha256) ? await this.#document(keyOf(sha256)) : null;
    if (document === null) throw noSuchBlob(sha256);
    const { size, bytes, file, chunkSize: fileChunkSize } = document;
    return {
      size,
      bytes: bytes instanceof Uint8Array ? bytes : new Uint8Array(0),
      ...(file !== undefined && { file: { file, chunkSize: fileChunkSize ?? chunkSize } }),
    };
  }

  #document(_id: Uint8Array): Promise<BlobDocument | null> {
    const projection = { size: 1, bytes: 1, file: 1, chunkSize: 1 };
    return this.#collections.blobs.findOne<BlobDocument>({ _id }, { projection, promoteBuffers: true });
  }

  async *#streamLarge(
    sha256: string,
    file: Parameters<typeof streamFile>[1],
    size: number,
    range: ByteRange | undefined,
  ): AsyncIterable<Uint8Array> {
    const span = within(size, range);
    let left = span.end - span.start;
    for await (const part of streamFile(this.#collections, file, span)) {
      left -= part.length;
      yield part;
    }
    if (left > 0) throw noSuchBlob(sha256);
  }

  async #run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#refuseWhereClosed();
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } catch (error) {
      throw mongoFault(error, port);
    } finally {
      this.#running.delete(running);
    }
  }

  #refuseWhereClosed(): void {
    if (this.#closed) throw new PortError('closed', port, 'it is closed');
  }
}

const port = 'BlobStore';

/** Of two that insert the same document at once, the second finds that of the first when it tries again. */
async function onceMore<Result>(upsert: () => Promise<Result>): Promise<Result> {
  try {
    return await upsert();
  } catch (error) {
    if (isDuplicateKey(error)) return upsert();
    throw error;
  }
}

function noSuchBlob(sha256: string): PortError {
  return new PortError('no-such-blob', port, `no blob ${sha256.slice(0, 64)}`);
}
