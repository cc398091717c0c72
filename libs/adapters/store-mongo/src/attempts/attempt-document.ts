/** Work that began and did not end. */
import type { IndexSpec } from '@postbus/mongo-connection';
import { type Connection, type Model, Schema } from 'mongoose';
import { number, plainDocuments, text } from '../as-it-is.ts';

export interface AttemptDocument {
  /** Names the work: the id of an event. */
  readonly _id: string;
  /** How often it began. */
  readonly begun: number;
  readonly at: Date;
}

/** Seconds after which nobody tries again what began and did not end: events are not kept that long. */
const aFortnight = 14 * 86_400;

export const attemptIndexes: readonly IndexSpec[] = [
  { collection: 'attempts', name: 'by_age', key: { at: 1 }, expireAfterSeconds: aFortnight },
];

export function attemptModel(connection: Connection): Model<AttemptDocument> {
  const schema = new Schema<AttemptDocument>(
    { _id: text, begun: number, at: { type: Date, required: true } },
    plainDocuments,
  );
  return connection.model<AttemptDocument>('Attempt', schema, 'attempts');
}
