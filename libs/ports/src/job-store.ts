/** Jobs: work that waits, claimed by lease with a fencing token, fairly over users and destinations. */
import type { ClaimedJob, JsonValue, NewJob } from '@postbus/domain';

export interface ClaimOptions {
  readonly queue: string;
  readonly worker: string;
  /** Milliseconds. */
  readonly lease: number;
  readonly limit: number;
  /** Jobs of one destination that may be held at once, over all workers. */
  readonly perDestination: number;
}

export type JobOutcome =
  /** Over: forgotten but for its dedupe key. */
  | { readonly end: 'done' | 'failed' }
  /** Given back, to be claimed again from `due` on (epoch milliseconds). */
  | { readonly end: 'retry'; readonly due: number; readonly state: JsonValue };

export interface JobCounts {
  readonly queue: string;
  readonly waiting: number;
  readonly due: number;
  readonly claimed: number;
}

export interface JobStore {
  /** Adds those whose dedupe key is not remembered; returns how many. Durable when fulfilled. */
  add(jobs: readonly NewJob[]): Promise<number>;
  /** Due jobs, attempts raised by one, oldest first within fairness over destinations and users. */
  claim(options: ClaimOptions): Promise<ClaimedJob[]>;
  /** Keeps `state` and the lease longer (`lease` milliseconds from now). @throws {PortError} `lease-lost` */
  renew(job: ClaimedJob, state: JsonValue, lease: number): Promise<ClaimedJob>;
  /** @throws {PortError} `lease-lost` */
  finish(job: ClaimedJob, outcome: JobOutcome): Promise<void>;
  /** Epoch milliseconds when the next job falls due or the next lease runs out; undefined where there is none. */
  nextDue(queue: string): Promise<number | undefined>;
  counts(): Promise<JobCounts[]>;
  /** Calls `listener` after each `add` of this process to the queue; returns how to stop it. */
  onAdded(queue: string, listener: () => void): () => void;
}
