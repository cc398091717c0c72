/**
 * What of the store refers to which blob. A message's object, a job and an event in the outbox each name their blobs in
 * a field `blobs` of their own document, so that a reference comes and goes by the write of what refers.
 */
import type { BusRecord } from '@postbus/contracts';
import type { IndexSpec } from '@postbus/mongo-connection';
import type { Connection } from 'mongoose';

/** Part of a document that refers to blobs; the field is left away where there are none. */
export interface RefersToBlobs {
  /** SHA-256, lower-case hexadecimal. */
  readonly blobs?: readonly string[];
}

/** Collections whose documents refer to blobs. */
const holders = ['objects', 'jobs', 'outbox'] as const;

/** Documents read at once: bounds the memory where thousands refer to one blob. */
const documentsOfOneRead = 1000;

export const blobReferenceIndexes: readonly IndexSpec[] = holders.map((collection) => ({
  collection,
  name: 'by_blob',
  key: { blobs: 1 },
  sparse: true,
}));

/** The field of a document that refers to `sha256`. */
export function referringTo(sha256: readonly string[]): RefersToBlobs {
  return sha256.length === 0 ? {} : { blobs: [...new Set(sha256)] };
}

/** Those of `sha256` that something refers to. */
export async function referencedBlobs(connection: Connection, sha256: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const holder of holders) await findReferenced(connection, holder, sha256, found);
  return found;
}

const blobReference = /"sha256":"([0-9a-f]{64})"/g;

/** Blobs that the JSON body of an event refers to, in whatever field: the contracts write them all alike. */
export function blobsOfEvent(record: BusRecord): string[] {
  const text = Buffer.from(record.value).toString();
  return [...text.matchAll(blobReference)].map(([, hex]) => hex ?? '');
}

/** A full read tells of one blob at least, so each leaves fewer to ask for. */
async function findReferenced(
  connection: Connection,
  holder: string,
  sha256: readonly string[],
  found: Set<string>,
): Promise<void> {
  const collection = connection.collection<RefersToBlobs>(holder);
  for (;;) {
    const asked = sha256.filter((hex) => !found.has(hex));
    if (asked.length === 0) return;
    const referring = await collection
      .find({ blobs: { $in: asked } }, { projection: { _id: 0, blobs: 1 }, limit: documentsOfOneRead })
      .toArray();
    const wanted = new Set(asked);
    for (const { blobs = [] } of referring) {
      for (const hex of blobs) if (wanted.has(hex)) found.add(hex);
    }
    if (referring.length < documentsOfOneRead) return;
  }
}
