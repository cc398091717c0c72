/**
 * Messages as documents: what lists need, apart from their objects, so that a list never reads those. `latestChange` is
 * the higher of `changeNumber` and `readChangeNumber`.
 */
import type {
  BlobRef,
  ChangeNumber,
  FolderId,
  MessageId,
  MessageRecord,
  MessageSummary,
  TombstoneReason,
  Uid,
} from '@postbus/domain';
import type { IndexSpec } from '@postbus/mongo-connection';
import { type Connection, type Model, Schema, type mongo } from 'mongoose';
import { asItIs, number, plainDocuments, text } from '../as-it-is.ts';
import { type OfMailbox, ofMailbox } from '../of-mailbox.ts';
import type { RefersToBlobs } from '../blob-references/blob-references.ts';

export interface MessageDocument extends OfMailbox {
  readonly id: MessageId;
  readonly folder: FolderId;
  readonly uid: Uid;
  readonly changeNumber: ChangeNumber;
  readonly readChangeNumber: ChangeNumber;
  readonly latestChange: ChangeNumber;
  readonly received: Date;
  readonly read: boolean;
  readonly mime?: BlobRef;
  readonly traceparent?: string;
  /** Absent of all others. */
  readonly textMessage?: true;
  /** JSON where a string in it is none that the database can hold. */
  readonly summary: MessageSummary | string;
  /** The number of its object: that of the change which brought it, whatever id the message has since. */
  readonly object: number;
}

/** JSON of the stored form of a Message object: text, or compressed with zstd. */
/** It is named by the message's `object`. */
export interface ObjectDocument extends OfMailbox, RefersToBlobs {
  readonly object: string | mongo.Binary;
}

/** What a message left in its folder. */
export interface TombstoneDocument extends OfMailbox {
  readonly changeNumber: ChangeNumber;
  readonly folder: FolderId;
  readonly id: MessageId;
  readonly received: Date;
  readonly reason: TombstoneReason;
  readonly textMessage?: true;
}

export const messageIndexes: readonly IndexSpec[] = [
  { collection: 'messages', name: 'by_change', key: { mailbox: 1, folder: 1, latestChange: 1 } },
  { collection: 'messages', name: 'by_arrival', key: { mailbox: 1, folder: 1, id: 1 } },
  { collection: 'messages', name: 'by_receipt', key: { mailbox: 1, folder: 1, received: 1, id: 1 } },
  {
    collection: 'messages',
    name: 'texts_by_receipt',
    key: { mailbox: 1, folder: 1, textMessage: 1, received: 1, id: 1 },
    partialFilterExpression: { textMessage: true },
  },
  { collection: 'tombstones', name: 'by_change', key: { mailbox: 1, folder: 1, changeNumber: 1 } },
];

export function messageModel(connection: Connection): Model<MessageDocument> {
  const schema = new Schema<MessageDocument>(
    {
      ...ofMailbox,
      id: number,
      folder: number,
      uid: number,
      changeNumber: number,
      readChangeNumber: number,
      latestChange: number,
      received: { type: Date, required: true },
      read: { type: Boolean, required: true },
      mime: { type: Schema.Types.Mixed },
      traceparent: String,
      textMessage: Boolean,
      summary: asItIs,
      object: number,
    },
    plainDocuments,
  );
  return connection.model<MessageDocument>('Message', schema, 'messages');
}

export function objectModel(connection: Connection): Model<ObjectDocument> {
  const schema = new Schema<ObjectDocument>(
    { ...ofMailbox, object: asItIs, blobs: { type: [String], default: undefined } },
    plainDocuments,
  );
  return connection.model<ObjectDocument>('MessageObject', schema, 'objects');
}

export function tombstoneModel(connection: Connection): Model<TombstoneDocument> {
  const schema = new Schema<TombstoneDocument>(
    {
      ...ofMailbox,
      folder: number,
      changeNumber: number,
      id: number,
      received: { type: Date, required: true },
      reason: text,
      textMessage: Boolean,
    },
    plainDocuments,
  );
  return connection.model<TombstoneDocument>('Tombstone', schema, 'tombstones');
}

export function messageRecord(document: MessageDocument): MessageRecord {
  const { id, folder, uid, changeNumber, readChangeNumber, received, read, mime, traceparent, summary } = document;
  return {
    id,
    folder,
    uid,
    changeNumber,
    readChangeNumber,
    received: received.getTime(),
    read,
    summary: { ...(typeof summary === 'string' ? (JSON.parse(summary) as MessageSummary) : summary), read },
    ...(mime !== undefined && { mime }),
    ...(traceparent !== undefined && { traceparent }),
  };
}
