/** Rows of jobs: added, claimed, given back, over. */
import type { ClaimedJob, JsonValue, NewJob } from '@postbus/domain';
import { type ClaimOptions, type JobOutcome, PortError } from '@postbus/ports';
import { addBlobReferences, removeBlobReferences } from './blob-references.ts';
import type { Connection } from './connection.ts';
import {
  type JobPlace,
  forgetUsers,
  freeLane,
  holdLane,
  nextInTurn,
  nextTurn,
  passTurns,
  raiseLane,
  takeTurn,
} from './job-turns.ts';
import { sha256Bytes } from './message-encoding.ts';

interface JobRow extends JobPlace {
  readonly dedupe_key: string;
  readonly due: number;
  readonly turn: number;
  readonly token: number;
  readonly attempts: number;
  readonly created_at: number;
  readonly state: string;
  readonly blobs: string;
  readonly traceparent: string | null;
}

interface HeldRow extends JobPlace {
  readonly phase: 'waiting' | 'ready' | 'claimed';
  readonly turn: number;
  readonly token: number;
}

/** Who holds a job from when it is added. */
export type ClaimOfNew = Pick<ClaimOptions, 'worker' | 'lease' | 'perDestination'>;

/** Jobs that one claim lets fall due: bounds how long its commit is. */
const mostFallingDue = 256;

/** Whether it was added: its dedupe key was not remembered. */
export function addJob(connection: Connection, job: NewJob, now: number): boolean {
  const { queue, user, destination } = job;
  if (!rememberKey(connection, job)) return false;
  const isDue = job.due <= now;
  const turn = isDue ? nextTurn(connection, queue, user) : 0;
  const { row } = connection.run(
    `INSERT INTO jobs (queue, dedupe_key, user, destination, due, phase, ready_at, turn, token, attempts, created_at,
       state, blobs, traceparent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?)`,
    queue,
    job.dedupeKey,
    user,
    destination,
    job.due,
    isDue ? 'ready' : 'waiting',
    job.due,
    turn,
    now,
    JSON.stringify(job.state),
    JSON.stringify(job.blobs),
    job.traceparent ?? null,
  );
  addBlobReferences(connection, 'job', row, job.blobs.map(sha256Bytes));
  if (isDue) raiseLane(connection, queue, destination, turn);
  return true;
}

/** @returns undefined, with nothing written, where its dedupe key is remembered, or its lane is full */
export function addClaimedJob(
  connection: Connection,
  job: NewJob,
  { worker, lease, perDestination }: ClaimOfNew,
  now: number,
): ClaimedJob | undefined {
  const { queue, dedupeKey, user, destination, due, state, blobs, traceparent } = job;
  if (!holdLane(connection, queue, destination, perDestination)) return undefined;
  if (!rememberKey(connection, job)) {
    freeLane(connection, queue, destination);
    return undefined;
  }
  const leasedUntil = now + lease;
  const { row } = connection.run(
    `INSERT INTO jobs (queue, dedupe_key, user, destination, due, phase, ready_at, turn, token, attempts, created_at,
       state, blobs, traceparent, worker) VALUES (?, ?, ?, ?, ?, 'claimed', ?, 0, 1, 1, ?, ?, ?, ?, ?)`,
    queue,
    dedupeKey,
    user,
    destination,
    due,
    leasedUntil,
    now,
    JSON.stringify(state),
    JSON.stringify(blobs),
    traceparent ?? null,
    worker,
  );
  addBlobReferences(connection, 'job', row, blobs.map(sha256Bytes));
  return { ...job, id: String(row), attempts: 1, createdAt: now, token: 1, leasedUntil };
}

export function claimJobs(connection: Connection, options: ClaimOptions, now: number): ClaimedJob[] {
  fallDue(connection, options.queue, now);
  const claimed: ClaimedJob[] = [];
  while (claimed.length < options.limit) {
    const next = nextInTurn(connection, options.queue, options.perDestination, options.limit - claimed.length);
    if (next === undefined) break;
    claimed.push(...claimOfLane(connection, next.destination, next.most, options, now));
  }
  if (claimed.length > 0) forgetUsers(connection, options.queue);
  return claimed;
}

/** @throws {PortError} `lease-lost` */
export function renewJob(connection: Connection, job: ClaimedJob, state: JsonValue, leasedUntil: number): ClaimedJob {
  const { row } = heldRow(connection, job);
  connection.run('UPDATE jobs SET state = ?, ready_at = ? WHERE row = ?', JSON.stringify(state), leasedUntil, row);
  return { ...job, state, leasedUntil };
}

