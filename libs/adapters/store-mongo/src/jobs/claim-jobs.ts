/**
 * Claims jobs in the order of their turns. A job goes to whoever first raises its token; the slot of its lane is taken
 * before. Every round makes headway: each job that it meets was claimed here, claimed by another, or parked.
 */
import { randomUUID } from 'node:crypto';
import type { ClaimedJob } from '@postbus/domain';
import type { ClaimOptions } from '@postbus/ports';
import type { Model } from 'mongoose';
import { fallDue } from './fall-due.ts';
import { type JobDocument, type JobPhase, claimedJob } from './job-document.ts';
import type { JobLanes, Slot } from './job-lanes.ts';
import type { JobTurns } from './job-turns.ts';

export interface JobCollections {
  readonly jobs: Model<JobDocument>;
  readonly lanes: JobLanes;
  readonly turns: JobTurns;
}

/** Of one round, or of one lane in it. */
interface Round {
  readonly won: readonly JobDocument[];
  /** Jobs with which others were quicker: tells how crowded the head of the line is. */
  readonly lost: number;
  /** What ended it early. Jobs that were won are not lost for it. */
  readonly fault?: { readonly error: unknown };
}

const mostRounds = 64;

/** A slot taken makes it no matter that another parked the job meanwhile. */
const inLine: JobPhase[] = ['ready', 'parked'];

/** @param now epoch milliseconds */
export async function claimJobs(
  collections: JobCollections,
  options: ClaimOptions,
  now: number,
): Promise<ClaimedJob[]> {
  const { queue, limit, lease } = options;
  const [fell, first] = await Promise.all([fallDue(collections, queue, now), inTurn(collections, queue, limit)]);
  let line = fell > 0 ? await inTurn(collections, queue, limit) : first;
  const claimed: JobDocument[] = [];
  for (let rounds = 1, spread = 1; line.length > 0; rounds++) {
    const { won, lost, fault } = await claimRound(collections, options, some(line, limit - claimed.length), now);
    claimed.push(...won);
    if (fault !== undefined && claimed.length === 0) throw fault.error;
    if (fault !== undefined || claimed.length === limit || rounds === mostRounds) break;
    spread = lost > 0 ? Math.min(spread * 2, 16) : 1;
    line = await inTurn(collections, queue, (limit - claimed.length) * spread);
  }
  return claimed.toSorted(byTurn).map((job) => claimedJob(job, now + lease));
}

async function claimRound(
  collections: JobCollections,
  options: ClaimOptions,
  line: readonly JobDocument[],
  now: number,
): Promise<Round> {
  const claim = randomUUID();
  const lanes = [...Map.groupBy(line, ({ destination }) => destination)];
  const rounds = await Promise.all(
    lanes.map(([destination, jobs]) => claimOfLane(collections, options, destination, jobs, claim, now)),
  );
  const won = rounds.flatMap((round) => round.won);
  // Without it, those who come next are a little before their turn.
  if (won.length > 0) await collections.turns.reach(options.queue, won).catch(() => undefined);
  const [fault] = rounds.flatMap((round) => round.fault ?? []);
  const lost = rounds.reduce((sum, round) => sum + round.lost, 0);
  return { won, lost, ...(fault !== undefined && { fault }) };
}

async function claimOfLane(
  collections: JobCollections,
  { queue, worker, lease, perDestination }: ClaimOptions,
  destination: string,
  line: readonly JobDocument[],
  claim: string,
  now: number,
): Promise<Round> {
  const { jobs, lanes } = collections;
  const lane = { queue, destination };
  const until = now + lease;
  let won: readonly JobDocument[] = [];
  let lost: readonly Slot[] = [];
  try {
    const wanted = line.map(({ _id, token }): Slot => ({ job: _id, token: token + 1, claim, until }));
    const slots = await lanes.reserve(lane, wanted, perDestination, now);
    const given = line.filter(({ _id }) => slots.some(({ job }) => job === _id));
    won = await raiseTokens(jobs, given, { phase: 'claimed', readyAt: until, worker, claim });
    lost = slots.filter(({ job }) => !won.some(({ _id }) => _id === job));
    if (lost.length > 0) await lanes.release(lane, lost, now, claim);
    if (slots.length < line.length) await lanes.park(lane, now);
    return { won, lost: lost.length };
  } catch (error) {
    return { won, lost: lost.length, fault: { error } };
  }
}

/** Claims those of `jobs` that nobody claimed since they were read. */
async function raiseTokens(
  jobs: Model<JobDocument>,
  line: readonly JobDocument[],
  { claim, ...taken }: Required<Pick<JobDocument, 'phase' | 'readyAt' | 'worker' | 'claim'>>,
): Promise<readonly JobDocument[]> {
  if (line.length === 0) return [];
  const update = {
    $set: { ...taken, claim },
    $inc: { token: 1, attempts: 1 },
    $unset: { turn: 1 as const, laneTurn: 1 as const },
  };
  const writes = line.map(({ _id, token }) => ({
    updateOne: { filter: { _id, token, phase: { $in: inLine } }, update },
  }));
  const { matchedCount } = await jobs.bulkWrite(writes, { ordered: false });
  if (matchedCount === line.length) return line;
  const ours = await jobs
    .find({ _id: { $in: line.map(({ _id }) => _id) }, claim }, { _id: 1 })
    .lean<{ readonly _id: string }[]>();
  const ids = new Set(ours.map(({ _id }) => _id));
  return line.filter(({ _id }) => ids.has(_id));
}

function inTurn({ jobs }: JobCollections, queue: string, limit: number): Promise<JobDocument[]> {
  return jobs
    .find({ queue, phase: 'ready' })
    .sort({ turn: 1, laneTurn: 1, _id: 1 })
    .limit(limit)
    .lean<JobDocument[]>()
    .exec();
}

/** `count` of the line, in its order: the first where it has no more, else any, so that many workers meet less. */
function some(line: readonly JobDocument[], count: number): readonly JobDocument[] {
  if (line.length <= count) return line;
  const chosen = line.map((job) => ({ job, lot: Math.random() })).toSorted((a, b) => a.lot - b.lot);
  return chosen
    .slice(0, count)
    .map(({ job }) => job)
    .toSorted(byTurn);
}

function byTurn(a: JobDocument, b: JobDocument): number {
  return (a.turn ?? 0) - (b.turn ?? 0) || (a.laneTurn ?? 0) - (b.laneTurn ?? 0) || (a._id < b._id ? -1 : 1);
}
