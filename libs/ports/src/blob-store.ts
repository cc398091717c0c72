/** Immutable bytes by their SHA-256. No client can learn whether a blob already existed. */
import type { BlobRef } from '@postbus/domain';

export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

export interface Collection {
  /** Blobs newly marked: unreferenced, and last put before `unusedSince`. */
  readonly condemned: number;
  /** Blobs marked at an earlier collection before `unusedSince`, still unreferenced, now gone. */
  readonly removed: number;
}

export interface CollectOptions {
  /** Epoch milliseconds; longer ago than any event or dead letter is kept. */
  readonly unusedSince: number;
  /** Which of the blobs something refers to; asked again right before a removal. */
  readonly referenced: (sha256: readonly string[]) => Promise<ReadonlySet<string>>;
}

export interface BlobStore {
  /**
   * Keeps `content` durably; a blob that is there already, even condemned, is kept anew.
   * @throws {PortError} `unavailable`, `storage-full`: nothing is kept
   */
  put(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobRef>;
  /** The whole blob or a range of it. @throws {PortError} `no-such-blob`, `unavailable` */
  read(blob: Pick<BlobRef, 'sha256'>, range?: ByteRange): Promise<Uint8Array>;
  /** The same in chunks, bounded in memory. */
  stream(blob: Pick<BlobRef, 'sha256'>, range?: ByteRange): AsyncIterable<Uint8Array>;
  collect(options: CollectOptions): Promise<Collection>;
  close(): Promise<void>;
}
