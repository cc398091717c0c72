/** Leases of jobs: one worker at a time, and only it may write. */
import type { ClaimedJob } from '@postbus/domain';
import { describe, expect, it } from 'vitest';
import { claimOptions, keysOf, newJob, queue } from './job-store-fixture.ts';
import { type StoreContractPart, handlesOf, range } from './mail-store-fixture.ts';

export const jobLeases: StoreContractPart = (fixture) => {
  describe('leases of jobs', () => {
    it('gives each job to one of many workers', async () => {
      const { stores } = fixture();
      const handles = await handlesOf(fixture());
      await stores.jobStore.add(
        range(60).map((number) => newJob(fixture(), `job ${number}`, { destination: `d${number % 7}` })),
      );
      const claimed: ClaimedJob[] = [];
      const work = async (worker: number) => {
        const { jobStore } = handles[worker % handles.length]!;
        for (;;) {
          const jobs = await jobStore.claim(claimOptions({ worker: `worker ${worker}`, limit: 4 }));
          if (jobs.length === 0) return;
          claimed.push(...jobs);
          await Promise.all(jobs.map((job) => jobStore.finish(job, { end: 'done' })));
        }
      };
      await Promise.all(range(8).map(work));
      expect(keysOf(claimed).toSorted()).toEqual(
        range(60)
          .map((number) => `job ${number}`)
          .toSorted(),
      );
      expect(claimed.every(({ attempts }) => attempts === 1)).toBe(true);
      expect(await stores.jobStore.counts()).toEqual([]);
    });

    it('gives a job to another worker when the lease ran out, and fences the first', async () => {
      const { clock, stores } = fixture();
      await stores.jobStore.add([newJob(fixture(), 'key')]);
      const [first] = await stores.jobStore.claim(claimOptions());
      expect(await stores.jobStore.nextDue(queue)).toBe(clock.now() + 1000);
      clock.advance(999);
      expect(await stores.jobStore.claim(claimOptions())).toEqual([]);
      clock.advance(1);
      const [second] = await stores.jobStore.claim(claimOptions({ worker: 'second' }));
      expect(second).toMatchObject({ id: first!.id, attempts: 2 });
      expect(second!.token).toBeGreaterThan(first!.token);
      const lost = { code: 'lease-lost', retryable: false };
      await expect(stores.jobStore.renew(first!, 'late', 1000)).rejects.toMatchObject(lost);
      for (const outcome of [{ end: 'done' }, { end: 'retry', due: 0, state: 'late' }] as const) {
        await expect(stores.jobStore.finish(first!, outcome)).rejects.toMatchObject(lost);
      }
      const renewed = await stores.jobStore.renew(second!, 'kept', 5000);
      expect(renewed).toMatchObject({ state: 'kept', leasedUntil: clock.now() + 5000 });
      await stores.jobStore.finish(renewed, { end: 'done' });
      await expect(stores.jobStore.finish(renewed, { end: 'done' })).rejects.toMatchObject(lost);
    });

    it('keeps a lease that is renewed, and the state told with it', async () => {
      const { clock, stores } = fixture();
      await stores.jobStore.add([newJob(fixture(), 'key')]);
      let [job] = await stores.jobStore.claim(claimOptions());
      for (const attempt of range(5)) {
        clock.advance(900);
        job = await stores.jobStore.renew(job!, { attempt }, 1000);
        expect(await stores.jobStore.claim(claimOptions())).toEqual([]);
      }
      await fixture().crash();
      clock.advance(1000);
      const { jobStore } = await fixture().reopen();
      const [again] = await jobStore.claim(claimOptions());
      expect(again).toMatchObject({ state: { attempt: 4 }, attempts: 2 });
    });

    it('fences a worker whose job was given back and not claimed again', async () => {
      const { stores, clock } = fixture();
      await stores.jobStore.add([newJob(fixture(), 'key')]);
      const [job] = await stores.jobStore.claim(claimOptions());
      await stores.jobStore.finish(job!, { end: 'retry', due: clock.now() + 10_000, state: null });
      await expect(stores.jobStore.renew(job!, 'late', 1000)).rejects.toMatchObject({ code: 'lease-lost' });
      await expect(stores.jobStore.finish(job!, { end: 'done' })).rejects.toMatchObject({ code: 'lease-lost' });
    });
  });
};
