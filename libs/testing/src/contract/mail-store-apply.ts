/** `apply`: one atomic step, durable when fulfilled. */
import { mailboxChanged } from '@postbus/contracts';
import { describe, expect, it } from 'vitest';
import {
  type StoreContractPart,
  blobNamed,
  drainOutbox,
  folderOf,
  insert,
  inserted,
  messageOf,
  newMailbox,
  plainRecord,
  range,
} from './mail-store-fixture.ts';

const noMessage = 0xffff_ffff;

export const applyingIsAtomic: StoreContractPart = (fixture) => {
  describe('apply', () => {
    it('rolls everything back where one operation breaks a rule', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const kept = await inserted(stores, scope);
      await drainOutbox(stores);
      const state = await stores.mailStore.mailbox(scope);
      const folders = await stores.mailStore.folders(scope);
      const refused = stores.mailStore.apply(
        scope,
        [
          insert({ mime: blobNamed('lost') }),
          { do: 'set-read', id: kept, read: true },
          { do: 'create-folder', parent: 'root', displayName: 'Lost' },
          { do: 'move-message', id: kept, to: 'junk' },
          { do: 'delete-message', id: noMessage },
        ],
        { dedupe: ['lost'], events: [plainRecord('lost')] },
      );
      await expect(refused).rejects.toMatchObject({ code: 'no-such-message', subject: String(noMessage) });
      expect(await stores.mailStore.mailbox(scope)).toEqual(state);
      expect(await stores.mailStore.folders(scope)).toEqual(folders);
      expect(await stores.mailStore.message(scope, kept)).toMatchObject({ id: kept, read: false });
      expect(await stores.mailStore.referencedBlobs([blobNamed('lost').sha256])).toEqual(new Set());
      expect(await drainOutbox(stores)).toEqual([]);
      const again = await stores.mailStore.apply(scope, [insert()], { dedupe: ['lost'] });
      expect(again.repeated).toBe(false);
    });

    it('rolls back the one that breaks a rule alone, among many at once', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const outcomes = await Promise.allSettled(
        range(30).map((number) =>
          stores.mailStore.apply(scope, [
            insert({ subject: String(number) }),
            ...(number % 3 === 0 ? [{ do: 'delete-message', id: noMessage } as const] : []),
          ]),
        ),
      );
      expect(outcomes.map(({ status }) => status)).toEqual(
        range(30).map((number) => (number % 3 === 0 ? 'rejected' : 'fulfilled')),
      );
      const inbox = await folderOf(stores, scope, 'inbox');
      expect(inbox).toMatchObject({ messages: 20, unread: 20 });
      const subjects = (await stores.mailStore.list(scope, inbox.id, { limit: 100 })).map(
        ({ summary }) => summary.subject,
      );
      expect(subjects.toSorted()).toEqual(
        range(30)
          .filter((number) => number % 3 !== 0)
          .map(String)
          .toSorted(),
      );
    });

    it('lets an operation see those before it', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const { results } = await stores.mailStore.apply(scope, [insert(), insert()]);
      const [first, second] = results.map(messageOf);
      await stores.mailStore.apply(scope, [
        { do: 'set-read', id: first ?? 0, read: true },
        { do: 'copy-message', id: first ?? 0, to: 'drafts' },
        { do: 'delete-message', id: first ?? 0 },
        { do: 'set-read', id: second ?? 0, read: true },
        { do: 'set-read', id: second ?? 0, read: false },
      ]);
      expect(await folderOf(stores, scope, 'inbox')).toMatchObject({ messages: 1, unread: 1 });
      expect(await folderOf(stores, scope, 'drafts')).toMatchObject({ messages: 1, unread: 0 });
    });

    it('keeps what it fulfilled over a crash', async () => {
      const scope = await newMailbox(fixture().stores);
      const ids = await Promise.all(range(40).map(() => inserted(fixture().stores, scope)));
      const before = await fixture().stores.mailStore.folders(scope);
      await fixture().crash();
      const { mailStore } = await fixture().reopen();
      expect(await mailStore.messages(scope, ids)).toHaveLength(40);
      expect(await mailStore.folders(scope)).toEqual(before);
    });

    it("gives the commit's highest change number, which is then the mailbox's", async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const applied = await stores.mailStore.apply(scope, [insert(), insert()]);
      const numbers = applied.results.map((result) => ('changeNumber' in result ? result.changeNumber : 0));
      expect(applied.changeNumber).toBe(Math.max(...numbers));
      expect((await stores.mailStore.mailbox(scope)).changeNumber).toBe(applied.changeNumber);
      const nothing = await stores.mailStore.apply(scope, []);
      expect(nothing).toEqual({ results: [], changeNumber: applied.changeNumber, repeated: false });
    });

    it('takes ids and change numbers from one rising counter', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      let highest = (await stores.mailStore.mailbox(scope)).changeNumber;
      for (const operation of [insert(), insert({}, 'drafts'), insert()]) {
        const { results, changeNumber } = await stores.mailStore.apply(scope, [operation]);
        expect(messageOf(results[0])).toBeGreaterThan(highest);
        expect(changeNumber).toBeGreaterThanOrEqual(messageOf(results[0]));
        highest = changeNumber;
      }
    });

    it('tells nothing where nothing changed', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const id = await inserted(stores, scope);
      await drainOutbox(stores);
      const { changeNumber } = await stores.mailStore.mailbox(scope);
      const applied = await stores.mailStore.apply(scope, [
        { do: 'set-read', id, read: false },
        { do: 'move-message', id, to: 'inbox' },
      ]);
      expect(applied.results).toEqual([{ unchanged: true }, { unchanged: true }]);
      expect(applied.changeNumber).toBe(changeNumber);
      expect(await drainOutbox(stores)).toEqual([]);
    });

    it('works for mailboxes beside each other', async () => {
      const { stores } = fixture();
      const scopes = await Promise.all(range(5).map(() => newMailbox(stores)));
      await Promise.all(range(50).map((number) => inserted(stores, scopes[number % 5]!)));
      for (const scope of scopes) expect(await folderOf(stores, scope, 'inbox')).toMatchObject({ messages: 10 });
      const events = (await drainOutbox(stores)).filter(({ record }) => record.topic === mailboxChanged.name);
      expect(new Set(events.map(({ record }) => record.key))).toEqual(new Set(scopes.map(({ mailbox }) => mailbox)));
    });
  });
};
