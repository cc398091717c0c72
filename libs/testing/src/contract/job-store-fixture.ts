/** What the tests of the JobStore share. */
import type { ClaimedJob, NewJob } from '@postbus/domain';
import type { ClaimOptions } from '@postbus/ports';
import type { StoreFixture } from './mail-store-fixture.ts';

export const queue = 'relay';

/** A job that is due now, under a dedupe key. */
export function newJob({ clock }: StoreFixture, dedupeKey: string, traits: Partial<NewJob> = {}): NewJob {
  return {
    queue,
    dedupeKey,
    user: 'ada',
    destination: 'example.org',
    due: clock.now(),
    state: { tries: [] },
    blobs: [],
    ...traits,
  };
}

export function claimOptions(options: Partial<ClaimOptions> = {}): ClaimOptions {
  return { queue, worker: 'worker', lease: 1000, limit: 10, perDestination: 1000, ...options };
}

export function keysOf(jobs: readonly ClaimedJob[]): string[] {
  return jobs.map(({ dedupeKey }) => dedupeKey);
}
