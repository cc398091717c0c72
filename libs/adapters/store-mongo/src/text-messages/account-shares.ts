/** Who shares an account with a carrier, a document an account: one that was not renewed counts no more. */
import type { AccountShare } from '@postbus/ports';
import type { mongo } from 'mongoose';
import { upserted } from '../upserted.ts';
import type { ShareDocument } from './text-message-documents.ts';

/** Drops those whose time is over, and takes or renews the owner's, by one write. @param now epoch milliseconds */
export async function holdShare(
  shares: mongo.Collection<ShareDocument>,
  account: string,
  owner: string,
  now: number,
  leasedUntil: number,
): Promise<AccountShare> {
  const own = { $literal: { owner, until: leasedUntil } };
  const isOwn = { $eq: ['$$holder.owner', { $literal: owner }] };
  const present = { $ifNull: ['$holders', []] };
  const living = { $filter: { input: present, as: 'holder', cond: { $gt: ['$$holder.until', now] } } };
  const renewed = { $map: { input: '$holders', as: 'holder', in: { $cond: [isOwn, own, '$$holder'] } } };
  const held = { $filter: { input: '$holders', as: 'holder', cond: isOwn } };
  const { holders } = await upserted(() =>
    shares.findOneAndUpdate(
      { _id: account },
      [
        { $set: { holders: living } },
        { $set: { holders: { $cond: [{ $eq: [held, []] }, { $concatArrays: ['$holders', [own]] }, renewed] } } },
      ],
      { upsert: true, returnDocument: 'after' },
    ),
  );
  return { index: holders.findIndex((holder) => holder.owner === owner), holders: holders.length, leasedUntil };
}

export async function releaseShare(
  shares: mongo.Collection<ShareDocument>,
  account: string,
  owner: string,
): Promise<void> {
  await shares.updateOne({ _id: account }, { $pull: { holders: { owner } } });
}
