/** Operations on folders and their rules. [MS-OXCFOLD] 3.2.5.2, 3.2.5.3, 3.2.5.4; [MS-OXOSFLD] */
import type { MailboxScope, Operation } from '@postbus/domain';
import { mailboxChanged } from '@postbus/contracts';
import { describe, expect, it } from 'vitest';
import {
  type StoreContractPart,
  type Stores,
  ascending,
  drainOutbox,
  folderIdOf,
  folderOf,
  insert,
  messageOf,
  newMailbox,
} from './mail-store-fixture.ts';

export const folders: StoreContractPart = (fixture) => {
  describe('folders', () => {
    it('makes a folder where and as told', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const inbox = await folderOf(stores, scope, 'inbox');
      const id = await made(stores, scope, { parent: 'inbox', displayName: 'Projekte ä' });
      const { changeNumber } = await stores.mailStore.mailbox(scope);
      const folder = await stores.mailStore.folder(scope, id);
      expect(folder).toEqual({
        id,
        parent: inbox.id,
        displayName: 'Projekte ä',
        containerClass: 'IPF.Note',
        changeNumber,
        uidValidity: folder?.uidValidity,
        uidNext: 1,
        messages: 0,
        unread: 0,
      });
      const calendar = await made(stores, scope, { parent: id, displayName: 'C', containerClass: 'IPF.Appointment' });
      expect(await stores.mailStore.folder(scope, calendar)).toMatchObject({
        parent: id,
        containerClass: 'IPF.Appointment',
      });
      expect(await stores.mailStore.folder(scope, 9999)).toBeUndefined();
    });

    it('keeps names unique below one parent, without case and in NFC', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const first = await made(stores, scope, { parent: 'root', displayName: 'Caf\u00e9' });
      const second = await made(stores, scope, { parent: 'root', displayName: 'Other' });
      for (const displayName of ['Caf\u00e9', 'CAF\u00c9', 'cafe\u0301', 'inbox', 'Sent ITEMS']) {
        await refused(stores, scope, { do: 'create-folder', parent: 'root', displayName }, 'folder-exists');
        await refused(stores, scope, { do: 'update-folder', id: second, displayName }, 'folder-exists');
      }
      const below = await made(stores, scope, { parent: first, displayName: 'Café' });
      await refused(stores, scope, { do: 'update-folder', id: below, parent: 'root' }, 'folder-exists');
      await stores.mailStore.apply(scope, [{ do: 'update-folder', id: first, displayName: 'CAFÉ' }]);
      expect((await stores.mailStore.folder(scope, first))?.displayName).toBe('CAFÉ');
      await made(stores, scope, { parent: 'root', displayName: 'Top of Information Store' });
    });

    it.each(['', '  ', 'a\u0000b', 'a\nb', 'x'.repeat(256)])('refuses the name %j', async (displayName) => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const id = await made(stores, scope, { parent: 'root', displayName: 'Good' });
      await refused(stores, scope, { do: 'create-folder', parent: 'root', displayName }, 'folder-name-invalid');
      await refused(stores, scope, { do: 'update-folder', id, displayName }, 'folder-name-invalid');
    });

    it('renames and moves a folder with what is below it', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const above = await made(stores, scope, { parent: 'root', displayName: 'Above' });
      const below = await made(stores, scope, { parent: above, displayName: 'Below' });
      const target = await made(stores, scope, { parent: 'inbox', displayName: 'Target' });
      const { changeNumber } = await stores.mailStore.apply(scope, [
        { do: 'update-folder', id: above, parent: target, displayName: 'Moved' },
      ]);
      expect(await stores.mailStore.folder(scope, above)).toMatchObject({
        parent: target,
        displayName: 'Moved',
        changeNumber,
      });
      expect((await stores.mailStore.folder(scope, below))?.parent).toBe(above);
      const again = await stores.mailStore.apply(scope, [
        { do: 'update-folder', id: above, parent: target, displayName: 'Moved' },
      ]);
      expect(again).toMatchObject({ results: [{ unchanged: true }], changeNumber });
    });

    it('refuses a folder that would lie in itself', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const one = await made(stores, scope, { parent: 'root', displayName: 'One' });
      const two = await made(stores, scope, { parent: one, displayName: 'Two' });
      const three = await made(stores, scope, { parent: two, displayName: 'Three' });
      for (const parent of [one, two, three]) {
        await refused(stores, scope, { do: 'update-folder', id: one, parent }, 'folder-would-cycle');
      }
    });

    it('leaves special folders as they are', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      for (const { id } of await stores.mailStore.folders(scope)) {
        await refused(stores, scope, { do: 'delete-folder', id }, 'folder-is-special');
        await refused(stores, scope, { do: 'update-folder', id, displayName: 'Mine' }, 'folder-is-special');
      }
    });

    it('tells that a folder or its parent is not there', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const id = await made(stores, scope, { parent: 'root', displayName: 'There' });
      await refused(stores, scope, { do: 'create-folder', parent: 9999, displayName: 'A' }, 'no-such-folder');
      await refused(stores, scope, { do: 'update-folder', id: 9999, displayName: 'A' }, 'no-such-folder');
      await refused(stores, scope, { do: 'update-folder', id, parent: 9999 }, 'no-such-folder');
      await refused(stores, scope, { do: 'delete-folder', id: 9999 }, 'no-such-folder');
    });

    it('deletes a folder with everything in it and below it', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const above = await made(stores, scope, { parent: 'root', displayName: 'Above' });
      const below = await made(stores, scope, { parent: above, displayName: 'Below' });
      const deepest = await made(stores, scope, { parent: below, displayName: 'Deepest' });
      const { results, changeNumber: since } = await stores.mailStore.apply(scope, [
        insert({}, above),
        insert({}, deepest),
      ]);
      const ids = results.map(messageOf);
      const { changeNumber } = await stores.mailStore.apply(scope, [{ do: 'delete-folder', id: above }]);
      const { deleted } = await stores.mailStore.hierarchyChanges(scope, since);
      expect(deleted.toSorted(ascending)).toEqual([above, below, deepest].toSorted(ascending));
      expect(changeNumber).toBeGreaterThan(since);
      expect(await stores.mailStore.messages(scope, ids)).toEqual([]);
      for (const id of ids) {
        expect(await stores.mailStore.message(scope, id)).toBeUndefined();
        await refused(stores, scope, { do: 'move-message', id, to: 'inbox' }, 'no-such-message');
      }
      for (const id of [above, below, deepest]) {
        expect(await stores.mailStore.folder(scope, id)).toBeUndefined();
        await expect(stores.mailStore.contentChanges(scope, id, 0, 1)).rejects.toMatchObject({
          code: 'no-such-folder',
        });
        await refused(stores, scope, insert({}, id), 'no-such-folder');
      }
    });

    it('gives a folder made again under the same name a higher UIDVALIDITY, RFC 9051 2.3.1.1', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const validities: number[] = [];
      for (let time = 0; time < 3; time++) {
        const id = await made(stores, scope, { parent: 'root', displayName: 'Again' });
        validities.push((await stores.mailStore.folder(scope, id))?.uidValidity ?? 0);
        await stores.mailStore.apply(scope, [{ do: 'delete-folder', id }]);
      }
      expect(validities).toEqual(validities.toSorted((a, b) => a - b));
      expect(new Set(validities).size).toBe(3);
      expect(validities.every((validity) => validity > 0 && validity < 2 ** 32)).toBe(true);
    });

    it('tells in its event whether folders changed, and of which the contents did', async () => {
      const { stores } = fixture();
      const scope = await newMailbox(stores);
      const id = await made(stores, scope, { parent: 'root', displayName: 'Told' });
      await stores.mailStore.apply(scope, [insert({}, id)]);
      const events = (await drainOutbox(stores)).filter(({ record }) => record.topic === mailboxChanged.name);
      const told = events.map(({ record }) => JSON.parse(Buffer.from(record.value).toString()) as unknown);
      expect(told.slice(-2)).toMatchObject([
        { mailbox: scope.mailbox, hierarchy: true, folders: [] },
        { mailbox: scope.mailbox, hierarchy: false, folders: [id] },
      ]);
    });
  });
};

type NewFolder = Omit<Extract<Operation, { readonly do: 'create-folder' }>, 'do'>;

async function made({ mailStore }: Stores, scope: MailboxScope, folder: NewFolder): Promise<number> {
  const { results } = await mailStore.apply(scope, [{ do: 'create-folder', ...folder }]);
  return folderIdOf(results[0]);
}

async function refused({ mailStore }: Stores, scope: MailboxScope, operation: Operation, code: string): Promise<void> {
  await expect(mailStore.apply(scope, [operation])).rejects.toMatchObject({ code });
}
