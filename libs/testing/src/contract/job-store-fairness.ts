/** Fairness: neither a user nor a destination with many jobs holds up those of others. */
import { describe, expect, it } from 'vitest';
import { claimOptions, keysOf, newJob } from './job-store-fixture.ts';
import { type StoreContractPart, handlesOf, range } from './mail-store-fixture.ts';

export const jobFairness: StoreContractPart = (fixture) => {
  describe('fairness', () => {
    it('serves the jobs of one user and destination oldest first', async () => {
      const { clock, stores } = fixture();
      for (const number of range(6)) {
        await stores.jobStore.add([newJob(fixture(), String(number))]);
        clock.advance(1);
      }
      const served: string[] = [];
      for (const limit of [1, 2, 3]) served.push(...keysOf(await stores.jobStore.claim(claimOptions({ limit }))));
      expect(served).toEqual(range(6).map(String));
    });

    it('serves a user with one job soon, though another has hundreds to as many destinations', async () => {
      const { stores } = fixture();
      await stores.jobStore.add(
        range(300).map((number) => newJob(fixture(), `bulk ${number}`, { destination: `d${number}` })),
      );
      await stores.jobStore.claim(claimOptions({ limit: 20 }));
      await stores.jobStore.add([newJob(fixture(), 'single', { user: 'bob', destination: 'elsewhere' })]);
      expect(keysOf(await stores.jobStore.claim(claimOptions({ limit: 3 })))).toContain('single');
    });

    it('serves a user with one job soon, though another has hundreds to the same destination', async () => {
      const { stores } = fixture();
      await stores.jobStore.add(range(300).map((number) => newJob(fixture(), `bulk ${number}`)));
      await stores.jobStore.claim(claimOptions({ limit: 20 }));
      await stores.jobStore.add([newJob(fixture(), 'single', { user: 'bob' })]);
      expect(keysOf(await stores.jobStore.claim(claimOptions({ limit: 3 })))).toContain('single');
    });

    it('serves a destination with one job soon, though hundreds of users wait for another', async () => {
      const { stores } = fixture();
      await stores.jobStore.add(
        range(300).map((number) => newJob(fixture(), `bulk ${number}`, { user: `u${number}` })),
      );
      await stores.jobStore.claim(claimOptions({ limit: 20 }));
      await stores.jobStore.add([newJob(fixture(), 'single', { user: 'bob', destination: 'elsewhere' })]);
      expect(keysOf(await stores.jobStore.claim(claimOptions({ limit: 3 })))).toContain('single');
    });

    it('shares among users in turn', async () => {
      const { stores } = fixture();
      for (const user of ['ada', 'bob', 'eve']) {
        await stores.jobStore.add(range(30).map((number) => newJob(fixture(), `${user} ${number}`, { user })));
      }
      const served = (await stores.jobStore.claim(claimOptions({ limit: 30 }))).map(({ user }) => user);
      for (const user of ['ada', 'bob', 'eve']) {
        expect(served.filter((each) => each === user).length).toBeGreaterThanOrEqual(9);
      }
    });

    it('holds no more jobs of a destination than told, over all workers, and serves the others', async () => {
      const { stores } = fixture();
      const handles = await handlesOf(fixture());
      await stores.jobStore.add([
        ...range(50).map((number) => newJob(fixture(), `hangs ${number}`, { destination: 'hangs' })),
        ...range(6).map((number) => newJob(fixture(), `works ${number}`, { destination: `works ${number}` })),
      ]);
      const claim = async (worker: number) =>
        handles[worker % handles.length]!.jobStore.claim(
          claimOptions({ worker: `worker ${worker}`, limit: 5, perDestination: 3, lease: 60_000 }),
        );
      const claimed = (await Promise.all(range(6).map(claim))).flat();
      const hanging = claimed.filter(({ destination }) => destination === 'hangs');
      expect(hanging).toHaveLength(3);
      expect(claimed).toHaveLength(9);
      expect(await claim(0)).toEqual([]);
      await stores.jobStore.finish(hanging[0]!, { end: 'done' });
      await stores.jobStore.finish(hanging[1]!, { end: 'retry', due: fixture().clock.now() + 1000, state: null });
      expect((await claim(1)).map(({ destination }) => destination)).toEqual(['hangs', 'hangs']);
      expect(await claim(2)).toEqual([]);
    });

    it('counts held jobs rightly when their leases ran out', async () => {
      const { clock, stores } = fixture();
      await stores.jobStore.add(range(5).map((number) => newJob(fixture(), `job ${number}`)));
      const capped = claimOptions({ perDestination: 2 });
      for (const _ of range(4)) {
        expect(await stores.jobStore.claim(capped)).toHaveLength(2);
        expect(await stores.jobStore.claim(capped)).toEqual([]);
        clock.advance(1000);
      }
      const held = await stores.jobStore.claim(capped);
      for (const job of held) await stores.jobStore.finish(job, { end: 'done' });
      expect(await stores.jobStore.claim(capped)).toHaveLength(2);
    });

    it('does not say that a job is due while its destination holds it back', async () => {
      const { clock, stores } = fixture();
      await stores.jobStore.add(range(3).map((number) => newJob(fixture(), `job ${number}`)));
      const [held] = await stores.jobStore.claim(claimOptions({ perDestination: 1 }));
      expect(await stores.jobStore.nextDue('relay')).toBe(held!.leasedUntil);
      await stores.jobStore.finish(held!, { end: 'done' });
      expect(await stores.jobStore.nextDue('relay')).toBeLessThanOrEqual(clock.now());
    });
  });
};
