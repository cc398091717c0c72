/**
 * BlobStore in a folder. Small blobs lie in one SQLite file, since a file each costs ten times the work; large ones are
 * files named by their SHA-256: written under a temporary name, made durable, entered in the index, renamed, and the
 * folder made durable. That is done also where the blob was there before, so nobody can tell by the time it takes.
 * One process at a time may have a folder open.
 */
import { hash } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import type { BlobRef } from '@postbus/domain';
import { type BlobStore, type ByteRange, type CollectOptions, type Collection, PortError } from '@postbus/ports';
import { Collector } from './collect.ts';
import { faultOf, noSuchBlob, toPortError } from './file-error.ts';
import { FolderSync } from './folder-sync.ts';
import { gather } from './gather.ts';
import { type FoundBlob, IndexReader } from './index-reader.ts';
import { IndexThread } from './index-thread.ts';
import { KeyLock } from './key-lock.ts';
import { Layout, isSha256 } from './layout.ts';
import { rangeOf, readFileRange, streamFileRange } from './read-blob.ts';
import { openIndex } from './open-index.ts';
import { prepareIndex } from './schema.ts';
import { sweepTemporary, writeTemporary } from './temporary-file.ts';

export interface FileBlobStoreOptions {
  /** Milliseconds: temporary files older than this are removed when the store opens. An hour unless told. */
  readonly temporaryAge?: number;
}

const anHour = 3_600_000;

/**
 * Opens the store in the folder `root`, made where it is missing.
 * @throws {PortError} `unavailable`, `storage-full`
 * @throws {BlobFsError} `index-version`
 */
export async function openFileBlobStore(root: string, options: FileBlobStoreOptions = {}): Promise<BlobStore> {
  const folders = new FolderSync();
  const layout = new Layout(root, folders);
  try {
    await layout.make(layout.incoming);
    await sweepTemporary(layout.incoming, Date.now() - (options.temporaryAge ?? anHour));
    return new FileBlobStore(layout, folders, readIndex(layout.index));
  } catch (error) {
    await folders.close();
    throw toPortError(error);
  }
}

function readIndex(path: string): DatabaseSync {
  const database = openIndex(path);
  try {
    prepareIndex(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

class FileBlobStore implements BlobStore {
  readonly #locks = new KeyLock();
  readonly #reader: IndexReader;
  readonly #writer: IndexThread;
  readonly #collector: Collector;
  readonly #running = new Set<Promise<unknown>>();
  #collecting: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | undefined;

  constructor(
    private readonly layout: Layout,
    private readonly folders: FolderSync,
    private readonly database: DatabaseSync,
  ) {
    this.#reader = new IndexReader(database);
    this.#writer = new IndexThread(layout.index);
    this.#collector = new Collector(layout, this.#reader, this.#writer, this.#locks);
  }

  put(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobRef> {
    return this.#run(async () => {
      const gathered = await gather(content);
      return gathered.kind === 'small' ? this.#putSmall(gathered.bytes) : this.#putLarge(gathered.chunks);
    });
  }

  read(blob: Pick<BlobRef, 'sha256'>, range?: ByteRange): Promise<Uint8Array> {
    return this.#run(async () => {
      const { size, bytes } = this.#find(blob.sha256);
      if (bytes !== undefined) return rangeOf(bytes, range);
      return present(blob.sha256, readFileRange(this.layout.blob(blob.sha256), size, range));
    });
  }

  async *stream(blob: Pick<BlobRef, 'sha256'>, range?: ByteRange): AsyncIterable<Uint8Array> {
    this.#refuseWhereClosed();
    try {
      const { size, bytes } = this.#find(blob.sha256);
      if (bytes === undefined) yield* streamFileRange(this.layout.blob(blob.sha256), size, range);
      else yield rangeOf(bytes, range);
    } catch (error) {
      throw faultOf(error) === 'ENOENT' ? noSuchBlob(blob.sha256) : toPortError(error);
    }
  }

  collect(options: CollectOptions): Promise<Collection> {
    return this.#run(() => {
      const collection = this.#collecting.then(() => this.#collector.collect(options));
      this.#collecting = collection.catch(() => undefined);
      return collection;
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#running);
    await this.#writer.close();
    await this.folders.close();
    this.database.close();
  }

  async #putSmall(bytes: Uint8Array): Promise<BlobRef> {
    const sha256 = hash('sha256', bytes, 'hex');
    await this.#writer.put({ sha256: Buffer.from(sha256, 'hex'), size: bytes.length, bytes });
    return { sha256, size: bytes.length };
  }

  async #putLarge(chunks: AsyncIterable<Uint8Array>): Promise<BlobRef> {
    const { path, ref } = await writeTemporary(this.layout.incoming, chunks);
    await this.#locks.run(ref.sha256, () => this.#place(path, ref));
    return ref;
  }

  /**
   * The row goes first: after a crash between the two, there is no file that the index does not know.
   * A mark made meanwhile is taken away, so that a removal needs one made after the put.
   */
  async #place(path: string, { sha256, size }: BlobRef): Promise<void> {
    const row = { sha256: Buffer.from(sha256, 'hex'), size };
    try {
      await this.layout.make(this.layout.folderOf(sha256));
      await this.#writer.put(row);
      await rename(path, this.layout.blob(sha256));
      await this.folders.sync(this.layout.folderOf(sha256));
      if (this.#reader.isCondemned(sha256)) await this.#writer.put(row);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  #find(sha256: string): FoundBlob {
    const found = isSha256(sha256) ? this.#reader.find(sha256) : undefined;
    if (found === undefined) throw noSuchBlob(sha256);
    return found;
  }

  async #run<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#refuseWhereClosed();
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } catch (error) {
      throw toPortError(error);
    } finally {
      this.#running.delete(running);
    }
  }

  #refuseWhereClosed(): void {
    if (this.#closed !== undefined) throw new PortError('closed', 'BlobStore', 'the store is closed');
  }
}

/** Tells a file that is gone as a blob that is gone. */
async function present<Result>(sha256: string, reading: Promise<Result>): Promise<Result> {
  try {
    return await reading;
  } catch (error) {
    throw faultOf(error) === 'ENOENT' ? noSuchBlob(sha256) : error;
  }
}
