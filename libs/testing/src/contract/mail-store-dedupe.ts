/** Dedupe keys: what was applied under one is not applied again while it is remembered. */
import { describe, expect, it } from 'vitest';
import {
  type StoreContractPart,
  drainOutbox,
  folderIdOf,
  folderOf,
  insert,
  messageOf,
  newMailbox,
  plainRecord,
  range,
} from './mail-store-fixture.ts';

export const dedupe: StoreContractPart = (fixture) => {
  describe('dedupe keys', () => {
    it("gives the first call's results to a repeated one, which changes nothing", async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const options = { dedupe: ['key'], events: [plainRecord('once')] };
      const first = await stores.mailStore.apply(scope, [insert(), insert()], options);
      await stores.mailStore.apply(scope, [{ do: 'delete-message', id: messageOf(first.results[0]) }]);
      await drainOutbox(stores);
      const second = await stores.mailStore.apply(scope, [insert(), insert()], options);
      expect(second).toEqual({ ...first, repeated: true });
      expect(first.repeated).toBe(false);
      expect(await folderOf(stores, scope, 'inbox')).toMatchObject({ messages: 1 });
      expect(await drainOutbox(stores)).toEqual([]);
    });

    it('knows a repetition though what it would do can be done no more', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const { results } = await stores.mailStore.apply(scope, [
        insert(),
        { do: 'create-folder', parent: 'root', displayName: 'Once' },
      ]);
      const operations = [
        { do: 'move-message', id: messageOf(results[0]), to: folderIdOf(results[1]) },
        { do: 'create-folder', parent: 'root', displayName: 'Twice' },
      ] as const;
      const first = await stores.mailStore.apply(scope, operations, { dedupe: ['key'] });
      expect(await stores.mailStore.apply(scope, operations, { dedupe: ['key'] })).toEqual({
        ...first,
        repeated: true,
      });
      await stores.mailStore.apply(scope, [{ do: 'delete-folder', id: folderIdOf(results[1]) }]);
      expect(await stores.mailStore.apply(scope, operations, { dedupe: ['key'] })).toEqual({
        ...first,
        repeated: true,
      });
      await expect(stores.mailStore.apply(scope, operations, { dedupe: ['other'] })).rejects.toMatchObject({
        code: 'no-such-message',
      });
    });

    it('tells what was applied under a key, and leaves nothing behind where nothing was', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      expect(await stores.mailStore.applied(scope, 'key')).toBeUndefined();
      const first = await stores.mailStore.apply(scope, [insert()], { dedupe: ['key', 'other'] });
      expect(first.repeated).toBe(false);
      for (const key of ['key', 'other'])
        expect(await stores.mailStore.applied(scope, key)).toEqual({ ...first, repeated: true });
      expect(await stores.mailStore.applied(await newMailbox(stores), 'key')).toBeUndefined();
    });

    it('applies one of many at once', async () => {
      const { stores, second } = fixture();
      const scope = await newMailbox(stores);
      const handles = second === undefined ? [stores] : [stores, await second()];
      const applied = await Promise.all(
        range(40).map((number) =>
          handles[number % handles.length]!.mailStore.apply(scope, [insert()], { dedupe: ['key'] }),
        ),
      );
      expect(applied.filter(({ repeated }) => !repeated)).toHaveLength(1);
      expect(new Set(applied.map(({ results }) => messageOf(results[0]))).size).toBe(1);
      expect(await folderOf(stores, scope, 'inbox')).toMatchObject({ messages: 1 });
    });

    it('knows a call by any of its keys', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const first = await stores.mailStore.apply(scope, [insert()], { dedupe: ['event', 'content'] });
      for (const key of ['event', 'content']) {
        const again = await stores.mailStore.apply(scope, [insert()], { dedupe: ['other', key] });
        expect(again).toEqual({ ...first, repeated: true });
      }
      const other = await stores.mailStore.apply(scope, [insert()], { dedupe: ['other'] });
      expect(other.repeated).toBe(false);
    });

    it('keeps the keys of each mailbox apart', async () => {
      const { stores } = fixture();
      const [one, two] = [await newMailbox(stores), await newMailbox(stores)];
      await stores.mailStore.apply(one, [insert()], { dedupe: ['key'] });
      expect((await stores.mailStore.apply(two, [insert()], { dedupe: ['key'] })).repeated).toBe(false);
    });

    it('remembers over a crash', async () => {
      const scope = await newMailbox(fixture().stores);
      const first = await fixture().stores.mailStore.apply(scope, [insert()], { dedupe: ['key'] });
      await fixture().crash();
      const { mailStore } = await fixture().reopen();
      expect(await mailStore.apply(scope, [insert()], { dedupe: ['key'] })).toEqual({ ...first, repeated: true });
    });

    it('forgets the keys older than told, and no younger one', async () => {
      const { stores, clock } = fixture();
      const scope = await newMailbox(stores);
      await stores.mailStore.apply(scope, [insert()], { dedupe: ['old'] });
      clock.advance(1000);
      const dedupeBefore = clock.now();
      await stores.mailStore.apply(scope, [insert()], { dedupe: ['young'] });
      await stores.mailStore.prune({ dedupeBefore });
      const again = async (key: string) =>
        (await stores.mailStore.apply(scope, [insert()], { dedupe: [key] })).repeated;
      expect([await again('old'), await again('young')]).toEqual([false, true]);
    });
  });
};
