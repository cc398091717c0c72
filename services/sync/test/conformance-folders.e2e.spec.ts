/** [MS-ASCMD] 2.2.1.3 to 2.2.1.6 over real sockets: FolderSync, FolderCreate, FolderUpdate, FolderDelete. */
import {
  FolderStatus,
  FolderType,
  SyncStatus,
  folderCreateRequest,
  folderCreateResponse,
  folderDeleteRequest,
  folderDeleteResponse,
  folderSyncRequest,
  folderSyncResponse,
  folderUpdateRequest,
  folderUpdateResponse,
  syncRequest,
  syncResponse,
} from '@postbus/activesync';
import type { Phone } from '@postbus/testing/phone';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SyncWorld } from './sync-world.ts';

let world: SyncWorld;
let phone: Phone;
let key: string;
let names = 0;
const newName = (): string => `folders${++names}`;
beforeAll(async () => {
  world = await SyncWorld.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  phone = await world.provisionedPhone({ deviceId: newName() });
  key = (await sync('0'))?.SyncKey ?? '';
});

const sync = (SyncKey: string, who = phone) =>
  who.command('FolderSync', folderSyncRequest, folderSyncResponse, { SyncKey });
const create = (SyncKey: string, DisplayName: string, ParentId = '0', Type: number = FolderType.UserMail) =>
  phone.command('FolderCreate', folderCreateRequest, folderCreateResponse, { SyncKey, ParentId, DisplayName, Type });
const update = (SyncKey: string, ServerId: string, DisplayName: string, ParentId = '0') =>
  phone.command('FolderUpdate', folderUpdateRequest, folderUpdateResponse, {
    SyncKey,
    ServerId,
    ParentId,
    DisplayName,
  });
const remove = (SyncKey: string, ServerId: string) =>
  phone.command('FolderDelete', folderDeleteRequest, folderDeleteResponse, { SyncKey, ServerId });
const inbox = (): string => phone.folderOf(FolderType.Inbox);

describe('SyncKey of the hierarchy, 2.2.3.181.1, 2.2.3.181.2', () => {
  it('9 for one that was not given, in each of the commands', async () => {
    const wrong = { Status: FolderStatus.InvalidSyncKey };
    expect(await sync('77')).toEqual(wrong);
    expect(await create('77', newName())).toEqual(wrong);
    expect(await update('77', inbox(), 'x')).toEqual(wrong);
    expect(await remove('77', inbox())).toEqual(wrong);
  });

  it('is renewed by each change, and an answer that was lost is told again', async () => {
    const made = await create(key, newName());
    expect(made).toMatchObject({ Status: 1, SyncKey: expect.any(String), ServerId: expect.any(String) });
    expect(made?.SyncKey).not.toBe(key);
    expect((await sync(made?.SyncKey ?? ''))?.Changes).toEqual({ Count: 0 });
    const id = await world.makeFolder(newName());
    const lost = await sync(made?.SyncKey ?? '');
    expect(lost?.Changes?.Add).toMatchObject([{ ServerId: String(id) }]);
    expect((await sync(made?.SyncKey ?? ''))?.Changes).toEqual(lost?.Changes);
  });
});

describe('what one phone does to folders', () => {
  it('is told to another, and not to itself', async () => {
    const other = await world.provisionedPhone({ deviceId: newName() });
    let othersKey = (await sync('0', other))?.SyncKey ?? '';
    const told = async () => {
      const answer = await sync(othersKey, other);
      othersKey = answer?.SyncKey ?? '';
      return answer?.Changes;
    };
    const [name, renamed] = [newName(), newName()];
    const made = await create(key, name);
    const ServerId = made?.ServerId ?? '';
    expect(await told()).toEqual({
      Count: 1,
      Add: [{ ServerId, ParentId: '0', DisplayName: name, Type: FolderType.UserMail }],
    });
    const moved = await update(made?.SyncKey ?? '', ServerId, renamed, inbox());
    expect(await told()).toEqual({
      Count: 1,
      Update: [{ ServerId, ParentId: inbox(), DisplayName: renamed, Type: FolderType.UserMail }],
    });
    const gone = await remove(moved?.SyncKey ?? '', ServerId);
    expect(await told()).toEqual({ Count: 1, Delete: [{ ServerId }] });
    expect((await sync(gone?.SyncKey ?? ''))?.Changes).toEqual({ Count: 0 });
    const Collections = [{ SyncKey: '0', CollectionId: ServerId }];
    expect((await phone.command('Sync', syncRequest, syncResponse, { Collections }))?.Collections).toMatchObject([
      { Status: SyncStatus.FolderHierarchyChanged },
    ]);
  });
});

describe('Status, 2.2.3.177.3 to 2.2.3.177.6', () => {
  it('of FolderCreate: 2 for a name that is taken, 5 for a parent that is not there, 10 for a type that is not made', async () => {
    expect((await create(key, 'Inbox'))?.Status).toBe(FolderStatus.FolderExists);
    expect((await create(key, newName(), '424242'))?.Status).toBe(FolderStatus.ParentNotFound);
    expect((await create(key, newName(), 'x'))?.Status).toBe(FolderStatus.ParentNotFound);
    expect((await create(key, newName(), '0', FolderType.Inbox))?.Status).toBe(FolderStatus.MalformedRequest);
  });

  it('of FolderUpdate: 2 for a special folder, 4 and 5 for what is not there, 5 for a place below itself', async () => {
    expect((await update(key, inbox(), 'Mine'))?.Status).toBe(FolderStatus.FolderExists);
    expect((await update(key, '424242', 'Mine'))?.Status).toBe(FolderStatus.FolderNotFound);
    const outer = await create(key, newName());
    const inner = await create(outer?.SyncKey ?? '', newName(), outer?.ServerId);
    const current = inner?.SyncKey ?? '';
    expect((await update(current, inner?.ServerId ?? '', 'Mine', '424242'))?.Status).toBe(FolderStatus.ParentNotFound);
    expect((await update(current, outer?.ServerId ?? '', 'Mine', inner?.ServerId))?.Status).toBe(
      FolderStatus.ParentNotFound,
    );
  });

  it('of FolderDelete: 3 for a special folder, 4 for what is not there', async () => {
    expect((await remove(key, inbox()))?.Status).toBe(FolderStatus.SpecialFolder);
    expect((await remove(key, '424242'))?.Status).toBe(FolderStatus.FolderNotFound);
    expect((await remove(key, 'x'))?.Status).toBe(FolderStatus.FolderNotFound);
  });

  it('10 for a request without what it needs', async () => {
    const empty = [0x03, 0x01, 0x6a, 0x00, 0x00, 0x07];
    for (const [command, tag] of [
      ['FolderSync', 0x16],
      ['FolderCreate', 0x13],
      ['FolderDelete', 0x14],
      ['FolderUpdate', 0x15],
    ] as const) {
      const { body } = await phone.post(command, Uint8Array.from([...empty, tag]));
      expect(Buffer.from(body).toString('latin1')).toContain(String(FolderStatus.MalformedRequest));
    }
  });
});
