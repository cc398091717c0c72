/** References to blobs: rows of the same commit as what refers to them. */
import type { BlobRef } from '@postbus/domain';
import { describe, expect, it, vi } from 'vitest';
import {
  type StoreContractPart,
  type Stores,
  blobNamed,
  folderIdOf,
  insert,
  inserted,
  messageOf,
  newMailbox,
  newMessage,
  plainRecord,
} from './mail-store-fixture.ts';

const mime = blobNamed('mime');
const value = blobNamed('value');
const other = blobNamed('other');

export const blobReferences: StoreContractPart = (fixture) => {
  describe('references to blobs', () => {
    it('come with a message and go with it', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      expect(await referenced(stores)).toEqual([]);
      const id = await inserted(stores, scope, { mime, blobs: [value] });
      expect(await referenced(stores)).toEqual([mime, value]);
      await stores.mailStore.apply(scope, [{ do: 'delete-message', id }]);
      expect(await referenced(stores)).toEqual([]);
    });

    it('follow a message that is replaced, moved or copied', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const id = await inserted(stores, scope, { mime, blobs: [value] });
      const moved = await stores.mailStore.apply(scope, [{ do: 'move-message', id, to: 'junk' }]);
      expect(await referenced(stores)).toEqual([mime, value]);
      const message = newMessage({ mime, blobs: [other] });
      const update = { do: 'update-message', id: messageOf(moved.results[0]), message } as const;
      await stores.mailStore.apply(scope, [update]);
      expect(await referenced(stores)).toEqual([mime, other]);
      const copied = await stores.mailStore.apply(scope, [{ do: 'copy-message', id: update.id, to: 'drafts' }]);
      await stores.mailStore.apply(scope, [{ do: 'delete-message', id: update.id }]);
      expect(await referenced(stores)).toEqual([mime, other]);
      await stores.mailStore.apply(scope, [{ do: 'delete-message', id: messageOf(copied.results[0]) }]);
      expect(await referenced(stores)).toEqual([]);
    });

    it('stay while any message of any mailbox needs the blob', async () => {
      const { stores } = fixture();
      const [one, two] = [await newMailbox(stores), await newMailbox(stores)];
      const first = await inserted(stores, one, { mime });
      await inserted(stores, two, { mime });
      await stores.mailStore.apply(one, [{ do: 'delete-message', id: first }]);
      expect(await referenced(stores)).toEqual([mime]);
    });

    it('go with a deleted folder and a deleted mailbox, in time', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const { results } = await stores.mailStore.apply(scope, [
        { do: 'create-folder', parent: 'root', displayName: 'Gone' },
        insert({ mime: other }),
      ]);
      const folder = folderIdOf(results[0]);
      await stores.mailStore.apply(
        scope,
        Array.from({ length: 450 }, () => insert({ mime }, folder)),
      );
      await stores.mailStore.apply(scope, [{ do: 'delete-folder', id: folder }]);
      await vi.waitFor(async () => expect(await referenced(stores)).toEqual([other]), { timeout: 10_000 });
      await stores.mailStore.deleteMailbox(scope);
      await vi.waitFor(async () => expect(await referenced(stores)).toEqual([]), { timeout: 10_000 });
    });

    it('go though the process died before they were gone', async () => {
      const scope = await newMailbox(fixture().stores);
      await fixture().stores.mailStore.apply(
        scope,
        Array.from({ length: 450 }, () => insert({ mime })),
      );
      await fixture().stores.mailStore.deleteMailbox(scope);
      await fixture().crash();
      const stores = await fixture().reopen();
      await vi.waitFor(async () => expect(await referenced(stores)).toEqual([]), { timeout: 10_000 });
    });

    it('are held by an event until it was sent', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const event = plainRecord('event', JSON.stringify({ deep: [{ raw: mime }] }));
      await stores.mailStore.apply(scope, [], { events: [event] });
      expect(await referenced(stores)).toEqual([mime]);
      const { outbox } = stores.mailStore;
      for (let shard = 0; shard < outbox.shards; shard++) {
        const lease = await outbox.lease(shard, 'publisher', 1000);
        const entries = await outbox.read(lease!, 100);
        await outbox.remove(
          lease!,
          entries.map(({ id }) => id),
        );
      }
      expect(await referenced(stores)).toEqual([]);
    });

    it('are held by a job until it is over', async () => {
      const { stores, clock } = fixture();
      const [queue, now] = ['blobs', clock.now()];
      const job = { queue, dedupeKey: 'key', user: 'u', destination: 'd', due: now, state: null, blobs: [mime.sha256] };
      await stores.jobStore.add([job]);
      const claim = { queue, worker: 'w', lease: 1000, limit: 1, perDestination: 1 };
      const [first] = await stores.jobStore.claim(claim);
      await stores.jobStore.finish(first!, { end: 'retry', due: now, state: null });
      expect(await referenced(stores)).toEqual([mime]);
      const [second] = await stores.jobStore.claim(claim);
      expect(await referenced(stores)).toEqual([mime]);
      await stores.jobStore.finish(second!, { end: 'failed' });
      expect(await referenced(stores)).toEqual([]);
    });
  });
};

async function referenced({ mailStore }: Stores): Promise<BlobRef[]> {
  const found = await mailStore.referencedBlobs([mime, value, other].map(({ sha256 }) => sha256));
  return [mime, value, other].filter(({ sha256 }) => found.has(sha256));
}
