/** Mailboxes: made once, open to whom they belong, with numbers and names of their own. */
import { specialFolders, type MailboxScope } from '@postbus/domain';
import type { MailStore } from '@postbus/ports';
import { describe, expect, it } from 'vitest';
import {
  type StoreContractPart,
  folderOf,
  insert,
  inserted,
  newMailbox,
  newScope,
  range,
} from './mail-store-fixture.ts';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const lidName = { guid: '00062008-0000-0000-c000-000000000046', lid: 0x8503 };
const textName = { guid: '00020386-0000-0000-c000-000000000046', name: 'x-mailer' };

/** Every call on a mailbox. */
const calls: Readonly<Record<string, (store: MailStore, scope: MailboxScope) => Promise<unknown>>> = {
  mailbox: (store, scope) => store.mailbox(scope),
  apply: (store, scope) => store.apply(scope, []),
  applied: (store, scope) => store.applied(scope, 'key'),
  reserveNumbers: (store, scope) => store.reserveNumbers(scope, 1),
  folders: (store, scope) => store.folders(scope),
  folder: (store, scope) => store.folder(scope, 1),
  hierarchyChanges: (store, scope) => store.hierarchyChanges(scope, 0),
  contentChanges: (store, scope) => store.contentChanges(scope, 1, 0, 1),
  contentNumber: (store, scope) => store.contentNumber(scope, 1),
  arrivals: (store, scope) => store.arrivals(scope, 1, 0, 1),
  list: (store, scope) => store.list(scope, 1, { limit: 1 }),
  count: (store, scope) => store.count(scope, 1, {}, 1),
  message: (store, scope) => store.message(scope, 1),
  messages: (store, scope) => store.messages(scope, [1]),
  propertyIds: (store, scope) => store.propertyIds(scope, [textName]),
};

export const mailboxes: StoreContractPart = (fixture) => {
  describe('mailboxes', () => {
    it('has its special folders below the root, in their order', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const folders = await stores.mailStore.folders(scope);
      const root = await folderOf(stores, scope, 'root');
      expect(folders.toSorted((a, b) => a.id - b.id).map(({ role, displayName }) => ({ role, displayName }))).toEqual(
        specialFolders,
      );
      expect(
        folders.every(({ parent, messages, unread }) => parent === root.id && messages === 0 && unread === 0),
      ).toBe(true);
      expect((await stores.mailStore.mailbox(scope)).guid).toMatch(guid);
    });

    it('leaves a mailbox that exists as it is, also when made many times at once', async () => {
      const { stores } = fixture();
      const scope = newScope();
      await Promise.all(range(10).map(() => stores.mailStore.createMailbox(scope)));
      const state = await stores.mailStore.mailbox(scope);
      await inserted(stores, scope);
      await stores.mailStore.createMailbox(scope);
      expect((await stores.mailStore.mailbox(scope)).guid).toBe(state.guid);
      expect(await stores.mailStore.folders(scope)).toHaveLength(specialFolders.length);
      expect((await folderOf(stores, scope, 'inbox')).messages).toBe(1);
    });

    it('is open to its owner and to no other account', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const owner: MailboxScope = { ...scope, principal: { kind: 'account', account: scope.mailbox } };
      const other: MailboxScope = { ...scope, principal: { kind: 'account', account: 'somebody-else' } };
      await stores.mailStore.apply(owner, [insert()]);
      for (const call of Object.values(calls)) {
        await expect(call(stores.mailStore, other)).rejects.toMatchObject({ code: 'access-denied' });
      }
      await expect(stores.mailStore.createMailbox(other)).rejects.toMatchObject({ code: 'access-denied' });
      await expect(stores.mailStore.deleteMailbox(other)).rejects.toMatchObject({ code: 'access-denied' });
      expect((await stores.mailStore.mailbox(owner)).changeNumber).toBeGreaterThan(0);
    });

    it.each(Object.keys(calls))('tells that there is no such mailbox: %s', async (call) => {
      const { mailStore } = fixture().stores;
      await expect(calls[call]?.(mailStore, newScope())).rejects.toMatchObject({ code: 'no-such-mailbox' });
    });

    it("does not find another tenant's mailbox", async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      await expect(stores.mailStore.mailbox({ ...scope, tenant: 'another' })).rejects.toMatchObject({
        code: 'no-such-mailbox',
      });
    });

    it('is gone when deleted, and new when made again', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const { guid } = await stores.mailStore.mailbox(scope);
      const id = await inserted(stores, scope);
      await stores.mailStore.deleteMailbox(scope);
      for (const call of Object.values(calls)) {
        await expect(call(stores.mailStore, scope)).rejects.toMatchObject({ code: 'no-such-mailbox' });
      }
      await stores.mailStore.deleteMailbox(scope);
      await stores.mailStore.createMailbox(scope);
      expect((await stores.mailStore.mailbox(scope)).guid).not.toBe(guid);
      expect(await stores.mailStore.message(scope, id)).toBeUndefined();
      expect((await folderOf(stores, scope, 'inbox')).messages).toBe(0);
    });

    it('reserves numbers that nothing else gets, [MS-OXCFXICS] 2.2.3.2.4.4', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const taken = await Promise.all(
        range(10).flatMap(() => [
          stores.mailStore.reserveNumbers(scope, 100).then((first) => range(100, first)),
          inserted(stores, scope).then((id) => [id]),
        ]),
      );
      expect(new Set(taken.flat()).size).toBe(taken.flat().length);
      const { changeNumber } = await stores.mailStore.mailbox(scope);
      const first = await stores.mailStore.reserveNumbers(scope, 5);
      expect(first).toBeGreaterThan(Math.max(...taken.flat()));
      expect((await stores.mailStore.mailbox(scope)).changeNumber).toBe(changeNumber);
      expect(await inserted(stores, scope)).toBeGreaterThanOrEqual(first + 5);
    });

    it('gives each property name one id of 0x8000 or above, for good, [MS-OXCPRPT] 3.2.5.9', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const other = await newMailbox(stores);
      const [first, ...repeated] = await Promise.all(
        range(10).map(() => stores.mailStore.propertyIds(scope, [lidName, textName])),
      );
      for (const ids of repeated) expect(ids).toEqual(first);
      expect(new Set(first).size).toBe(2);
      expect(Math.min(...(first ?? []))).toBeGreaterThanOrEqual(0x8000);
      expect(Math.min(...(await stores.mailStore.propertyIds(other, [textName])))).toBeGreaterThanOrEqual(0x8000);
      await fixture().crash();
      const { mailStore } = await fixture().reopen();
      expect(await mailStore.propertyIds(scope, [textName, lidName])).toEqual(first?.toReversed());
    });

    it('refuses everything once closed', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      await stores.mailStore.close();
      await stores.mailStore.close();
      await expect(stores.mailStore.apply(scope, [insert()])).rejects.toMatchObject({
        code: 'closed',
        retryable: true,
      });
      await expect(stores.mailStore.mailbox(scope)).rejects.toMatchObject({ code: 'closed' });
    });
  });
};
