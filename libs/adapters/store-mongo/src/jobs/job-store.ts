/** The JobStore. job-turns.ts tells the rule of fairness, job-lanes.ts how destinations are bounded. */
import { randomUUID } from 'node:crypto';
import type { ClaimedJob, JsonValue, NewJob } from '@postbus/domain';
import type { MongoConnection } from '@postbus/mongo-connection';
import {
  type ClaimOptions,
  type Clock,
  type JobCounts,
  type JobOutcome,
  type JobStore,
  PortError,
} from '@postbus/ports';
import type { UpdateQuery } from 'mongoose';
import type { StoreCalls } from '../store-calls.ts';
import { addJobs } from './add-jobs.ts';
import { type JobCollections, claimJobs } from './claim-jobs.ts';
import { countJobs } from './count-jobs.ts';
import { type ClaimOfNew, type HeldNewJob, holdNewJob } from './hold-new-job.ts';
import { type JobDocument, type JobPhase, jobModel, over } from './job-document.ts';
import { JobLanes } from './job-lanes.ts';
import { JobTurns, type Turn } from './job-turns.ts';

export class MongoJobStore implements JobStore {
  readonly #collections: JobCollections;
  readonly #calls: StoreCalls;
  readonly #clock: Clock;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(mongo: MongoConnection, calls: StoreCalls) {
    const jobs = jobModel(mongo.connection);
    this.#collections = { jobs, lanes: new JobLanes(mongo, jobs), turns: new JobTurns(mongo.connection) };
    this.#calls = calls;
    this.#clock = mongo.clock;
  }

  async add(jobs: readonly NewJob[]): Promise<number> {
    const added = await this.#calls.run(() => addJobs(this.#collections, jobs, this.#clock.now()));
    for (const queue of new Set(added.map((job) => job.queue))) this.#tell(queue);
    return added.length;
  }

  /** For a store that adds the job by a commit of its own. */
  holdNew(job: NewJob, claim: ClaimOfNew): Promise<HeldNewJob | undefined> {
    return holdNewJob(this.#collections.lanes, job, claim, this.#clock.now());
  }

  claim(options: ClaimOptions): Promise<ClaimedJob[]> {
    return this.#calls.run(() => claimJobs(this.#collections, options, this.#clock.now()));
  }

  /** The slot is taken first: the job is never held without one. */
  renew(job: ClaimedJob, state: JsonValue, lease: number): Promise<ClaimedJob> {
    const { jobs, lanes } = this.#collections;
    return this.#calls.run(async () => {
      const now = this.#clock.now();
      const leasedUntil = now + lease;
      const slot = { job: job.id, token: job.token, claim: randomUUID(), until: leasedUntil };
      if (!(await lanes.extend(laneOf(job), slot, now))) throw leaseLost(job);
      const { matchedCount } = await jobs.updateOne(held(job), {
        $set: { phase: 'claimed', readyAt: leasedUntil, state: JSON.stringify(state) },
        $unset: { turn: 1, laneTurn: 1 },
      });
      if (matchedCount === 1) return { ...job, state, leasedUntil };
      await lanes.release(laneOf(job), [slot], now, slot.claim);
      throw leaseLost(job);
    });
  }

  finish(job: ClaimedJob, outcome: JobOutcome): Promise<void> {
    const { jobs, lanes } = this.#collections;
    return this.#calls.run(async () => {
      const now = this.#clock.now();
      const update: UpdateQuery<JobDocument> =
        outcome.end === 'retry' ? await this.#givenBack(job, outcome, now) : over(now);
      const [{ matchedCount }] = await Promise.all([
        jobs.updateOne(held(job), update),
        // Also where the lease was lost: nobody works on the job under this token any more. It ends by itself else.
        lanes.release(laneOf(job), [{ job: job.id, token: job.token }], now).catch(() => undefined),
      ]);
      if (matchedCount === 0) throw leaseLost(job);
    });
  }

  /** Jobs due of a destination of which others are held count from when the first of those leases runs out. */
  nextDue(queue: string): Promise<number | undefined> {
    const { jobs, lanes } = this.#collections;
    return this.#calls.run(async () => {
      const first = async (phase: JobPhase): Promise<number | undefined> => {
        const job = await jobs
          .findOne({ live: true, queue, phase }, { _id: 0, readyAt: 1 })
          .sort({ readyAt: 1 })
          .lean<{ readonly readyAt: number }>();
        return job?.readyAt;
      };
      const times = await Promise.all([first('ready'), first('waiting'), first('claimed'), lanes.nextWake(queue)]);
      const there = times.filter((time) => time !== undefined);
      return there.length === 0 ? undefined : Math.min(...there);
    });
  }

  counts(): Promise<JobCounts[]> {
    return this.#calls.run(() => countJobs(this.#collections.jobs, this.#clock.now()));
  }

  onAdded(queue: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(queue) ?? new Set();
    this.#listeners.set(queue, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** The token rises, so that whoever gave it back holds it no more. */
  async #givenBack(job: ClaimedJob, { due, state }: Extract<JobOutcome, { end: 'retry' }>, now: number) {
    const [turn]: (Turn | undefined)[] = due <= now ? await this.#collections.turns.take(job.queue, [job], now) : [];
    const phase = turn === undefined ? 'waiting' : 'ready';
    return {
      $set: { phase, due, readyAt: due, state: JSON.stringify(state), ...turn },
      $unset: {
        worker: 1 as const,
        claim: 1 as const,
        ...(turn === undefined && { turn: 1 as const, laneTurn: 1 as const }),
      },
      $inc: { token: 1 },
    } as const;
  }

  #tell(queue: string): void {
    for (const listener of this.#listeners.get(queue) ?? []) listener();
  }
}

function laneOf({ queue, destination }: ClaimedJob) {
  return { queue, destination };
}

const inHand: JobPhase[] = ['claimed', 'ready', 'parked'];

/** The job under its token; one whose lease ran out and that nobody claimed since is held still. */
function held({ id, token }: ClaimedJob) {
  return { _id: id, live: true, token, phase: { $in: inHand } };
}

function leaseLost({ id }: ClaimedJob): PortError {
  return new PortError('lease-lost', 'job-store', `job ${id} went to another worker`);
}
