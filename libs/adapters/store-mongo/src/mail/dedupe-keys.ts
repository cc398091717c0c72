/** Keys of what was applied, with its results, so that a repetition changes nothing. */
import type { ChangeNumber, OperationResult } from '@postbus/domain';
import type { IndexSpec } from '@postbus/mongo-connection';
import type { Applied } from '@postbus/ports';
import { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import { asItIs, number, plainDocuments, text } from '../as-it-is.ts';
import { type OfMailbox, anyOf, keyOf, ofMailbox } from '../of-mailbox.ts';
import type { Write } from '../bulk-write.ts';

export interface DedupeKeyDocument extends OfMailbox {
  readonly key: string;
  readonly at: Date;
  readonly changeNumber: ChangeNumber;
  readonly results: readonly OperationResult[];
  /** Names the apply that remembered it. Keys of earlier versions have none. */
  readonly step?: string;
}

export const dedupeIndexes: readonly IndexSpec[] = [{ collection: 'dedupe_keys', name: 'by_age', key: { at: 1 } }];

/** Keys forgotten by one command. */
const forgottenAtOnce = 1000;

export function dedupeKeyModel(connection: Connection): Model<DedupeKeyDocument> {
  const schema = new Schema<DedupeKeyDocument>(
    {
      ...ofMailbox,
      key: text,
      at: { type: Date, required: true },
      changeNumber: number,
      results: asItIs,
      step: String,
    },
    plainDocuments,
  );
  return connection.model<DedupeKeyDocument>('DedupeKey', schema, 'dedupe_keys');
}

/**
 * What the first apply that had any of `keys` gave.
 * @param step of the apply that asks: what it did itself, and lost the server's answer to, it does not repeat
 * @param session of the transaction that is to see them, if any
 */
export async function appliedBefore(
  documents: Model<DedupeKeyDocument>,
  mailbox: string,
  keys: readonly string[],
  step: string,
  session: ClientSession | null = null,
): Promise<Applied | undefined> {
  const found = await documents.find(anyOf(mailbox, keys), null, { session }).lean<DedupeKeyDocument[]>();
  const byKey = new Map(found.map((document) => [document.key, document]));
  const key = keys.find((each) => byKey.has(each));
  if (key === undefined) return undefined;
  const { results, changeNumber, step: first } = byKey.get(key) as DedupeKeyDocument;
  return { results, changeNumber, repeated: first !== step };
}

/** One of them fails where its key is remembered, and with it the transaction. */
export function rememberApplied(
  mailbox: string,
  keys: readonly string[],
  { results, changeNumber }: Applied,
  step: string,
  now: number,
): Write[] {
  return [...new Set(keys)].map((key) => {
    const document: DedupeKeyDocument = { ...keyOf(mailbox, key), key, at: new Date(now), changeNumber, results, step };
    return { do: 'insert', into: 'dedupe_keys', document };
  });
}

/** Forgets the keys from before `before`, epoch milliseconds, some by some. */
export async function forgetApplied(documents: Model<DedupeKeyDocument>, before: number): Promise<void> {
  const at = { $lt: new Date(before) };
  for (;;) {
    const old = await documents.find({ at }, { _id: 1 }).limit(forgottenAtOnce).lean();
    await documents.deleteMany({ at, _id: { $in: old.map(({ _id }) => _id) } });
    if (old.length < forgottenAtOnce) return;
  }
}
