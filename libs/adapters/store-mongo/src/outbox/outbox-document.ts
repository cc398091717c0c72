/** Events as documents, and who may send those of a shard. */
import type { BusRecord } from '@postbus/contracts';
import type { IndexSpec } from '@postbus/mongo-connection';
import type { OutboxEntry } from '@postbus/ports';
import { type Connection, type Model, Schema, mongo } from 'mongoose';
import { asItIs, number, plainDocuments, text } from '../as-it-is.ts';
import { type OfMailbox, keyOf, ofMailbox } from '../of-mailbox.ts';
import { type RefersToBlobs, blobsOfEvent, referringTo } from '../blob-references/blob-references.ts';

/** An event of a mailbox, or of an account. */
export interface OutboxDocument extends OfMailbox, RefersToBlobs {
  readonly id: number;
  readonly shard: number;
  /** The store's clock at the commit. */
  readonly at: Date;
  readonly topic: string;
  readonly key: string;
  readonly headers: BusRecord['headers'];
  readonly value: mongo.Binary;
}

/** `_id` is the shard. */
export interface OutboxLeaseDocument {
  readonly _id: number;
  readonly owner: string;
  readonly token: number;
  readonly leasedUntil: Date;
}

export const outboxIndexes: readonly IndexSpec[] = [
  { collection: 'outbox', name: 'by_shard', key: { shard: 1, id: 1 } },
];

export function outboxModel(connection: Connection): Model<OutboxDocument> {
  const schema = new Schema<OutboxDocument>(
    {
      ...ofMailbox,
      id: number,
      shard: number,
      at: { type: Date, required: true },
      topic: text,
      key: text,
      headers: asItIs,
      value: asItIs,
      blobs: { type: [String], default: undefined },
    },
    plainDocuments,
  );
  return connection.model<OutboxDocument>('OutboxEvent', schema, 'outbox');
}

export function outboxLeaseModel(connection: Connection): Model<OutboxLeaseDocument> {
  const schema = new Schema<OutboxLeaseDocument>(
    {
      _id: number,
      owner: text,
      token: number,
      leasedUntil: { type: Date, required: true },
    },
    plainDocuments,
  );
  return connection.model<OutboxLeaseDocument>('OutboxLease', schema, 'outbox_leases');
}

export function outboxDocument(mailbox: string, { shard, id, record }: OutboxEntry, at: Date): OutboxDocument {
  const { topic, key, headers, value } = record;
  return {
    ...keyOf(mailbox, id),
    // A 64-bit integer in the database; read back, it is the number again.
    id: mongo.Long.fromNumber(id) as unknown as number,
    shard,
    at,
    topic,
    key,
    headers,
    value: new mongo.Binary(value),
    ...referringTo(blobsOfEvent(record)),
  };
}

export function outboxEntry({ id, shard, topic, key, headers, value }: OutboxDocument): OutboxEntry {
  const bytes = value.value();
  return {
    shard,
    id,
    record: { topic, key, headers, value: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) },
  };
}
