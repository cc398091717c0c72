/** Gives turns to jobs that fell due, and to those whose lease ran out. */
import type { JobCollections } from './claim-jobs.ts';
import type { JobDocument } from './job-document.ts';

/** Jobs that one claim lets fall due: bounds how long it takes. */
const mostFallingDue = 256;

/** @returns how many became ready, or may have */
export async function fallDue(collections: JobCollections, queue: string, now: number): Promise<number> {
  const [jobs, woken] = await Promise.all([dueJobs(collections, queue, now), collections.lanes.wakeDue(queue, now)]);
  if (jobs.length > 0) await makeReady(collections, queue, jobs, now);
  return jobs.length + woken;
}

function dueJobs({ jobs }: JobCollections, queue: string, now: number): Promise<JobDocument[]> {
  return jobs
    .find({ live: true, queue, phase: { $in: ['waiting', 'claimed'] }, readyAt: { $lte: now } })
    .sort({ readyAt: 1 })
    .limit(mostFallingDue)
    .lean<JobDocument[]>()
    .exec();
}

/** Those that another made ready meanwhile are left as they are. */
async function makeReady(
  { jobs, turns }: JobCollections,
  queue: string,
  due: readonly JobDocument[],
  now: number,
): Promise<void> {
  const given = await turns.take(queue, due, now);
  const writes = due.map(({ _id, token, phase, readyAt }, index) => ({
    updateOne: {
      filter: { _id, token, phase, readyAt },
      update: { $set: { phase: 'ready', ...given[index] }, $unset: { worker: 1, claim: 1 } },
    },
  }));
  await jobs.bulkWrite(writes, { ordered: false });
}
