/** Lists of a folder's messages: newest first, in pages. */
import type { MailboxScope } from '@postbus/domain';
import type { ListPosition } from '@postbus/ports';
import { describe, expect, it } from 'vitest';
import {
  type StoreContractPart,
  type Stores,
  ascending,
  folderOf,
  insert,
  inserted,
  messageOf,
  newMailbox,
  range,
} from './mail-store-fixture.ts';

export const lists: StoreContractPart = (fixture) => {
  describe('lists', () => {
    it.each([1, 2, 3, 7, 100])('pages newest first, by %i, over equal times of receipt', async (limit) => {
      const { stores } = fixture();
      const { scope, folder, newestFirst } = await filled(stores);
      const listed: number[] = [];
      let after: ListPosition | undefined;
      for (;;) {
        const page = await stores.mailStore.list(scope, folder, { limit, ...(after !== undefined && { after }) });
        listed.push(...page.map(({ id }) => id));
        const last = page.at(-1);
        if (last === undefined || page.length < limit) break;
        after = { received: last.received, id: last.id };
      }
      expect(listed).toEqual(newestFirst);
    });

    it('keeps its place while messages come and go before it', async () => {
      const { stores } = fixture();
      const { scope, folder, newestFirst } = await filled(stores);
      const [first] = await stores.mailStore.list(scope, folder, { limit: 1 });
      const after = { received: first!.received, id: first!.id };
      await stores.mailStore.apply(scope, [insert({ received: 900 }), { do: 'delete-message', id: first!.id }]);
      const rest = await stores.mailStore.list(scope, folder, { limit: 100, after });
      expect(rest.map(({ id }) => id)).toEqual(newestFirst.slice(1));
    });

    it('gives only messages received since a time', async () => {
      const { stores } = fixture();
      const { scope, folder, newestFirst, receivedOf } = await filled(stores);
      for (const receivedSince of [0, 100, 101, 200, 301, 999]) {
        const expected = newestFirst.filter((id) => receivedOf(id) >= receivedSince);
        const listed = await stores.mailStore.list(scope, folder, { limit: 100, receivedSince });
        expect(listed.map(({ id }) => id)).toEqual(expected);
        expect(await stores.mailStore.count(scope, folder, { receivedSince }, 1000)).toBe(expected.length);
      }
    });

    it('gives only messages that were there at a number of the mailbox', async () => {
      const { stores } = fixture();
      const { scope, folder, newestFirst } = await filled(stores);
      const { changeNumber: maxId } = await stores.mailStore.mailbox(scope);
      await inserted(stores, scope, { received: 150 });
      await inserted(stores, scope, { received: 999 });
      const listed = await stores.mailStore.list(scope, folder, { limit: 100, maxId });
      expect(listed.map(({ id }) => id)).toEqual(newestFirst);
      expect(await stores.mailStore.count(scope, folder, { maxId }, 1000)).toBe(newestFirst.length);
      const page = await stores.mailStore.list(scope, folder, {
        limit: 2,
        maxId,
        receivedSince: 100,
        after: { received: listed[3]!.received, id: listed[3]!.id },
      });
      expect(page.map(({ id }) => id)).toEqual(newestFirst.slice(4, 6));
    });

    it('counts what it would list, up to a limit', async () => {
      const { stores } = fixture();
      const { scope, folder, newestFirst } = await filled(stores);
      expect(await stores.mailStore.count(scope, folder, {}, 1000)).toBe(newestFirst.length);
      expect(await stores.mailStore.count(scope, folder, {}, 4)).toBe(4);
      const [first] = await stores.mailStore.list(scope, folder, { limit: 1 });
      const after = { received: first!.received, id: first!.id };
      expect(await stores.mailStore.count(scope, folder, { after }, 1000)).toBe(newestFirst.length - 1);
    });

    it('gives those of many messages that are there', async () => {
      const { stores } = fixture();
      const { scope, newestFirst } = await filled(stores);
      const other = await newMailbox(stores);
      const asked = [...newestFirst, newestFirst[0]!, 9999];
      const found = await stores.mailStore.messages(scope, asked);
      expect(found.map(({ id }) => id).toSorted(ascending)).toEqual(newestFirst.toSorted(ascending));
      expect(found.some((message) => 'object' in message)).toBe(false);
      expect(await stores.mailStore.messages(other, asked)).toEqual([]);
    });

    it('knows no list of a folder that is not there', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      await expect(stores.mailStore.list(scope, 9999, { limit: 1 })).rejects.toMatchObject({ code: 'no-such-folder' });
      await expect(stores.mailStore.count(scope, 9999, {}, 1)).rejects.toMatchObject({ code: 'no-such-folder' });
      expect(await stores.mailStore.list(scope, (await folderOf(stores, scope, 'inbox')).id, { limit: 1 })).toEqual([]);
    });
  });
};

/** A folder with messages whose times of receipt come in threes, out of their order. */
async function filled(stores: Stores): Promise<{
  readonly scope: MailboxScope;
  readonly folder: number;
  readonly newestFirst: readonly number[];
  readonly receivedOf: (id: number) => number;
}> {
  const scope = await newMailbox(stores);
  const times = [200, 100, 300, 200, 100, 300, 300, 200, 100];
  const { results } = await stores.mailStore.apply(scope, [
    ...times.map((received) => insert({ received })),
    ...range(3).map(() => insert({ received: 250 }, 'drafts')),
  ]);
  const received = new Map(times.map((time, index) => [messageOf(results[index]), time]));
  const receivedOf = (id: number) => received.get(id) ?? 0;
  const newestFirst = [...received.keys()].toSorted((a, b) => receivedOf(b) - receivedOf(a) || b - a);
  return { scope, folder: (await folderOf(stores, scope, 'inbox')).id, newestFirst, receivedOf };
}
