/** A job that its adder holds from the start: its slot is taken before it is there, so that it is never held without one. */
import { randomUUID } from 'node:crypto';
import type { ClaimedJob, NewJob } from '@postbus/domain';
import type { ClaimOptions } from '@postbus/ports';
import type { Write } from '../bulk-write.ts';
import { claimedJob, jobDocument } from './job-document.ts';
import type { JobLanes, Slot } from './job-lanes.ts';

/** Who holds a job from when it is added. */
export type ClaimOfNew = Pick<ClaimOptions, 'worker' | 'lease' | 'perDestination'>;

export interface HeldNewJob {
  readonly job: ClaimedJob;
  /** What adds it. */
  readonly write: Write & { readonly do: 'insert' };
  /** Gives up its slot, where it was not added. */
  readonly release: () => Promise<void>;
}

/** @returns undefined where as many of its destination are held as may be */
export async function holdNewJob(
  lanes: JobLanes,
  job: NewJob,
  { worker, lease, perDestination }: ClaimOfNew,
  now: number,
): Promise<HeldNewJob | undefined> {
  const added = jobDocument(job, now, undefined);
  const until = now + lease;
  const lane = { queue: job.queue, destination: job.destination };
  const slot: Slot = { job: added._id, token: 1, claim: randomUUID(), until };
  const [taken] = await lanes.reserve(lane, [slot], perDestination, now);
  if (taken === undefined) return undefined;
  const held = { phase: 'claimed', readyAt: until, token: slot.token, attempts: 1, worker, claim: slot.claim } as const;
  return {
    job: claimedJob(added, until),
    write: { do: 'insert', into: 'jobs', document: { ...added, ...held } },
    release: () => lanes.release(lane, [slot], now, slot.claim),
  };
}
