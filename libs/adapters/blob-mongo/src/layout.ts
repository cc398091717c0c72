/**
 * How blobs lie in the database. A small one is one document with its bytes. A large one has its bytes in GridFS, in
 * the collections `blob_files.files` and `blob_files.chunks`, and a document that names the file once it is whole.
 * https://www.mongodb.com/docs/manual/core/gridfs/
 */
import type { IndexSpec, Migration, MongoConnection } from '@postbus/mongo-connection';
import type { mongo } from 'mongoose';

export interface BlobDocument {
  /** SHA-256, 32 bytes. */
  readonly _id: Uint8Array;
  readonly size: number;
  readonly state: 'kept' | 'condemned';
  /** Epoch milliseconds since when it is that: of the last put or spare, or of the condemnation. */
  readonly since: number;
  /** The condemnation, so that a removal can tell it from a later one. */
  readonly mark?: mongo.ObjectId;
  /** Of a small blob. */
  readonly bytes?: mongo.Binary | Uint8Array;
  /** Of a large one, in GridFS. */
  readonly file?: mongo.ObjectId;
  readonly chunkSize?: number;
}

export interface FileDocument {
  readonly _id: mongo.ObjectId;
  readonly length: number;
  readonly chunkSize: number;
  readonly uploadDate: Date;
  readonly filename: string;
}

export interface ChunkDocument {
  readonly _id: mongo.ObjectId;
  readonly files_id: mongo.ObjectId;
  readonly n: number;
  readonly data: Uint8Array;
}

/** A file that may be no blob's: being written, or being removed. */
export interface UnclaimedDocument {
  /** That of the file. */
  readonly _id: mongo.ObjectId;
  readonly since: number;
}

export interface BlobCollections {
  readonly blobs: mongo.Collection<BlobDocument>;
  readonly files: mongo.Collection<FileDocument>;
  readonly chunks: mongo.Collection<ChunkDocument>;
  readonly unclaimed: mongo.Collection<UnclaimedDocument>;
}

export function blobCollections({ connection }: MongoConnection): BlobCollections {
  return {
    blobs: connection.collection<BlobDocument>('blobs'),
    files: connection.collection<FileDocument>('blob_files.files'),
    chunks: connection.collection<ChunkDocument>('blob_files.chunks'),
    unclaimed: connection.collection<UnclaimedDocument>('blob_unclaimed'),
  };
}

/** The names of the two of GridFS are those that every driver gives them. */
export const blobIndexes: readonly IndexSpec[] = [
  // Covers the search for blobs to condemn, which must not read the blobs themselves.
  { collection: 'blobs', name: 'by_age', key: { state: 1, since: 1, _id: 1 } },
  { collection: 'blobs', name: 'by_file', key: { file: 1 }, sparse: true },
  { collection: 'blob_files.files', name: 'filename_1_uploadDate_1', key: { filename: 1, uploadDate: 1 } },
  { collection: 'blob_files.chunks', name: 'files_id_1_n_1', key: { files_id: 1, n: 1 }, unique: true },
  { collection: 'blob_unclaimed', name: 'by_age', key: { since: 1 } },
];

export const blobMigrations: readonly Migration[] = [{ version: 1, name: 'blobs', up: async () => undefined }];

const sha256Form = /^[0-9a-f]{64}$/;

/** Whether `text` can name a blob. */
export function isSha256(text: string): boolean {
  return sha256Form.test(text);
}

export function keyOf(sha256: string): Buffer {
  return Buffer.from(sha256, 'hex');
}
