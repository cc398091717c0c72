/** Begins and ends of work, written in one bulk write. */
import { mongo } from 'mongoose';
import type { Model } from 'mongoose';
import { upserted } from '../upserted.ts';
import type { AttemptDocument } from './attempt-document.ts';

export interface Attempt {
  readonly id: string;
  /** `begin-anew`: it begins after an end that was not written. */
  readonly did: 'begin' | 'begin-anew' | 'end';
}

/** Written to the memory of the primary: that outlives this process, not a power cut. */
const soon = { w: 1, j: false } as const;

/**
 * Writes `attempts`, each of another id, in no order.
 * @returns of those that began before and did not end, how often
 */
export async function writeAttempts(
  documents: Model<AttemptDocument>,
  attempts: readonly Attempt[],
  at: Date,
): Promise<ReadonlyMap<string, number>> {
  const writes = attempts.map((attempt) => writeOf(attempt, at));
  try {
    await documents.collection.bulkWrite(writes as never, { ordered: false, writeConcern: soon });
    return new Map();
  } catch (error) {
    const again = duplicates(error).map((index) => attempts[index]?.id ?? '');
    if (again.length === 0) throw error;
    return new Map(await Promise.all(again.map(async (id) => [id, await countAgain(documents, id, at)] as const)));
  }
}

function writeOf({ id: _id, did }: Attempt, at: Date): mongo.AnyBulkWriteOperation<AttemptDocument> {
  if (did === 'end') return { deleteOne: { filter: { _id } } };
  if (did === 'begin') return { insertOne: { document: { _id, begun: 1, at } } };
  return { updateOne: { filter: { _id }, update: { $set: { begun: 1, at } }, upsert: true } };
}

/** Counts a begin of what began before. */
async function countAgain(documents: Model<AttemptDocument>, _id: string, at: Date): Promise<number> {
  const options = { upsert: true, returnDocument: 'after', writeConcern: soon } as const;
  const { begun } = await upserted(() =>
    documents.findOneAndUpdate({ _id }, { $inc: { begun: 1 }, $set: { at } }, options).lean<AttemptDocument>(),
  );
  return begun - 1;
}

/** The places of inserts that found a document, where `error` tells of nothing else. */
function duplicates(error: unknown): number[] {
  if (!(error instanceof mongo.MongoBulkWriteError)) return [];
  const failed = [error.writeErrors].flat();
  return failed.every(({ code }) => code === 11_000) ? failed.map(({ index }) => index) : [];
}
