/** Parts of text messages that came in, until all of them are there: a document a message. */
import { isDuplicateKey } from '@postbus/mongo-connection';
import type { ReceivedPart } from '@postbus/ports';
import type { mongo } from 'mongoose';
import type { ReceivedDocument } from './text-message-documents.ts';

/** Upserts of one document that meet another's insert. */
const mostTries = 5;

type Collection = mongo.Collection<ReceivedDocument>;

/** Where its sequence is there already, nothing is written. @returns all that are there, by sequence */
export async function addReceivedPart(received: Collection, part: ReceivedPart): Promise<ReceivedPart[]> {
  const { key, sequence, total, content, at } = part;
  const place = `parts.${sequence}`;
  const update = { $set: { [place]: { total, content, at } }, $setOnInsert: { firstAt: at } };
  for (let attempt = 1; ; attempt++) {
    try {
      const written = await received.findOneAndUpdate({ _id: key, [place]: { $exists: false } }, update, {
        upsert: true,
        returnDocument: 'after',
      });
      if (written !== null) return partsOf(written);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // The part is there, or the first of the message was just inserted by another.
      const present = await received.findOne({ _id: key });
      if (present?.parts[sequence] !== undefined) return partsOf(present);
      if (attempt === mostTries) throw error;
    }
  }
}

export async function receivedParts(received: Collection, key: string): Promise<ReceivedPart[]> {
  const found = await received.findOne({ _id: key });
  return found === null ? [] : partsOf(found);
}

/** Where more than `most` are there, nothing is removed. @returns whether none is left */
export async function removeReceivedParts(received: Collection, key: string, most: number): Promise<boolean> {
  const count = { $size: { $objectToArray: '$parts' } };
  await received.deleteOne({ _id: key, $expr: { $lte: [count, most] } });
  return (await received.findOne({ _id: key }, { projection: { _id: 1 } })) === null;
}

/** Keys whose first part came before `before`, oldest first. */
export async function keysSince(received: Collection, before: number, limit: number): Promise<string[]> {
  const found = await received
    .find({ firstAt: { $lt: before } }, { projection: { _id: 1 } })
    .sort({ firstAt: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
}

function partsOf({ _id, parts }: ReceivedDocument): ReceivedPart[] {
  return Object.entries(parts)
    .map(([sequence, part]) => ({ key: _id, sequence: Number(sequence), ...part }))
    .toSorted((a, b) => a.sequence - b.sequence);
}
