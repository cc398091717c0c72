/** The JobStore over the same file. job-turns.ts tells the rule of fairness. */
import type { ClaimedJob, JsonValue, NewJob } from '@postbus/domain';
import type { ClaimOptions, Clock, JobCounts, JobOutcome, JobStore } from '@postbus/ports';
import type { Connection } from './connection.ts';
import type { GroupCommit } from './group-commit.ts';
import { addJob, claimJobs, endClaims, finishJob, renewJob } from './job-rows.ts';

export class SqliteJobStore implements JobStore {
  readonly #connection: Connection;
  readonly #commits: GroupCommit;
  readonly #clock: Clock;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(connection: Connection, commits: GroupCommit, clock: Clock) {
    this.#connection = connection;
    this.#commits = commits;
    this.#clock = clock;
  }

  add(jobs: readonly NewJob[]): Promise<number> {
    return this.#commits.write((afterCommit) => {
      const now = this.#clock.now();
      const added = jobs.filter((job) => addJob(this.#connection, job, now));
      for (const { queue } of added) afterCommit.set(`jobs/${queue}`, () => this.#tell(queue));
      return added.length;
    });
  }

  claim(options: ClaimOptions): Promise<ClaimedJob[]> {
    return this.#commits.write(() => claimJobs(this.#connection, options, this.#clock.now()));
  }

  /** Lets all that is claimed be claimed anew: for whoever knows that nobody else has the folder. */
  endClaims(): Promise<void> {
    return this.#commits.write(() => endClaims(this.#connection, this.#clock.now()));
  }

  renew(job: ClaimedJob, state: JsonValue, lease: number): Promise<ClaimedJob> {
    return this.#commits.write(() => renewJob(this.#connection, job, state, this.#clock.now() + lease));
  }

  finish(job: ClaimedJob, outcome: JobOutcome): Promise<void> {
    return this.#commits.write(() => finishJob(this.#connection, job, outcome, this.#clock.now()));
  }

  /** Jobs due of a destination of which others are held count from when the first of those leases runs out. */
  async nextDue(queue: string): Promise<number | undefined> {
    const row = this.#connection.get<{ readonly due: number | null }>(
      `SELECT min(due) AS due FROM (
         SELECT min(ready_at) AS due FROM jobs WHERE queue = ?1 AND phase = 'waiting'
         UNION ALL SELECT min(ready_at) FROM jobs WHERE queue = ?1 AND phase = 'claimed'
         UNION ALL SELECT (SELECT min(ready_at) FROM jobs WHERE queue = ?1 AND phase = 'ready')
           WHERE EXISTS (SELECT 1 FROM job_lanes WHERE queue = ?1 AND head IS NOT NULL AND held = 0))`,
      queue,
    );
    return row?.due ?? undefined;
  }

  async counts(): Promise<JobCounts[]> {
    const now = this.#clock.now();
    const rows = this.#connection.all<JobCounts>(
      `SELECT queue, sum(phase = 'waiting' AND ready_at > ?1) AS waiting,
         sum(phase = 'ready' OR ready_at <= ?1) AS due, sum(phase = 'claimed' AND ready_at > ?1) AS claimed
       FROM jobs GROUP BY queue`,
      now,
    );
    return rows.map((row) => ({ ...row }));
  }

  onAdded(queue: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(queue) ?? new Set();
    this.#listeners.set(queue, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  #tell(queue: string): void {
    for (const listener of this.#listeners.get(queue) ?? []) listener();
  }
}
