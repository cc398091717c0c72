/** What an operator did, as a document. */
import type { IndexSpec } from '@postbus/mongo-connection';
import type { AuditEntry } from '@postbus/ports';
import { type Connection, type Model, Schema } from 'mongoose';

export type AuditDocument = Omit<AuditEntry, 'id'> & { readonly _id: string };

/** `_id` rises with the time, so each index gives its entries in the order of times. */
export const auditIndexes: readonly IndexSpec[] = [
  { collection: 'audit_entries', name: 'by_action', key: { action: 1, _id: 1 } },
  { collection: 'audit_entries', name: 'by_principal', key: { principal: 1, _id: 1 } },
  { collection: 'audit_entries', name: 'by_subject', key: { subject: 1, _id: 1 } },
];

export function auditModel(connection: Connection): Model<AuditDocument> {
  const schema = new Schema<AuditDocument>(
    {
      _id: { type: String, required: true },
      time: { type: Number, required: true },
      principal: { type: String, required: true },
      remote: String,
      action: { type: String, required: true },
      subject: { type: String, default: '' },
      details: { type: Schema.Types.Mixed, required: true },
      outcome: { type: String, required: true },
      code: String,
      count: Number,
    },
    { versionKey: false, strict: 'throw', minimize: false },
  );
  return connection.model<AuditDocument>('AuditEntry', schema, 'audit_entries');
}

export function auditDocument({ id, ...entry }: AuditEntry): AuditDocument {
  return { _id: id, ...entry };
}

export function auditEntry({ _id, ...entry }: AuditDocument): AuditEntry {
  return { id: _id, ...entry };
}