/** @throws {PortError} `lease-lost` */
export function finishJob(connection: Connection, job: ClaimedJob, outcome: JobOutcome, now: number): void {
  const held = heldRow(connection, job);
  freeLane(connection, held.queue, held.destination);
  if (outcome.end === 'retry') {
    connection.run(
      "UPDATE jobs SET phase = 'waiting', due = ?1, ready_at = ?1, state = ?2, worker = NULL WHERE row = ?3",
      outcome.due,
      JSON.stringify(outcome.state),
      held.row,
    );
    if (outcome.due <= now) takeTurn(connection, held);
    return;
  }
  connection.run('DELETE FROM jobs WHERE row = ?', held.row);
  connection.run('UPDATE job_keys SET over_at = ? WHERE queue = ? AND dedupe_key = ?', now, held.queue, job.dedupeKey);
  if (job.blobs.length > 0) removeBlobReferences(connection, 'job', held.row);
}

/** Gives turns to jobs that are due, and to those whose lease ran out. */
function fallDue(connection: Connection, queue: string, now: number): void {
  for (const phase of ['claimed', 'waiting'] as const) {
    const due = connection.all<JobPlace>(
      `SELECT row, queue, user, destination FROM jobs INDEXED BY jobs_by_time
       WHERE queue = ? AND phase = ? AND ready_at <= ? ORDER BY ready_at LIMIT ?`,
      queue,
      phase,
      now,
      mostFallingDue,
    );
    for (const job of due) {
      takeTurn(connection, job);
      if (phase === 'claimed') freeLane(connection, job.queue, job.destination);
    }
  }
}

/** Every lease runs out at `now`. */
export function endClaims(connection: Connection, now: number): void {
  connection.run("UPDATE jobs SET ready_at = ?1 WHERE phase = 'claimed' AND ready_at > ?1", now);
}

/** Those of a destination whose turn it is, `most` at most. */
function claimOfLane(
  connection: Connection,
  destination: string,
  most: number,
  { queue, worker, lease }: ClaimOptions,
  now: number,
): ClaimedJob[] {
  const leasedUntil = now + lease;
  const rows = connection.all<JobRow>(
    `UPDATE jobs SET phase = 'claimed', ready_at = ?, worker = ?, attempts = attempts + 1, token = token + 1
     WHERE row IN (SELECT row FROM jobs INDEXED BY jobs_by_turn
       WHERE queue = ? AND destination = ? AND phase = 'ready' ORDER BY turn, row LIMIT ?)
     RETURNING row, queue, dedupe_key, user, destination, due, turn, token, attempts, created_at, state, blobs, traceparent`,
    leasedUntil,
    worker,
    queue,
    destination,
    most,
  );
  const inTurn = rows.toSorted((one, other) => one.turn - other.turn || one.row - other.row);
  passTurns(connection, { queue, destination, turn: inTurn.at(-1)!.turn, jobs: inTurn.length });
  return inTurn.map((row) => claimedJob(row, leasedUntil));
}

function claimedJob(job: JobRow, leasedUntil: number): ClaimedJob {
  return {
    id: String(job.row),
    queue: job.queue,
    dedupeKey: job.dedupe_key,
    user: job.user,
    destination: job.destination,
    due: job.due,
    state: JSON.parse(job.state) as JsonValue,
    blobs: JSON.parse(job.blobs) as string[],
    ...(job.traceparent !== null && { traceparent: job.traceparent }),
    attempts: job.attempts,
    createdAt: job.created_at,
    token: job.token,
    leasedUntil,
  };
}

/** @returns whether it was not remembered */
function rememberKey(connection: Connection, { queue, dedupeKey }: NewJob): boolean {
  const sql = 'INSERT OR IGNORE INTO job_keys (queue, dedupe_key) VALUES (?, ?)';
  return connection.run(sql, queue, dedupeKey).changes > 0;
}

/** The job's row, held under its token; one whose lease ran out and that nobody claimed since is held again. */
function heldRow(connection: Connection, { id, token, leasedUntil }: ClaimedJob): HeldRow {
  const job = connection.get<HeldRow>(
    'SELECT row, queue, user, destination, phase, turn, token FROM jobs WHERE row = ?',
    Number(id),
  );
  if (job === undefined || job.token !== token || job.phase === 'waiting') {
    throw new PortError('lease-lost', 'job-store', `job ${id} went to another worker`);
  }
  if (job.phase === 'ready') {
    connection.run("UPDATE jobs SET phase = 'claimed', ready_at = ? WHERE row = ?", leasedUntil, job.row);
    passTurns(connection, { ...job, jobs: 1 });
  }
  return job;
}
