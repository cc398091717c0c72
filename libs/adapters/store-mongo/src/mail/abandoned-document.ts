/** What deleted folders and mailboxes left to be removed. */
import { type Connection, type Model, Schema } from 'mongoose';
import { asItIs, plainDocuments } from '../as-it-is.ts';

export interface AbandonedDocument {
  /** `folder` 0 stands for all of the mailbox. */
  readonly _id: { readonly mailbox: string; readonly folder: number };
  /** Transactions that removed some of it. */
  readonly passes?: number;
}

export function abandonedModel(connection: Connection): Model<AbandonedDocument> {
  const schema = new Schema<AbandonedDocument>({ _id: asItIs, passes: Number }, plainDocuments);
  return connection.model<AbandonedDocument>('Abandoned', schema, 'abandoned');
}
