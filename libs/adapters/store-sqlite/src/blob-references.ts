/** What of the store refers to which blob: rows of the same commit as what refers. */
import type { BusRecord } from '@postbus/contracts';
import type { Connection } from './connection.ts';
import { sha256Bytes } from './message-encoding.ts';

/** A message, a job or an event in the outbox; `row` names it among its like. */
export type BlobHolder = 'message' | 'job' | 'event';

export function addBlobReferences(
  connection: Connection,
  holder: BlobHolder,
  row: number,
  blobs: readonly Uint8Array[],
): void {
  for (const sha256 of blobs) {
    connection.run('INSERT OR IGNORE INTO blob_references (holder, row, sha256) VALUES (?, ?, ?)', holder, row, sha256);
  }
}

export function removeBlobReferences(connection: Connection, holder: BlobHolder, row: number): void {
  connection.run('DELETE FROM blob_references WHERE holder = ? AND row = ?', holder, row);
}

export function copyBlobReferences(connection: Connection, holder: BlobHolder, from: number, to: number): void {
  connection.run(
    'INSERT INTO blob_references SELECT holder, ?, sha256 FROM blob_references WHERE holder = ? AND row = ?',
    to,
    holder,
    from,
  );
}

/** Those of `sha256` that something refers to. */
export function referencedBlobs(connection: Connection, sha256: readonly string[]): Set<string> {
  const referenced = sha256.filter(
    (hex) => connection.get('SELECT 1 FROM blob_references WHERE sha256 = ? LIMIT 1', sha256Bytes(hex)) !== undefined,
  );
  return new Set(referenced);
}

const blobReference = /"sha256":"([0-9a-f]{64})"/g;

/** Blobs that the JSON body of an event refers to, in whatever field: the contracts write them all alike. */
export function blobsOfEvent(record: BusRecord): Uint8Array[] {
  const text = Buffer.from(record.value).toString();
  return [...text.matchAll(blobReference)].map(([, hex]) => sha256Bytes(hex ?? ''));
}
