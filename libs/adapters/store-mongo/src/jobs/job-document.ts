/**
 * Jobs as documents, one for a dedupe key of a queue: while the job lives with everything of it, and when it is over
 * with the time of that alone, so that one write makes a job and remembers its key, and one ends it.
 */
import { hash } from 'node:crypto';
import type { ClaimedJob, JsonValue, NewJob } from '@postbus/domain';
import type { IndexSpec } from '@postbus/mongo-connection';
import { type Connection, type Model, Schema } from 'mongoose';
import { plainDocuments } from '../as-it-is.ts';
import { type RefersToBlobs, referringTo } from '../blob-references/blob-references.ts';
import type { Turn } from './job-turns.ts';

/**
 * - `waiting` until `readyAt`, which is when it is due;
 * - `ready`, with a turn;
 * - `parked`, with a turn: due, and held back, since as many jobs of its destination are held as may be;
 * - `claimed` until `readyAt`, when its lease runs out.
 */
export type JobPhase = 'waiting' | 'ready' | 'parked' | 'claimed';

export interface JobDocument extends RefersToBlobs, Partial<Turn> {
  /** `jobId`. */
  readonly _id: string;
  /** False when it is over. */
  readonly live: boolean;
  readonly queue: string;
  readonly dedupeKey: string;
  readonly user: string;
  readonly destination: string;
  readonly due: number;
  readonly phase: JobPhase;
  readonly readyAt: number;
  /** Rises with each claim and each giving back, so that whoever held the job before is known by its older one. */
  readonly token: number;
  readonly attempts: number;
  readonly createdAt: number;
  /** JSON: text can hold what BSON strings cannot. */
  readonly state: string;
  readonly traceparent?: string;
  readonly worker?: string;
  /** The call that claimed it. */
  readonly claim?: string;
  /** Epoch milliseconds. */
  readonly overAt?: number;
}

/** What a job keeps when it is over. */
const keptWhenOver: ReadonlySet<string> = new Set(['_id', 'live', 'queue', 'token', 'overAt']);

const fields = {
  _id: { type: String, required: true },
  live: { type: Boolean, required: true },
  queue: { type: String, required: true },
  dedupeKey: String,
  user: String,
  destination: String,
  due: Number,
  phase: String,
  readyAt: Number,
  turn: Number,
  laneTurn: Number,
  token: { type: Number, required: true },
  attempts: Number,
  createdAt: Number,
  state: String,
  blobs: { type: [String], default: undefined },
  traceparent: String,
  worker: String,
  claim: String,
  overAt: Number,
} as const;

/** Jobs that are over are in none of the indexes of those that live. */
export const jobIndexes: readonly IndexSpec[] = [
  // Covers the counts: that is why `live` is in it.
  {
    collection: 'jobs',
    name: 'by_time',
    key: { live: 1, queue: 1, phase: 1, readyAt: 1 },
    partialFilterExpression: { live: true },
  },
  {
    collection: 'jobs',
    name: 'by_turn',
    key: { queue: 1, turn: 1, laneTurn: 1, _id: 1 },
    partialFilterExpression: { phase: 'ready' },
  },
  {
    collection: 'jobs',
    name: 'by_lane',
    key: { queue: 1, destination: 1, phase: 1, turn: 1, laneTurn: 1 },
    partialFilterExpression: { live: true },
  },
  {
    collection: 'jobs',
    name: 'by_end',
    key: { overAt: 1 },
    partialFilterExpression: { live: false },
  },
];

export function jobModel(connection: Connection): Model<JobDocument> {
  const schema = new Schema<JobDocument>(fields, plainDocuments);
  return connection.model<JobDocument>('Job', schema, 'jobs');
}

/** The same for a queue and dedupe key in every process. */
export function jobId(queue: string, dedupeKey: string): string {
  return hash('sha256', JSON.stringify([queue, dedupeKey]), 'base64url');
}

/** @param turn of a job that is due already */
export function jobDocument(job: NewJob, now: number, turn: Turn | undefined): JobDocument {
  const { queue, dedupeKey, user, destination, due, state, blobs, traceparent } = job;
  return {
    _id: jobId(queue, dedupeKey),
    live: true,
    queue,
    dedupeKey,
    user,
    destination,
    due,
    phase: turn === undefined ? 'waiting' : 'ready',
    readyAt: due,
    ...turn,
    token: 0,
    attempts: 0,
    createdAt: now,
    state: JSON.stringify(state),
    ...referringTo(blobs),
    ...(traceparent !== undefined && { traceparent }),
  };
}

/** What a worker is given of a document that it claimed; token and attempts are those before the claim. */
export function claimedJob(job: JobDocument, leasedUntil: number): ClaimedJob {
  return {
    id: job._id,
    queue: job.queue,
    dedupeKey: job.dedupeKey,
    user: job.user,
    destination: job.destination,
    due: job.due,
    state: JSON.parse(job.state) as JsonValue,
    blobs: job.blobs ?? [],
    ...(job.traceparent !== undefined && { traceparent: job.traceparent }),
    attempts: job.attempts + 1,
    createdAt: job.createdAt,
    token: job.token + 1,
    leasedUntil,
  };
}

/** Makes a job one that is over. */
export function over(now: number) {
  const gone = Object.keys(fields).filter((field) => !keptWhenOver.has(field));
  return { $set: { live: false, overAt: now }, $unset: Object.fromEntries(gone.map((field) => [field, 1 as const])) };
}

/** Forgets the dedupe keys of jobs that were over before `before`, epoch milliseconds. */
export async function pruneJobKeys(connection: Connection, before: number): Promise<void> {
  await connection.collection('jobs').deleteMany({ live: false, overAt: { $lt: before } });
}
