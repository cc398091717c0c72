/** How many jobs of each queue wait, are due and are held. */
import type { JobCounts } from '@postbus/ports';
import type { Model } from 'mongoose';
import type { JobDocument } from './job-document.ts';

/** @param now epoch milliseconds */
export function countJobs(jobs: Model<JobDocument>, now: number): Promise<JobCounts[]> {
  const isClaimed = { $and: [{ $eq: ['$phase', 'claimed'] }, { $gt: ['$readyAt', now] }] };
  const isWaiting = { $and: [{ $eq: ['$phase', 'waiting'] }, { $gt: ['$readyAt', now] }] };
  return jobs
    .aggregate<JobCounts>([
      { $match: { live: true } },
      {
        $group: {
          _id: '$queue',
          all: { $sum: 1 },
          waiting: { $sum: { $cond: [isWaiting, 1, 0] } },
          claimed: { $sum: { $cond: [isClaimed, 1, 0] } },
        },
      },
      {
        $project: {
          _id: 0,
          queue: '$_id',
          waiting: 1,
          due: { $subtract: ['$all', { $add: ['$waiting', '$claimed'] }] },
          claimed: 1,
        },
      },
    ])
    .exec();
}
