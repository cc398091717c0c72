/** What every JobStore does. An adapter runs it with a function that opens a store with nothing in it. */
import { afterEach, beforeEach, describe } from 'vitest';
import { jobFairness } from './job-store-fairness.ts';
import { jobLeases } from './job-store-leases.ts';
import { jobLives } from './job-store-lives.ts';
import type { StoreFixture } from './mail-store-fixture.ts';

/** @param open called before each test; what it opened is disposed of after it */
export function jobStoreContract(adapter: string, open: () => Promise<StoreFixture>): void {
  describe(`JobStore contract: ${adapter}`, () => {
    let fixture: StoreFixture;
    beforeEach(async () => {
      fixture = await open();
    });
    afterEach(() => fixture.dispose());

    for (const part of [jobLives, jobLeases, jobFairness]) part(() => fixture);
  });
}
