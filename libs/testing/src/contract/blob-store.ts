/** What every BlobStore does. An adapter runs it with a function that opens an empty store. */
import { createHash, randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { BlobStore, Collection } from '@postbus/ports';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

export interface BlobStoreFixture {
  readonly store: BlobStore;
  /** Closes `store` and opens the same place again. */
  reopen(): Promise<BlobStore>;
  /** Closes whatever is open and removes the place. */
  dispose(): Promise<void>;
}

/** Sizes on both sides of every border that an adapter may have between small and large. */
const sizes = [0, 1, 4096, 65_536, 65_537, 261_120, 261_121, 3_000_000];
const large = 3_000_000;

export function blobStoreContract(adapter: string, open: () => Promise<BlobStoreFixture>): void {
  describe(`BlobStore contract: ${adapter}`, () => {
    let fixture: BlobStoreFixture;
    let store: BlobStore;
    const openStore = async () => {
      fixture = await open();
      store = fixture.store;
    };
    const dispose = () => fixture.dispose();

    describe('put and read', () => {
      beforeAll(openStore);
      afterAll(dispose);

      it('names bytes by their SHA-256 and gives them back', async () => {
        for (const size of sizes) {
          const content = randomBytes(size);
          const ref = await store.put(content);
          expect(ref).toEqual({ sha256: sha256(content), size });
          expectSame(await store.read(ref), content);
          expectSame(await joined(store.stream(ref)), content);
        }
      });

      it('takes a stream, whatever its chunks', async () => {
        for (const size of sizes) {
          const content = randomBytes(size);
          const ref = await store.put(chunksOf(content, 10_007));
          expect(ref).toEqual({ sha256: sha256(content), size });
          expectSame(await store.read(ref), content);
        }
      });

      it('keeps what was put over a reopening', async () => {
        const contents = sizes.map((size) => randomBytes(size));
        const refs = await Promise.all(contents.map((content) => store.put(content)));
        store = await fixture.reopen();
        for (const [index, ref] of refs.entries()) expectSame(await store.read(ref), contents[index]!);
      });

      it('gives the same reference for the same bytes, put beside each other or later', async () => {
        for (const size of [100, large]) {
          const content = randomBytes(size);
          const refs = await Promise.all(Array.from({ length: 8 }, () => store.put(content)));
          refs.push(await store.put(content));
          expect(new Set(refs.map((ref) => ref.sha256))).toEqual(new Set([sha256(content)]));
          expectSame(await store.read(refs[0]!), content);
        }
      });

      it('keeps many small blobs put beside each other', async () => {
        const contents = Array.from({ length: 300 }, () => randomBytes(4096));
        const refs = await Promise.all(contents.map((content) => store.put(content)));
        for (const [index, ref] of refs.entries()) expectSame(await store.read(ref), contents[index]!);
      });

      it.each([10, large])('keeps nothing where the stream fails after %i bytes, and tells its error', async (size) => {
        const content = randomBytes(size);
        const failure = new Error('the client went away');
        await expect(store.put(failingAfter(content, failure))).rejects.toBe(failure);
        await expect(store.read({ sha256: sha256(content) })).rejects.toMatchObject({ code: 'no-such-blob' });
      });
    });

    describe('ranges and streams', () => {
      beforeAll(openStore);
      afterAll(dispose);

      it.each([1000, large])('reads any range of %i bytes', async (size) => {
        const content = randomBytes(size);
        const ref = await store.put(content);
        for (const [offset, length] of [
          [0, 0],
          [0, 1],
          [17, 500],
          [size - 1, 1],
          [0, size],
          [size, 0],
        ] as const) {
          const expected = content.subarray(offset, offset + length);
          expectSame(await store.read(ref, { offset, length }), expected);
          expectSame(await joined(store.stream(ref, { offset, length })), expected);
        }
      });

      it('gives of a range that reaches past the end the bytes that there are', async () => {
        for (const size of [1000, large]) {
          const content = randomBytes(size);
          const ref = await store.put(content);
          expectSame(await store.read(ref, { offset: size - 10, length: 20 }), content.subarray(size - 10));
          expectSame(await store.read(ref, { offset: size + 10, length: 20 }), new Uint8Array(0));
          expectSame(await joined(store.stream(ref, { offset: size - 10, length: 20 })), content.subarray(size - 10));
        }
      });

      it('streams a large blob in chunks of at most a mebibyte', async () => {
        const content = randomBytes(large);
        const ref = await store.put(content);
        const lengths: number[] = [];
        for await (const chunk of store.stream(ref)) lengths.push(chunk.length);
        expect(Math.max(...lengths)).toBeLessThanOrEqual(1024 * 1024);
        expect(lengths.length).toBeGreaterThan(1);
      });

      it('lets a reader leave a stream early', async () => {
        const ref = await store.put(randomBytes(large));
        for await (const chunk of store.stream(ref)) {
          expect(chunk.length).toBeGreaterThan(0);
          break;
        }
        expect((await store.read(ref)).length).toBe(large);
      });

      it('says that there is no blob of an unknown name, or of one that is no SHA-256', async () => {
        for (const name of ['0'.repeat(64), '', '../../etc/passwd', 'A'.repeat(64)]) {
          await expect(store.read({ sha256: name })).rejects.toMatchObject({ code: 'no-such-blob', retryable: false });
          await expect(joined(store.stream({ sha256: name }))).rejects.toMatchObject({ code: 'no-such-blob' });
        }
      });
    });

    describe('collection', () => {
      beforeEach(openStore);
      afterEach(dispose);

      it.each([100, large])('removes %i bytes at the second look, not at the first', async (size) => {
        const ref = await store.put(randomBytes(size));
        expect(await collect(store)).toEqual({ condemned: 1, removed: 0 });
        expect((await store.read(ref)).length).toBe(size);
        expect(await collect(store)).toEqual({ condemned: 0, removed: 1 });
        await expect(store.read(ref)).rejects.toMatchObject({ code: 'no-such-blob' });
        expect(await collect(store)).toEqual({ condemned: 0, removed: 0 });
      });

      it('remembers over a reopening what it condemned', async () => {
        await store.put(randomBytes(100));
        await store.put(randomBytes(large));
        expect(await collect(store)).toEqual({ condemned: 2, removed: 0 });
        store = await fixture.reopen();
        expect(await collect(store)).toEqual({ condemned: 0, removed: 2 });
      });

      it('leaves what was put after the time given', async () => {
        const ref = await store.put(randomBytes(100));
        const unusedSince = Date.now() - 60_000;
        expect(await collect(store, [], unusedSince)).toEqual({ condemned: 0, removed: 0 });
        await collect(store);
        expect(await collect(store, [], unusedSince)).toEqual({ condemned: 0, removed: 0 });
        expect((await store.read(ref)).length).toBe(100);
      });

      it.each([100, large])('condemns none of %i bytes that something refers to', async (size) => {
        const ref = await store.put(randomBytes(size));
        expect(await collect(store, [ref.sha256])).toEqual({ condemned: 0, removed: 0 });
        expect(await collect(store, [ref.sha256])).toEqual({ condemned: 0, removed: 0 });
        expect((await store.read(ref)).length).toBe(size);
      });

      it.each([100, large])(
        'spares %i bytes that were referred to between the looks, and begins again',
        async (size) => {
          const ref = await store.put(randomBytes(size));
          await collect(store);
          expect(await collect(store, [ref.sha256])).toEqual({ condemned: 0, removed: 0 });
          expect(await collect(store)).toEqual({ condemned: 1, removed: 0 });
          expect((await store.read(ref)).length).toBe(size);
        },
      );

      it.each([100, large])('revives %i condemned bytes that are put again', async (size) => {
        const content = randomBytes(size);
        await store.put(content);
        await collect(store);
        const ref = await store.put(content);
        expect(await collect(store)).toEqual({ condemned: 1, removed: 0 });
        expectSame(await store.read(ref), content);
      });

      it.each([100, large])('keeps %i bytes put again while it asks for the last time', async (size) => {
        const content = randomBytes(size);
        const ref = await store.put(content);
        await collect(store);
        const collection = await store.collect({
          unusedSince: Date.now() + anHour,
          referenced: async () => {
            await store.put(content);
            return new Set();
          },
        });
        expect(collection.removed).toBe(0);
        expectSame(await store.read(ref), content);
      });

      it.each([100, large])('loses none of %i bytes in a race of puts and collections', async (size) => {
        const referenced = new Set<string>();
        const race = collectOnAndOn(store, referenced);
        const putAndCheck = async (content: Uint8Array): Promise<void> => {
          for (let round = 0; round < 10; round++) {
            const ref = await store.put(content);
            referenced.add(ref.sha256);
            await race.collections(2);
            expectSame(await store.read(ref), content);
            referenced.delete(ref.sha256);
            // Without a reference, one or two collections take it as far as any step of its removal.
            await race.collections(1 + (round % 2));
          }
        };
        await Promise.all(Array.from({ length: 4 }, () => putAndCheck(randomBytes(size))));
        expect((await race.stop()).removed).toBeGreaterThan(0);
      });

      it('condemns and removes nothing where it cannot be told what is referred to, and can collect again', async () => {
        const ref = await store.put(randomBytes(100));
        const failure = new Error('the store is away');
        const failing = { unusedSince: Date.now() + anHour, referenced: () => Promise.reject(failure) };
        await expect(store.collect(failing)).rejects.toBe(failure);
        expect(await collect(store)).toEqual({ condemned: 1, removed: 0 });
        await expect(store.collect(failing)).rejects.toBe(failure);
        expect((await store.read(ref)).length).toBe(100);
        expect(await collect(store)).toEqual({ condemned: 0, removed: 1 });
      });

      it('goes through more blobs than it asks about at once', async () => {
        const refs = await Promise.all(Array.from({ length: 1300 }, () => store.put(randomBytes(16))));
        const kept = refs.filter((_, index) => index % 3 === 0).map((ref) => ref.sha256);
        expect(await collect(store, kept)).toEqual({ condemned: 1300 - kept.length, removed: 0 });
        expect(await collect(store, kept)).toEqual({ condemned: 0, removed: 1300 - kept.length });
        for (const name of kept) expect((await store.read({ sha256: name })).length).toBe(16);
      });
    });

    it('refuses everything once closed', async () => {
      await openStore();
      const ref = await store.put(randomBytes(10));
      await store.close();
      await expect(store.put(randomBytes(10))).rejects.toMatchObject({ code: 'closed' });
      await expect(store.read(ref)).rejects.toMatchObject({ code: 'closed' });
      await dispose();
    });
  });
}

/** Collects again and again; `collections(n)` is fulfilled when n more have both begun and ended. */
function collectOnAndOn(store: BlobStore, referenced: ReadonlySet<string>) {
  const totals = { condemned: 0, removed: 0 };
  const stop = new AbortController();
  let ended = Promise.withResolvers<void>();
  const running = (async () => {
    while (!stop.signal.aborted) {
      const { condemned, removed } = await collect(store, referenced);
      totals.condemned += condemned;
      totals.removed += removed;
      ended.resolve();
      ended = Promise.withResolvers();
      // An adapter that answers at once would leave no time for anything else.
      await setImmediate();
    }
  })();
  return {
    async collections(count: number): Promise<void> {
      for (let left = count + 1; left > 0; left--) await Promise.race([ended.promise, running]);
    },
    async stop(): Promise<Collection> {
      stop.abort();
      await running;
      return totals;
    },
  };
}

const anHour = 3_600_000;

/** With a time to come, everything counts as put long ago. */
function collect(
  store: BlobStore,
  referenced: Iterable<string> = [],
  unusedSince = Date.now() + anHour,
): Promise<Collection> {
  return store.collect({
    unusedSince,
    referenced: async (asked) => new Set([...referenced].filter((sha256) => asked.includes(sha256))),
  });
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Compares by hash: a diff of megabytes helps nobody. */
function expectSame(actual: Uint8Array, expected: Uint8Array): void {
  expect([actual.length, sha256(actual)]).toEqual([expected.length, sha256(expected)]);
}

async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

async function* chunksOf(content: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function* failingAfter(content: Uint8Array, failure: Error): AsyncIterable<Uint8Array> {
  yield* chunksOf(content, 10_007);
  throw failure;
}
