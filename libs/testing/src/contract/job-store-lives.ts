/** A job's life: added once, due at its time, tried, tried again, over. */
import { describe, expect, it } from 'vitest';
import { claimOptions, keysOf, newJob, queue } from './job-store-fixture.ts';
import { type StoreContractPart, range } from './mail-store-fixture.ts';

export const jobLives: StoreContractPart = (fixture) => {
  describe('the life of a job', () => {
    it('is claimed with everything it was given', async () => {
      const { jobStore } = fixture().stores;
      const job = newJob(fixture(), 'key', {
        user: 'u',
        destination: 'd',
        state: { deep: [1, null, 'ä'] },
        blobs: ['a'.repeat(64)],
        traceparent: 'trace',
      });
      expect(await jobStore.add([job])).toBe(1);
      const now = fixture().clock.now();
      const claimed = await jobStore.claim(claimOptions({ lease: 500 }));
      expect(claimed).toEqual([
        {
          ...job,
          id: expect.any(String),
          attempts: 1,
          createdAt: now,
          token: expect.any(Number),
          leasedUntil: now + 500,
        },
      ]);
    });

    it('is added once while its dedupe key is remembered, alive or over', async () => {
      const { jobStore } = fixture().stores;
      const job = newJob(fixture(), 'key');
      const added = await Promise.all(range(10).map(() => jobStore.add([job, job])));
      expect(added.reduce((sum, count) => sum + count, 0)).toBe(1);
      const [claimed] = await jobStore.claim(claimOptions());
      expect(await jobStore.add([job])).toBe(0);
      await jobStore.finish(claimed!, { end: 'done' });
      expect(await jobStore.add([job, newJob(fixture(), 'other'), { ...job, queue: 'sms' }])).toBe(2);
    });

    it('forgets dedupe keys of jobs that are over for long, and of none that is alive', async () => {
      const { jobStore, mailStore } = fixture().stores;
      await jobStore.add([newJob(fixture(), 'over'), newJob(fixture(), 'alive')]);
      const claimed = await jobStore.claim(claimOptions());
      await jobStore.finish(
        claimed.find(({ dedupeKey }) => dedupeKey === 'over')!,
        { end: 'failed' },
      );
      fixture().clock.advance(1000);
      await mailStore.prune({ dedupeBefore: fixture().clock.now() });
      expect(await jobStore.add([newJob(fixture(), 'alive')])).toBe(0);
      expect(await jobStore.add([newJob(fixture(), 'over')])).toBe(1);
    });

    it('is not claimed before it is due', async () => {
      const { clock, stores } = fixture();
      const start = clock.now();
      const later = range(3).map((index) => newJob(fixture(), `in ${3 - index}`, { due: start + (3 - index) * 1000 }));
      await stores.jobStore.add(later);
      expect(await stores.jobStore.claim(claimOptions())).toEqual([]);
      expect(await stores.jobStore.nextDue(queue)).toBe(start + 1000);
      clock.advance(1000);
      expect(keysOf(await stores.jobStore.claim(claimOptions({ lease: 60_000 })))).toEqual(['in 1']);
      expect(await stores.jobStore.nextDue(queue)).toBe(start + 2000);
      clock.advance(5000);
      expect(keysOf(await stores.jobStore.claim(claimOptions()))).toEqual(['in 2', 'in 3']);
    });

    it('is tried again when told, with its new state and one attempt more', async () => {
      const { clock, stores } = fixture();
      await stores.jobStore.add([newJob(fixture(), 'key')]);
      const [first] = await stores.jobStore.claim(claimOptions());
      const due = clock.now() + 5000;
      await stores.jobStore.finish(first!, { end: 'retry', due, state: { tries: [421] } });
      expect(await stores.jobStore.claim(claimOptions())).toEqual([]);
      expect(await stores.jobStore.nextDue(queue)).toBe(due);
      clock.advance(5000);
      const [second] = await stores.jobStore.claim(claimOptions());
      expect(second).toMatchObject({
        id: first!.id,
        attempts: 2,
        due,
        state: { tries: [421] },
        createdAt: first!.createdAt,
      });
      await stores.jobStore.finish(second!, { end: 'done' });
      clock.advance(60_000);
      expect(await stores.jobStore.claim(claimOptions())).toEqual([]);
      expect(await stores.jobStore.nextDue(queue)).toBeUndefined();
    });

    it('keeps jobs, leases and attempts over a crash', async () => {
      await fixture().stores.jobStore.add([newJob(fixture(), 'one'), newJob(fixture(), 'two')]);
      const [held] = await fixture().stores.jobStore.claim(claimOptions({ limit: 1 }));
      await fixture().crash();
      const { jobStore } = await fixture().reopen();
      const [other] = await jobStore.claim(claimOptions());
      expect([held!.dedupeKey, other!.dedupeKey].toSorted()).toEqual(['one', 'two']);
      fixture().clock.advance(1000);
      const again = await jobStore.claim(claimOptions());
      expect(again.find(({ id }) => id === held!.id)).toMatchObject({ attempts: 2 });
    });

    it('counts what waits, is due and is held, for each queue', async () => {
      const { clock, stores } = fixture();
      expect(await stores.jobStore.counts()).toEqual([]);
      await stores.jobStore.add([
        ...range(5).map((index) => newJob(fixture(), `due ${index}`)),
        ...range(3).map((index) => newJob(fixture(), `later ${index}`, { due: clock.now() + 10_000 })),
        newJob(fixture(), 'sms', { queue: 'sms' }),
      ]);
      await stores.jobStore.claim(claimOptions({ limit: 2 }));
      const counts = async () => (await stores.jobStore.counts()).toSorted((a, b) => a.queue.localeCompare(b.queue));
      expect(await counts()).toEqual([
        { queue, waiting: 3, due: 3, claimed: 2 },
        { queue: 'sms', waiting: 0, due: 1, claimed: 0 },
      ]);
      clock.advance(10_000);
      expect(await counts()).toEqual([
        { queue, waiting: 0, due: 8, claimed: 0 },
        { queue: 'sms', waiting: 0, due: 1, claimed: 0 },
      ]);
    });

    it('tells listeners of its queue, until told to stop', async () => {
      const { jobStore } = fixture().stores;
      let told = 0;
      const stop = jobStore.onAdded(queue, () => (told += 1));
      await jobStore.add([newJob(fixture(), 'one')]);
      expect(told).toBe(1);
      await jobStore.add([newJob(fixture(), 'one'), newJob(fixture(), 'sms', { queue: 'sms' })]);
      expect(told).toBe(1);
      stop();
      await jobStore.add([newJob(fixture(), 'two')]);
      expect(told).toBe(1);
    });
  });
};
