/** Receipts whose part is not known yet, and references for parts. */
import { randomInt } from 'node:crypto';
import type { CarrierReceipt } from '@postbus/ports';
import { mongo } from 'mongoose';
import { upserted } from '../upserted.ts';
import { type ReceiptDocument, type ReferenceDocument, referenceId } from './text-message-documents.ts';

const references = 0x1_0000;

/** @param now epoch milliseconds, when it is kept */
export async function keepReceipt(
  receipts: mongo.Collection<ReceiptDocument>,
  receipt: CarrierReceipt,
  most: number,
  now: number,
): Promise<void> {
  const { channel, messageIds } = receipt;
  const document = { _id: new mongo.ObjectId(), channel, messageIds, keptAt: now, receipt: JSON.stringify(receipt) };
  await receipts.insertOne(document);
  const beyond = await receipts
    .find({ channel }, { projection: { _id: 1 } })
    .sort({ keptAt: -1, _id: -1 })
    .skip(most)
    .toArray();
  if (beyond.length > 0) await receipts.deleteMany({ _id: { $in: beyond.map(({ _id }) => _id) } });
}

/** Each is given to one who takes it, in the order in which they were kept. */
export async function takeReceipts(
  receipts: mongo.Collection<ReceiptDocument>,
  channel: string,
  messageId: string,
): Promise<CarrierReceipt[]> {
  const taken: CarrierReceipt[] = [];
  for (const { _id, receipt } of await documentsOf(receipts, channel, messageId)) {
    const { deletedCount } = await receipts.deleteOne({ _id });
    if (deletedCount > 0) taken.push(JSON.parse(receipt) as CarrierReceipt);
  }
  return taken;
}

/** In the order in which they were kept. */
export async function keptReceipts(
  receipts: mongo.Collection<ReceiptDocument>,
  channel: string,
  messageId: string,
): Promise<CarrierReceipt[]> {
  const kept = await documentsOf(receipts, channel, messageId);
  return kept.map(({ receipt }) => JSON.parse(receipt) as CarrierReceipt);
}

async function documentsOf(receipts: mongo.Collection<ReceiptDocument>, channel: string, messageId: string) {
  const kept = await receipts.find({ channel, messageIds: messageId }).toArray();
  return kept.toSorted((a, b) => a.keptAt - b.keptAt || (a._id.toString() < b._id.toString() ? -1 : 1));
}

/** The first one is any; each further one is the next. @param now epoch milliseconds */
export async function nextReference(
  documents: mongo.Collection<ReferenceDocument>,
  channel: string,
  number: string,
  now: number,
): Promise<number> {
  const { first, uses } = await upserted(() =>
    documents.findOneAndUpdate(
      { _id: referenceId(channel, number) },
      { $inc: { uses: 1 }, $set: { usedAt: now }, $setOnInsert: { first: randomInt(references) } },
      { upsert: true, returnDocument: 'after' },
    ),
  );
  return (first + uses) % references;
}
