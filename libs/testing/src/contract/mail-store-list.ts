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
  newMessage,
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

    it('gives text messages alone, or all others', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const { mailStore } = stores;
      const classes = [
        'IPM.Note',
        'IPM.Note.Mobile.SMS',
        'ipm.note.mobile.mms.Alert',
        'REPORT.IPM.Note.Mobile.SMS.NDR',
      ];
      const { results } = await mailStore.apply(
        scope,
        range(12).map((index) => insert({ received: 100 + index, messageClass: classes[index % 4]! })),
      );
      const ids = results.map(messageOf);
      const { id: inbox } = await folderOf(stores, scope, 'inbox');
      const isText = (id: number): boolean => [1, 2].includes(ids.indexOf(id) % 4);
      const newestFirst = ids.toReversed();
      const expected = { text: newestFirst.filter(isText), mail: newestFirst.filter((id) => !isText(id)) };
      for (const of of ['text', 'mail'] as const) {
        const listed = await mailStore.list(scope, inbox, { of, limit: 100 });
        expect(listed.map(({ id }) => id)).toEqual(expected[of]);
        expect(await mailStore.count(scope, inbox, { of }, 1000)).toBe(6);
        expect(await mailStore.count(scope, inbox, { of }, 4)).toBe(4);
        const half = { of, receivedSince: 103, after: { received: 109, id: ids[9]! } };
        const within = expected[of].filter((id) => ids.indexOf(id) >= 3 && ids.indexOf(id) < 9);
        expect((await mailStore.list(scope, inbox, { ...half, limit: 100 })).map(({ id }) => id)).toEqual(within);
        expect(await mailStore.count(scope, inbox, half, 1000)).toBe(within.length);
      }
    });

    it('keeps the kind of a message that is moved, copied, changed or gone', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const { mailStore } = stores;
      const messageClass = 'IPM.Note.Mobile.SMS';
      const [gone, kept, changed] = [
        await inserted(stores, scope, { messageClass }),
        await inserted(stores, scope, { messageClass }),
        await inserted(stores, scope),
      ];
      const { changeNumber: since } = await mailStore.mailbox(scope);
      const { results } = await mailStore.apply(scope, [
        { do: 'delete-message', id: gone },
        { do: 'copy-message', id: kept, to: 'drafts' },
        { do: 'move-message', id: kept, to: 'junk' },
        { do: 'update-message', id: changed, message: newMessage({ messageClass }) },
      ]);
      const { id: inbox } = await folderOf(stores, scope, 'inbox');
      const { changes } = await mailStore.contentChanges(scope, inbox, since, 10);
      expect(changes.map((one) => (one.kind === 'tombstone' ? one.of : one.message.id))).toEqual([
        'text',
        'text',
        changed,
      ]);
      expect(await mailStore.count(scope, inbox, { of: 'text' }, 10)).toBe(1);
      for (const [role, index] of [
        ['drafts', 1],
        ['junk', 2],
      ] as const) {
        const { id } = await folderOf(stores, scope, role);
        const listed = await mailStore.list(scope, id, { of: 'text', limit: 10 });
        expect(listed.map((message) => message.id)).toEqual([messageOf(results[index])]);
        expect(await mailStore.count(scope, id, { of: 'mail' }, 10)).toBe(0);
      }
      await mailStore.apply(scope, [{ do: 'update-message', id: changed, message: newMessage() }]);
      expect(await mailStore.count(scope, inbox, { of: 'text' }, 10)).toBe(0);
      expect(await mailStore.count(scope, inbox, { of: 'mail' }, 10)).toBe(1);
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
