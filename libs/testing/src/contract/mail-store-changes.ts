/** What changed since a number: in folders' contents and among the folders. [MS-OXCFXICS] 3.2.5.3 */
import type { MailboxScope } from '@postbus/domain';
import type { FolderContentChange } from '@postbus/ports';
import { describe, expect, it } from 'vitest';
import {
  type StoreContractPart,
  type Stores,
  ascending,
  folderIdOf,
  folderOf,
  insert,
  inserted,
  messageOf,
  newMailbox,
  newMessage,
  range,
} from './mail-store-fixture.ts';

const idOf = (change: FolderContentChange) => (change.kind === 'message' ? change.message.id : change.id);

export const changes: StoreContractPart = (fixture) => {
  describe("changes of a folder's contents", () => {
    it('tells a message once, at its latest change', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const [first, second] = [await inserted(stores, scope), await inserted(stores, scope)];
      await stores.mailStore.apply(scope, [{ do: 'set-read', id: first, read: true }]);
      const inbox = await folderOf(stores, scope, 'inbox');
      const { changes, upTo, more } = await stores.mailStore.contentChanges(scope, inbox.id, 0, 10);
      expect(changes.map(idOf)).toEqual([second, first]);
      expect(numbersRise(changes)).toBe(true);
      expect(more).toBe(false);
      expect(upTo).toBe((await stores.mailStore.mailbox(scope)).changeNumber);
      expect(await stores.mailStore.contentChanges(scope, inbox.id, upTo, 10)).toEqual({
        changes: [],
        upTo,
        more: false,
      });
    });

    it('tells new messages, changed ones and changed read states apart', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const [read, updated] = [await inserted(stores, scope), await inserted(stores, scope)];
      const { changeNumber: since } = await stores.mailStore.mailbox(scope);
      const added = await inserted(stores, scope);
      await stores.mailStore.apply(scope, [
        { do: 'set-read', id: read, read: true },
        { do: 'update-message', id: updated, message: newMessage() },
      ]);
      const found = await changesSince(stores, scope, since);
      const kind = (change: FolderContentChange) => {
        if (change.kind === 'tombstone') return change.reason;
        const { id, changeNumber, readChangeNumber } = change.message;
        if (id > since) return 'new';
        return changeNumber > since ? 'changed' : readChangeNumber > since && 'read';
      };
      expect(found.map((change) => [idOf(change), kind(change)])).toEqual([
        [added, 'new'],
        [read, 'read'],
        [updated, 'changed'],
      ]);
    });

    it('leaves a tombstone with reason and time of receipt where a message was', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const [moved, deleted] = [
        await inserted(stores, scope, { received: 11 }),
        await inserted(stores, scope, { received: 12 }),
      ];
      const { changeNumber: since } = await stores.mailStore.mailbox(scope);
      const { results } = await stores.mailStore.apply(scope, [
        { do: 'delete-message', id: deleted },
        { do: 'move-message', id: moved, to: 'junk' },
      ]);
      const numbers = results.map((result) => ('tombstone' in result ? result.tombstone : undefined));
      expect(await changesSince(stores, scope, since)).toEqual([
        { kind: 'tombstone', changeNumber: numbers[0], id: deleted, received: 12, of: 'mail', reason: 'deleted' },
        { kind: 'tombstone', changeNumber: numbers[1], id: moved, received: 11, of: 'mail', reason: 'moved' },
      ]);
      const junk = await folderOf(stores, scope, 'junk');
      const there = await stores.mailStore.contentChanges(scope, junk.id, since, 10);
      expect(there.changes.map(idOf)).toEqual([messageOf(results[1])]);
      expect(messageOf(results[1])).toBeGreaterThan(since);
    });

    it('cuts the list at the limit and goes on from there, tombstones among messages', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const ids = await Promise.all(range(12).map(() => inserted(stores, scope)));
      await stores.mailStore.apply(scope, [
        { do: 'delete-message', id: ids[3]! },
        { do: 'set-read', id: ids[0]!, read: true },
        { do: 'delete-message', id: ids[5]! },
        { do: 'move-message', id: ids[1]!, to: 'junk' },
      ]);
      const inbox = await folderOf(stores, scope, 'inbox');
      const whole = await stores.mailStore.contentChanges(scope, inbox.id, 0, 1000);
      expect(whole.changes).toHaveLength(12);
      for (const limit of [1, 2, 5, 11, 12, 13]) {
        const collected: FolderContentChange[] = [];
        let page = await stores.mailStore.contentChanges(scope, inbox.id, 0, limit);
        for (; page.more; page = await stores.mailStore.contentChanges(scope, inbox.id, page.upTo, limit)) {
          expect(page.changes).toHaveLength(limit);
          collected.push(...page.changes);
        }
        expect([...collected, ...page.changes]).toEqual(whole.changes);
        expect(page.upTo).toBe(whole.upTo);
      }
    });

    it('tells of one folder only, and its highest number', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const id = await inserted(stores, scope);
      const [inbox, drafts] = [await folderOf(stores, scope, 'inbox'), await folderOf(stores, scope, 'drafts')];
      const number = await stores.mailStore.contentNumber(scope, inbox.id);
      const { changeNumber } = await stores.mailStore.apply(scope, [insert({}, 'drafts')]);
      expect(await stores.mailStore.contentNumber(scope, inbox.id)).toBe(number);
      expect(await stores.mailStore.contentNumber(scope, drafts.id)).toBe(changeNumber);
      expect((await stores.mailStore.contentChanges(scope, inbox.id, number, 10)).changes).toEqual([]);
      for (const operation of [
        { do: 'set-read', id, read: true },
        { do: 'update-message', id, message: newMessage() },
        { do: 'delete-message', id },
      ] as const) {
        const applied = await stores.mailStore.apply(scope, [operation]);
        expect(await stores.mailStore.contentNumber(scope, inbox.id)).toBe(applied.changeNumber);
      }
    });

    it('lists arrivals by their ids, whatever changed since', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const ids = await Promise.all(range(6).map(() => inserted(stores, scope)));
      await stores.mailStore.apply(scope, [
        { do: 'set-read', id: ids[0]!, read: true },
        { do: 'delete-message', id: ids[2]! },
        insert({}, 'drafts'),
      ]);
      const inbox = await folderOf(stores, scope, 'inbox');
      const arrived = async (after: number, limit: number) =>
        (await stores.mailStore.arrivals(scope, inbox.id, after, limit)).map(({ id }) => id);
      expect(await arrived(0, 10)).toEqual([ids[0], ids[1], ids[3], ids[4], ids[5]]);
      expect(await arrived(ids[1]!, 2)).toEqual([ids[3], ids[4]]);
      expect(await arrived(ids[5]!, 2)).toEqual([]);
    });

    it('knows no changes of a folder that is not there', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      for (const ask of [
        () => stores.mailStore.contentChanges(scope, 9999, 0, 1),
        () => stores.mailStore.contentNumber(scope, 9999),
        () => stores.mailStore.arrivals(scope, 9999, 0, 1),
      ]) {
        await expect(ask()).rejects.toMatchObject({ code: 'no-such-folder' });
      }
    });
  });

  describe('changes among the folders', () => {
    it('tells all folders from 0 on, then those made, renamed, moved or deleted', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const all = await stores.mailStore.hierarchyChanges(scope, 0);
      expect(all.changed).toHaveLength(7);
      expect(all.deleted).toEqual([]);
      const { results } = await stores.mailStore.apply(scope, [
        { do: 'create-folder', parent: 'inbox', displayName: 'One' },
        { do: 'create-folder', parent: 'inbox', displayName: 'Two' },
      ]);
      const [one, two] = results.map(folderIdOf) as [number, number];
      const made = await stores.mailStore.hierarchyChanges(scope, all.upTo);
      expect(made.changed.map(({ id }) => id).toSorted(ascending)).toEqual([one, two].toSorted(ascending));
      await stores.mailStore.apply(scope, [{ do: 'update-folder', id: one, displayName: 'Uno' }]);
      await stores.mailStore.apply(scope, [{ do: 'delete-folder', id: two }]);
      const later = await stores.mailStore.hierarchyChanges(scope, made.upTo);
      expect(later.changed.map(({ displayName }) => displayName)).toEqual(['Uno']);
      expect(later.deleted).toEqual([two]);
      expect(await stores.mailStore.hierarchyChanges(scope, later.upTo)).toEqual({
        changed: [],
        deleted: [],
        upTo: later.upTo,
      });
      expect((await stores.mailStore.hierarchyChanges(scope, 0)).deleted).toEqual([]);
    });

    it('tells nothing of contents', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const { changeNumber } = await stores.mailStore.mailbox(scope);
      await inserted(stores, scope);
      expect((await stores.mailStore.hierarchyChanges(scope, changeNumber)).changed).toEqual([]);
    });
  });
};

async function changesSince(
  stores: Stores,
  scope: MailboxScope,
  since: number,
): Promise<readonly FolderContentChange[]> {
  const inbox = await folderOf(stores, scope, 'inbox');
  return (await stores.mailStore.contentChanges(scope, inbox.id, since, 100)).changes;
}

function numbersRise(changes: readonly FolderContentChange[]): boolean {
  return changes.every(({ changeNumber }, index) => changeNumber > (changes[index - 1]?.changeNumber ?? 0));
}
