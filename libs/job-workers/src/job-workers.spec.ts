import { type ClaimedJob, type NewJob } from '@postbus/domain';
import { type JobStore, PortError, systemClock } from '@postbus/ports';
import { describe, expect, it } from 'vitest';
import { JobWorkers, type WorkerSettings } from './job-workers.ts';

/** Jobs of one queue in memory; only what workers call. */
class Jobs {
  asked = 0;
  private readonly due: NewJob[] = [];
  private listener: () => void = () => {};
  fails: Error | undefined;

  add(dedupeKey: string): void {
    this.due.push({ queue: 'q', dedupeKey, user: 'u', destination: 'd', due: 0, state: null, blobs: [] });
    this.listener();
  }

  get store(): JobStore {
    const store: Pick<JobStore, 'claim' | 'nextDue' | 'onAdded'> = {
      claim: async ({ queue, limit }) => {
        this.asked++;
        if (this.fails !== undefined) throw this.fails;
        const mine = queue === 'q' ? this.due.splice(0, limit) : [];
        return mine.map((job, index) => ({
          ...job,
          id: `${index}`,
          attempts: 1,
          createdAt: 0,
          token: 1,
          leasedUntil: 1,
        }));
      },
      nextDue: async () => undefined,
      onAdded: (_, listener) => {
        this.listener = listener;
        return () => {};
      },
    };
    return store as JobStore;
  }
}

function workersOver(jobs: Jobs, work: (job: ClaimedJob) => Promise<void>, more: Partial<WorkerSettings> = {}) {
  return new JobWorkers(jobs.store, work, {
    queue: 'q',
    worker: 'test',
    concurrency: 2,
    perDestination: 2,
    lease: 60_000,
    poll: 60_000,
    clock: systemClock,
    onClaimFailed: () => {},
    ...more,
  });
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

describe('workers', () => {
  it('take jobs of their queue alone, and no more at once than they may', async () => {
    const jobs = new Jobs();
    const ends: (() => void)[] = [];
    const begun: string[] = [];
    const work = (job: ClaimedJob) => {
      begun.push(job.dedupeKey);
      return new Promise<void>((resolve) => ends.push(resolve));
    };
    const workers = workersOver(jobs, work);
    for (const key of ['a', 'b', 'c']) jobs.add(key);
    workers.start();
    await soon();
    expect(begun).toEqual(['a', 'b']);
    ends[0]!();
    await soon();
    expect(begun).toEqual(['a', 'b', 'c']);
    for (const end of ends) end();
    await workers.stop(0);
    const others = workersOver(jobs, work, { queue: 'other' });
    jobs.add('d');
    others.start();
    await soon();
    await others.stop(0);
    expect(begun).toHaveLength(3);
  });

  it('take none while they are not ready, and begin once they are roused', async () => {
    const jobs = new Jobs();
    let isReady = false;
    const begun: string[] = [];
    const workers = workersOver(jobs, async ({ dedupeKey }) => void begun.push(dedupeKey), { isReady: () => isReady });
    jobs.add('a');
    workers.start();
    await soon();
    expect(jobs.asked).toBe(0);
    isReady = true;
    workers.rouse();
    await soon();
    await workers.stop(0);
    expect(begun).toEqual(['a']);
  });

  it('tell of a store that is away, and ask again', async () => {
    const jobs = new Jobs();
    const errors: unknown[] = [];
    jobs.fails = new PortError('unavailable', 'job-store', 'away');
    const workers = workersOver(jobs, async () => {}, { poll: 5, onClaimFailed: (error) => errors.push(error) });
    workers.start();
    await soon();
    await soon();
    await workers.stop(0);
    expect(errors.length).toBeGreaterThan(1);
    expect(errors[0]).toBe(jobs.fails);
  });

  it('cut what runs once their time to stop is over', async () => {
    const jobs = new Jobs();
    let wasCut = false;
    const workers = new JobWorkers(
      jobs.store,
      (_, signal) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            wasCut = true;
            resolve();
          }),
        ),
      {
        queue: 'q',
        worker: 'test',
        concurrency: 1,
        perDestination: 1,
        lease: 60_000,
        poll: 60_000,
        clock: systemClock,
        onClaimFailed: () => {},
      },
    );
    jobs.add('a');
    workers.start();
    await soon();
    await workers.stop(5);
    expect(wasCut).toBe(true);
  });

  it('run other work beside their jobs, no more at once than may be, and let it end before they stop', async () => {
    const jobs = new Jobs();
    const ran: string[] = [];
    const workers = workersOver(jobs, async ({ dedupeKey }) => void ran.push(dedupeKey), { concurrency: 1 });
    workers.start();
    await soon();
    const { promise, resolve } = Promise.withResolvers<void>();
    expect(workers.beside(() => promise)).toBe(true);
    expect(workers.beside(() => promise)).toBe(false);
    jobs.add('a');
    await soon();
    expect(ran).toEqual([]);
    resolve();
    await soon();
    expect(ran).toEqual(['a']);
    let hasEnded = false;
    workers.beside(async () => {
      await soon();
      hasEnded = true;
    });
    await workers.stop(60_000);
    expect(hasEnded).toBe(true);
    expect(workers.beside(() => promise)).toBe(false);
  });
});
