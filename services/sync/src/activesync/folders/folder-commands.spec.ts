import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderStatus, FolderType } from '@postbus/activesync';
import { CollectionStates } from '../collection/collection-states.ts';
import { TestMailbox } from '../mailbox.fixture.ts';
import { FolderChanges } from './folder-changes.ts';
import { FolderSyncCommand } from './folder-sync.ts';

let mailbox: TestMailbox;
let folderSync: FolderSyncCommand;
let folders: FolderChanges;
beforeEach(async () => {
  mailbox = await new TestMailbox().start();
  folderSync = new FolderSyncCommand(mailbox.store, mailbox.folderStates);
  folders = new FolderChanges(mailbox.store, mailbox.folderStates, new CollectionStates(mailbox.deviceStore));
});
afterEach(() => mailbox.close());

const sync = (SyncKey: string) => folderSync.execute({ SyncKey }, mailbox.context);
const make = (SyncKey: string, DisplayName: string, ParentId = '0') =>
  folders.create({ SyncKey, ParentId, DisplayName, Type: FolderType.UserMail }, mailbox.context);

describe('FolderSync, [MS-ASCMD] 2.2.1.5', () => {
  it('tells all folders first, by their types, and never the root', async () => {
    const { Status, SyncKey, Changes } = await sync('0');
    expect({ Status, SyncKey }).toEqual({ Status: FolderStatus.Success, SyncKey: '1' });
    const types = Object.fromEntries((Changes?.Add ?? []).map(({ DisplayName, Type }) => [DisplayName, Type]));
    expect(types).toEqual({
      Inbox: FolderType.Inbox,
      Drafts: FolderType.Drafts,
      'Sent Items': FolderType.SentItems,
      'Deleted Items': FolderType.DeletedItems,
      Outbox: FolderType.Outbox,
      'Junk Email': FolderType.UserMail,
    });
    expect(Changes?.Add?.every(({ ParentId }) => ParentId === '0')).toBe(true);
    expect(Changes?.Count).toBe(6);
  });

  it('tells what others changed since, and keeps the key where nothing changed', async () => {
    const { SyncKey = '' } = await sync('0');
    expect(await sync(SyncKey)).toEqual({ Status: 1, SyncKey, Changes: { Count: 0 } });
    const { results } = await mailbox.store.apply(mailbox.scope, [
      { do: 'create-folder', parent: 'inbox', displayName: 'Trips' },
    ]);
    const id = results[0]?.folder ?? 0;
    const added = await sync(SyncKey);
    expect(added.Changes).toMatchObject({ Count: 1, Add: [{ DisplayName: 'Trips', ParentId: String(mailbox.inbox) }] });
    await mailbox.store.apply(mailbox.scope, [{ do: 'update-folder', id, displayName: 'Travels' }]);
    const updated = await sync(added.SyncKey ?? '');
    expect(updated.Changes).toMatchObject({ Update: [{ DisplayName: 'Travels' }] });
    await mailbox.store.apply(mailbox.scope, [{ do: 'delete-folder', id }]);
    expect((await sync(updated.SyncKey ?? '')).Changes).toEqual({ Count: 1, Delete: [{ ServerId: String(id) }] });
  });

  it('tells again what was told in an answer that was lost', async () => {
    await sync('0');
    await mailbox.store.apply(mailbox.scope, [{ do: 'create-folder', parent: 'root', displayName: 'One' }]);
    const lost = await sync('1');
    const again = await sync('1');
    expect(again.Changes).toEqual(lost.Changes);
    expect((await sync(again.SyncKey ?? '')).Changes?.Count).toBe(0);
  });

  it('refuses a key that it did not give', async () => {
    expect(await sync('7')).toEqual({ Status: FolderStatus.InvalidSyncKey });
  });
});

