/** Adds jobs whose dedupe keys are not remembered. */
import type { NewJob } from '@postbus/domain';
import { mongo } from 'mongoose';
import type { JobCollections } from './claim-jobs.ts';
import { type JobDocument, jobDocument } from './job-document.ts';
import type { Turn } from './job-turns.ts';

/** @returns those that were added */
export async function addJobs(collections: JobCollections, jobs: readonly NewJob[], now: number): Promise<NewJob[]> {
  if (jobs.length === 0) return [];
  const turns = await turnsOfDue(collections, jobs, now);
  const documents = jobs.map((job) => jobDocument(job, now, turns.get(job)));
  const there = await insertMissing(collections, documents);
  return jobs.filter((_, index) => !there.has(index));
}

async function turnsOfDue(
  { turns }: JobCollections,
  jobs: readonly NewJob[],
  now: number,
): Promise<ReadonlyMap<NewJob, Turn>> {
  const due = Map.groupBy(
    jobs.filter((job) => job.due <= now),
    ({ queue }) => queue,
  );
  const taken = new Map<NewJob, Turn>();
  for (const [queue, ofQueue] of due) {
    const given = await turns.take(queue, ofQueue, now);
    given.forEach((turn, index) => taken.set(ofQueue[index] as NewJob, turn));
  }
  return taken;
}

/** @returns the places in `documents` of those that were there */
async function insertMissing(
  { jobs }: JobCollections,
  documents: readonly JobDocument[],
): Promise<ReadonlySet<number>> {
  try {
    await jobs.collection.insertMany(documents as never[], { ordered: false });
    return new Set();
  } catch (error) {
    const there = duplicates(error);
    if (there === undefined) throw error;
    return there;
  }
}

/** The places of duplicate keys, where `error` tells of nothing else. */
function duplicates(error: unknown): ReadonlySet<number> | undefined {
  if (!(error instanceof mongo.MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined)
    return undefined;
  const failed = [error.writeErrors].flat();
  if (failed.length === 0 || failed.some(({ code }) => code !== 11_000)) return undefined;
  return new Set(failed.map(({ index }) => index));
}
