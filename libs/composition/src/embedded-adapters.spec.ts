import { temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedAdapters } from './embedded-adapters.ts';

describe('a data folder that is opened again', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('gives the jobs that its former process held to the next one at once, and not back', async () => {
    const claim = { queue: 'work', worker: 'embedded', lease: 3_600_000, limit: 10, perDestination: 10 };
    const job = { queue: 'work', dedupeKey: 'one', user: 'u', destination: 'd', due: 0, state: null, blobs: [] };
    const former = await openEmbeddedAdapters({ folder: folder.path });
    await former.jobStore.add([job, { ...job, dedupeKey: 'two', due: Date.now() + 60_000 }]);
    const [held] = await former.jobStore.claim(claim);
    expect(held).toMatchObject({ dedupeKey: 'one', attempts: 1 });
    await former.close();
    const next = await openEmbeddedAdapters({ folder: folder.path });
    const claimed = await next.jobStore.claim(claim);
    expect(claimed.map(({ dedupeKey, attempts }) => ({ dedupeKey, attempts }))).toEqual([
      { dedupeKey: 'one', attempts: 2 },
    ]);
    await expect(next.jobStore.finish(held!, { end: 'done' })).rejects.toMatchObject({ code: 'lease-lost' });
    await next.close();
  });
});
