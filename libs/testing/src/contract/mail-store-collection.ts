/** A MailStore and a BlobStore together: put, apply and the collection of blobs racing. */
import { randomBytes } from 'node:crypto';
import type { BlobStore, Collection } from '@postbus/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StoreFixture, inserted, newMailbox, range } from './mail-store-fixture.ts';

export interface CollectionFixture extends StoreFixture {
  readonly blobs: BlobStore;
}

/** With a time to come, blobs count as unused at once. */
const anHour = 3_600_000;

/** @param open called before each test; what it opened is disposed of after it */
export function blobCollectionContract(adapter: string, open: () => Promise<CollectionFixture>): void {
  describe(`put, apply and blob collection: ${adapter}`, { timeout: 60_000 }, () => {
    let fixture: CollectionFixture;
    beforeEach(async () => {
      fixture = await open();
    });
    afterEach(() => fixture.dispose());

    const collect = () =>
      fixture.blobs.collect({
        unusedSince: Date.now() + anHour,
        referenced: (sha256) => fixture.stores.mailStore.referencedBlobs(sha256),
      });

    it('removes only what no message needs any more', async () => {
      const scope = await newMailbox(fixture.stores);
      const [kept, gone] = [await fixture.blobs.put(randomBytes(100)), await fixture.blobs.put(randomBytes(100))];
      await inserted(fixture.stores, scope, { mime: kept });
      const id = await inserted(fixture.stores, scope, { blobs: [gone] });
      for (const _ of range(3)) expect((await collect()).removed).toBe(0);
      await fixture.stores.mailStore.apply(scope, [{ do: 'delete-message', id }]);
      await collect();
      expect((await collect()).removed).toBe(1);
      expect((await fixture.blobs.read(kept)).length).toBe(100);
      await expect(fixture.blobs.read(gone)).rejects.toMatchObject({ code: 'no-such-blob' });
    });

    it('never takes a blob from a message, however put, apply, delete and collection race', async () => {
      const { stores, blobs } = fixture;
      const scope = await newMailbox(stores);
      // From when on each lane needs its put to protect the blob; once applied, the reference alone does.
      const putSince = range(4).map(() => Infinity);
      const collector = collectOnAndOn(() =>
        blobs.collect({
          unusedSince: Math.min(Date.now() + anHour, ...putSince),
          referenced: (sha256) => stores.mailStore.referencedBlobs(sha256),
        }),
      );
      const deliver = async (lane: number) => {
        const content = randomBytes(500);
        for (const round of range(12)) {
          putSince[lane] = Date.now();
          const mime = await blobs.put(content);
          const id = await inserted(stores, scope, { mime });
          putSince[lane] = Infinity;
          await collector.passes(2);
          expect((await blobs.read(mime)).length).toBe(500);
          await stores.mailStore.apply(scope, [{ do: 'delete-message', id }]);
          // Without a reference, none, one or two collections take the blob as far as any step of its removal.
          await collector.passes(round % 3);
        }
      };
      try {
        await Promise.all(putSince.map((_, lane) => deliver(lane)));
      } finally {
        await collector.stop();
      }
      expect(collector.removed).toBeGreaterThan(0);
    });
  });
}

/** Collects again and again; `passes(n)` is fulfilled when n more collections have both begun and ended. */
function collectOnAndOn(collect: () => Promise<Collection>) {
  const stopping = new AbortController();
  let removed = 0;
  let ended = Promise.withResolvers<void>();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      removed += (await collect()).removed;
      ended.resolve();
      ended = Promise.withResolvers();
      await new Promise(setImmediate);
    }
  })();
  return {
    get removed() {
      return removed;
    },
    async passes(count: number): Promise<void> {
      for (let left = count === 0 ? 0 : count + 1; left > 0; left--) await Promise.race([ended.promise, running]);
    },
    async stop(): Promise<void> {
      stopping.abort();
      await running;
    },
  };
}
