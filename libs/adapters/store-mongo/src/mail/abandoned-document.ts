/** What deleted folders and mailboxes left to be removed. */
import type { FolderId } from '@postbus/domain';
import { type Connection, type Model, Schema } from 'mongoose';
import { number, plainDocuments } from '../as-it-is.ts';
import { type OfMailbox, ofMailbox } from '../of-mailbox.ts';

export interface AbandonedDocument extends OfMailbox {
  /** 0 stands for all of the mailbox. */
  readonly folder: FolderId;
  /** Transactions that removed some of it. */
  readonly passes?: number;
}

export function abandonedModel(connection: Connection): Model<AbandonedDocument> {
  const schema = new Schema<AbandonedDocument>({ ...ofMailbox, folder: number, passes: Number }, plainDocuments);
  return connection.model<AbandonedDocument>('Abandoned', schema, 'abandoned');
}