describe('FolderCreate, FolderUpdate, FolderDelete, [MS-ASCMD] 2.2.1.3, 2.2.1.6, 2.2.1.4', () => {
  it('make, rename, move and remove a folder, and do not tell the device what it did', async () => {
    const { SyncKey = '' } = await sync('0');
    const made = await make(SyncKey, 'Trips');
    expect(made).toMatchObject({ Status: 1, ServerId: expect.stringMatching(/^\d+$/) });
    const ServerId = made.ServerId ?? '';
    expect((await sync(made.SyncKey ?? '')).Changes?.Count).toBe(0);
    const key = (await sync(made.SyncKey ?? '')).SyncKey ?? '';
    const renamed = await folders.update(
      { SyncKey: key, ServerId, ParentId: String(mailbox.inbox), DisplayName: 'Travels' },
      mailbox.context,
    );
    expect(renamed.Status).toBe(1);
    expect(await mailbox.store.folder(mailbox.scope, Number(ServerId))).toMatchObject({
      displayName: 'Travels',
      parent: mailbox.inbox,
    });
    const removed = await folders.delete({ SyncKey: renamed.SyncKey ?? '', ServerId }, mailbox.context);
    expect(removed.Status).toBe(1);
    expect((await sync(removed.SyncKey ?? '')).Changes?.Count).toBe(0);
  });

  it('make a folder once when the request comes again', async () => {
    const { SyncKey = '' } = await sync('0');
    const first = await make(SyncKey, 'Trips');
    const again = await make(SyncKey, 'Trips');
    expect(again).toMatchObject({ Status: 1, ServerId: first.ServerId });
  });

  it('refuse with the documented Status', async () => {
    const { SyncKey: key = '' } = await sync('0');
    const inbox = String(mailbox.inbox);
    const { context } = mailbox;
    expect((await make('99', 'Trips')).Status).toBe(FolderStatus.InvalidSyncKey);
    expect((await make(key, 'inbox')).Status).toBe(FolderStatus.FolderExists);
    expect((await make(key, 'Trips', '4242')).Status).toBe(FolderStatus.ParentNotFound);
    expect((await folders.delete({ SyncKey: key, ServerId: inbox }, context)).Status).toBe(FolderStatus.SpecialFolder);
    expect((await folders.delete({ SyncKey: key, ServerId: '4242' }, context)).Status).toBe(
      FolderStatus.FolderNotFound,
    );
    const rename = { SyncKey: key, ServerId: inbox, ParentId: '0', DisplayName: 'Mine' };
    expect((await folders.update(rename, context)).Status).toBe(FolderStatus.FolderExists);
    expect((await folders.update({ ...rename, ParentId: '4242' }, context)).Status).toBe(FolderStatus.ParentNotFound);
  });
});

describe('Ping, [MS-ASCMD] 2.2.1.13', () => {
  const ping = (folder = mailbox.inbox) =>
    mailbox.ping.execute({ HeartbeatInterval: 60, Folders: [{ Id: String(folder), Class: 'Email' }] }, mailbox.context);

  it('waits until a folder changes, and names it', async () => {
    await mailbox.synchronized();
    const waiting = ping();
    await mailbox.deliver('one');
    expect(await waiting).toEqual({ Status: 2, Folders: [String(mailbox.inbox)] });
  });

  it('answers at once where the device has not fetched what is there', async () => {
    await mailbox.synchronized();
    await mailbox.deliver('one');
    expect(await ping()).toEqual({ Status: 2, Folders: [String(mailbox.inbox)] });
  });

  it('has nothing to tell of a folder that was empty when the device fetched it', async () => {
    await mailbox.synchronized();
    const request = { HeartbeatInterval: 60, Folders: [{ Id: String(mailbox.inbox), Class: 'Email' }] };
    const impatient = { ...mailbox.context, signal: AbortSignal.abort() };
    expect(await mailbox.ping.execute(request, impatient)).toEqual({ Status: 1 });
  });

  it('sends the device to FolderSync when the hierarchy changed, or a folder is gone', async () => {
    await sync('0');
    const waiting = ping();
    const { results, changeNumber } = await mailbox.store.apply(mailbox.scope, [
      { do: 'create-folder', parent: 'root', displayName: 'New' },
    ]);
    mailbox.waits.changed({ mailbox: 'ann', folders: [], hierarchy: true, changeNumber });
    expect(await waiting).toEqual({ Status: 7 });
    expect(results).toHaveLength(1);
    expect(await ping(4242)).toEqual({ Status: 7 });
  });

  it('takes an empty request for the last one, and wants the parameters where it keeps none', async () => {
    expect(await mailbox.ping.execute(undefined, mailbox.context)).toEqual({ Status: 3 });
    await mailbox.synchronized();
    await mailbox.deliver('one');
    await ping();
    expect(await mailbox.ping.execute(undefined, mailbox.context)).toMatchObject({ Status: 2 });
  });

  it('refuses a heartbeat out of range with the nearest', async () => {
    const Folders = [{ Id: String(mailbox.inbox), Class: 'Email' }];
    expect(await mailbox.ping.execute({ HeartbeatInterval: 5, Folders }, mailbox.context)).toEqual({
      Status: 5,
      HeartbeatInterval: 60,
    });
    expect(await mailbox.ping.execute({ HeartbeatInterval: 4000, Folders }, mailbox.context)).toEqual({
      Status: 5,
      HeartbeatInterval: 3540,
    });
  });
});
