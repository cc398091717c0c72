/**
 * Collection in two steps, days apart: a blob that nothing refers to is condemned; one condemned long enough is asked
 * about again and removed. A put takes the mark away, and a removal looks for the mark once more where no put can come
 * between: in the index's thread, and for a file under the blob's lock.
 */
import { rm } from 'node:fs/promises';
import type { CollectOptions, Collection } from '@postbus/ports';
import { smallBlob } from './gather.ts';
import type { Candidate, IndexReader } from './index-reader.ts';
import type { IndexThread } from './index-thread.ts';
import type { KeyLock } from './key-lock.ts';
import type { Layout } from './layout.ts';

/** Blobs asked about at once. */
const batchSize = 500;

type NextBatch = (after: string) => Candidate[];

export class Collector {
  constructor(
    private readonly layout: Layout,
    private readonly reader: IndexReader,
    private readonly writer: IndexThread,
    private readonly locks: KeyLock,
  ) {}

  async collect({ unusedSince, referenced }: CollectOptions): Promise<Collection> {
    let removed = 0;
    for (const batch of batches((after) => this.reader.condemned(unusedSince, after, batchSize))) {
      const needed = await referenced(batch.map(({ sha256 }) => sha256));
      await this.writer.spare(hashes(batch.filter(({ sha256 }) => needed.has(sha256))));
      removed += await this.#remove(batch.filter(({ sha256 }) => !needed.has(sha256)));
    }
    let condemned = 0;
    for (const batch of batches((after) => this.reader.unused(unusedSince, after, batchSize))) {
      const needed = await referenced(batch.map(({ sha256 }) => sha256));
      condemned += await this.writer.condemn(hashes(batch.filter(({ sha256 }) => !needed.has(sha256))), unusedSince);
    }
    return { condemned, removed };
  }

  async #remove(batch: readonly Candidate[]): Promise<number> {
    let removed = await this.writer.remove(hashes(batch.filter(({ size }) => size <= smallBlob)));
    for (const { sha256, size } of batch) {
      if (size > smallBlob) removed += await this.locks.run(sha256, () => this.#removeFile(sha256));
    }
    return removed;
  }

  /** The file goes first: after a crash between the two, the row is still there to be collected again. */
  async #removeFile(sha256: string): Promise<number> {
    if (!this.reader.isCondemned(sha256)) return 0;
    await rm(this.layout.blob(sha256), { force: true });
    return this.writer.remove([Buffer.from(sha256, 'hex')]);
  }
}

function* batches(next: NextBatch): Iterable<Candidate[]> {
  for (let batch = next(''); batch.length > 0; batch = next(batch.at(-1)!.sha256)) yield batch;
}

function hashes(batch: readonly Candidate[]): Uint8Array[] {
  return batch.map(({ sha256 }) => Buffer.from(sha256, 'hex'));
}
