/** [MS-ASCMD] 2.2.1.21, Sync, element by element, over real sockets. */
import {
  CommonStatus,
  type SyncRequest,
  type SyncRequestCollection,
  type SyncRequestCommand,
  type SyncResponse,
  type SyncResponseCollection,
  SyncStatus,
  syncRequest,
  syncResponse,
} from '@postbus/activesync';
import { PidTagMessageClass, PidTagSubject, PropertyBag } from '@postbus/mapi';
import { summarize } from '@postbus/oxcmail';
import type { Phone } from '@postbus/testing/phone';
import { element } from '@postbus/wbxml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SyncWorld } from './sync-world.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await SyncWorld.open({
    settings: { POSTBUS_SYNC_LEAST_WAIT: '60s', POSTBUS_SYNC_MOST_COLLECTIONS: '5' },
  });
});
afterAll(() => world.close());

let names = 0;
const newName = (): string => `examined${++names}`;
const newPhone = (): Promise<Phone> => world.provisionedPhone({ deviceId: newName() });
const newFolder = (): Promise<number> => world.makeFolder(newName());
const mail = (subject: string): string =>
  `From: Bob <bob@example.com>\r\nTo: ann@example.org\r\nSubject: ${subject}\r\n\r\nHello\r\n`;

/** Puts many small messages into a folder at once. */
async function fill(folder: number, count: number, received = Date.now()): Promise<void> {
  const messages = Array.from({ length: count }, (_, index) => {
    const properties = new PropertyBag().set(PidTagMessageClass, 'IPM.Note').set(PidTagSubject, `number ${index}`);
    const object = { properties, recipients: [], attachments: [] };
    return { object, summary: summarize(object), received: received + index, read: false };
  });
  await world.adapters.mailStore.apply(
    world.scope,
    messages.map((message) => ({ do: 'insert-message', folder, message })),
  );
}

const send = (phone: Phone, request: SyncRequest | undefined): Promise<SyncResponse | undefined> =>
  phone.command('Sync', syncRequest, syncResponse, request);

/** One Sync of one folder; the collection of the answer. */
async function sync(
  phone: Phone,
  folder: number | string,
  SyncKey: string,
  more: Partial<SyncRequestCollection> = {},
): Promise<SyncResponseCollection | undefined> {
  const answer = await send(phone, { Collections: [{ SyncKey, CollectionId: String(folder), ...more }] });
  return answer?.Collections?.[0];
}

/** From nothing to all that there is; the SyncKey. */
async function synchronized(phone: Phone, folder: number): Promise<string> {
  let answer = await sync(phone, folder, '0');
  let key = answer?.SyncKey ?? '';
  do {
    answer = await sync(phone, folder, key, { WindowSize: 512 });
    key = answer?.SyncKey ?? key;
  } while (answer?.MoreAvailable === true);
  return key;
}

const read = (ServerId: string, Read = true): SyncRequestCommand => ({
  kind: 'Change',
  ServerId,
  ApplicationData: { Read },
});

describe('SyncKey, 2.2.3.181.4', () => {
  it('0 gives a key and no item', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    await world.deliver(mail('there'), folder);
    expect(await sync(phone, folder, '0', { GetChanges: false })).toEqual({
      SyncKey: '1',
      CollectionId: String(folder),
      Status: SyncStatus.Success,
    });
    expect((await sync(phone, folder, '1'))?.Commands).toMatchObject([
      { kind: 'Add', ApplicationData: { Subject: 'there' } },
    ]);
  });

  it('0 with Commands, or GetChanges of 1, 2.2.3.84, is a protocol error', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    const status = async (more: Partial<SyncRequestCollection>) => (await sync(phone, folder, '0', more))?.Status;
    expect(await status({ GetChanges: true })).toBe(SyncStatus.ProtocolError);
    expect(await status({ Commands: [read(`${folder}:1`)] })).toBe(SyncStatus.ProtocolError);
    expect((await sync(phone, folder, '1'))?.Status, 'no key was given').toBe(SyncStatus.InvalidSyncKey);
  });

  it('takes a Supported, 2.2.3.179, which says nothing of e-mail', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    const Supported = { rest: [element('Contacts', 'FirstName'), element('Calendar', 'Subject')] };
    expect(await sync(phone, folder, '0', { Supported })).toMatchObject({ SyncKey: '1', Status: 1 });
  });

  it('that comes again is answered as the first time, with its commands done once', async () => {
    const [phone, other, folder] = [await newPhone(), await newPhone(), await newFolder()];
    const id = await world.deliver(mail('once'), folder);
    const key = await synchronized(phone, folder);
    await synchronized(other, folder);
    const commands = { Commands: [read(`${folder}:${id}`), { kind: 'Fetch' as const, ServerId: `${folder}:${id}` }] };
    const lost = await sync(phone, folder, key, commands);
    const changeNumber = async () => (await world.adapters.mailStore.mailbox(world.scope)).changeNumber;
    const before = await changeNumber();
    const again = await sync(phone, folder, key, commands);
    expect(await changeNumber(), 'nothing was done a second time').toBe(before);
    expect(again?.Responses).toEqual(lost?.Responses);
    expect(again?.SyncKey).not.toBe(lost?.SyncKey);
    expect(again?.Commands).toBeUndefined();
    expect((await sync(phone, folder, again?.SyncKey ?? ''))?.Commands).toBeUndefined();
  });

  it('that was not given, or is two answers old, is invalid', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    const first = await synchronized(phone, folder);
    for (const subject of ['one', 'two']) {
      await world.deliver(mail(subject), folder);
      await sync(phone, folder, subject === 'one' ? first : String(Number(first) + 1));
    }
    expect((await sync(phone, folder, first))?.Status).toBe(SyncStatus.InvalidSyncKey);
    expect((await sync(phone, folder, 'x'))?.Status).toBe(SyncStatus.InvalidSyncKey);
  });
});

describe('WindowSize, 2.2.3.199, and MoreAvailable, 2.2.3.116', () => {
  let full: number;
  beforeAll(async () => {
    full = await newFolder();
    await fill(full, 520);
  });

  it.each([
    [undefined, 100],
    [3, 3],
    [0, 512],
    [512, 512],
    [600, 512],
  ])('of %s has %i items, and says that there are more', async (windowSize, count) => {
    const phone = await newPhone();
    const window = windowSize === undefined ? {} : { WindowSize: windowSize };
    await sync(phone, full, '0', window);
    const answer = await sync(phone, full, '1', window);
    expect(answer?.Commands).toHaveLength(count);
    expect(answer?.MoreAvailable).toBe(true);
  });

  it('of the whole request bounds all its collections together', async () => {
    const [phone, other] = [await newPhone(), await newFolder()];
    await fill(other, 10);
    await sync(phone, full, '0');
    await sync(phone, other, '0');
    const Collections = [other, full].map((id) => ({ SyncKey: '1', CollectionId: String(id), WindowSize: 512 }));
    const answer = await send(phone, { Collections, WindowSize: 15 });
    expect(answer?.Collections?.map(({ Commands, MoreAvailable }) => [Commands?.length, MoreAvailable])).toEqual([
      [10, undefined],
      [5, true],
    ]);
  });

  it('counts what a shorter filter takes away, too', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    await fill(folder, 5, Date.now() - 20 * 86_400_000);
    const key = await synchronized(phone, folder);
    const shorter = { WindowSize: 3, Options: [{ FilterType: 4 }] };
    const first = await sync(phone, folder, key, shorter);
    expect(first?.Commands?.map(({ kind }) => kind)).toEqual(['SoftDelete', 'SoftDelete', 'SoftDelete']);
    expect(first?.MoreAvailable).toBe(true);
    const second = await sync(phone, folder, first?.SyncKey ?? '', { WindowSize: 3 });
    expect(second?.Commands).toHaveLength(2);
    expect(second?.MoreAvailable).toBeUndefined();
  });
});

describe('GetChanges, 2.2.3.84', () => {
  it('of 0 does what the client did and tells nothing', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    const id = await world.deliver(mail('one'), folder);
    const key = await synchronized(phone, folder);
    await world.deliver(mail('two'), folder);
    const answer = await sync(phone, folder, key, { GetChanges: false, Commands: [read(`${folder}:${id}`)] });
    expect(answer).toEqual({ SyncKey: expect.any(String), CollectionId: String(folder), Status: 1 });
    expect((await sync(phone, folder, answer?.SyncKey ?? ''))?.Commands).toHaveLength(1);
  });
});

describe('Responses, 2.2.3.154', () => {
  it('are there for each Add and Fetch, and for a Change and a Delete that failed', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    const [kept, gone] = [await world.deliver(mail('kept'), folder), await world.deliver(mail('gone'), folder)];
    const key = await synchronized(phone, folder);
    const named = (id: number) => `${folder}:${id}`;
    const answer = await sync(phone, folder, key, {
      Commands: [
        { kind: 'Add', ClientId: 'c1', ApplicationData: { Subject: 'new' } },
        read(named(kept)),
        { kind: 'Delete', ServerId: named(gone) },
        read(named(999_999)),
        { kind: 'Delete', ServerId: named(999_998) },
        { kind: 'Fetch', ServerId: named(kept) },
        { kind: 'Fetch', ServerId: 'no id' },
      ],
    });
    expect(answer?.Responses).toMatchObject([
      { kind: 'Add', ClientId: 'c1', Status: SyncStatus.ConversionError },
      { kind: 'Change', ServerId: named(999_999), Status: SyncStatus.ObjectNotFound },
      { kind: 'Delete', ServerId: named(999_998), Status: SyncStatus.ObjectNotFound },
      { kind: 'Fetch', ServerId: named(kept), Status: SyncStatus.Success, ApplicationData: { Subject: 'kept' } },
      { kind: 'Fetch', ServerId: 'no id', Status: SyncStatus.ObjectNotFound },
    ]);
    expect(answer?.Responses).toHaveLength(5);
    expect((await world.adapters.mailStore.message(world.scope, kept))?.read).toBe(true);
  });
});

describe('commands on one item', () => {
  it('are done in their order, each on what the one before left', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    const id = await world.deliver(mail('to and fro'), folder);
    const key = await synchronized(phone, folder);
    const ServerId = `${folder}:${id}`;
    const answer = await sync(phone, folder, key, {
      Commands: [
        read(ServerId),
        { kind: 'Fetch', ServerId },
        read(ServerId, false),
        read(ServerId),
        read(ServerId, false),
        { kind: 'Delete', ServerId },
      ],
    });
    expect(answer?.Responses).toMatchObject([{ kind: 'Fetch', Status: 1, ApplicationData: { Read: true } }]);
    const deleted = (await world.adapters.mailStore.folders(world.scope)).find(({ role }) => role === 'deleted');
    const [moved] = await world.adapters.mailStore.list(world.scope, deleted?.id ?? 0, { limit: 1 });
    expect(moved).toMatchObject({ summary: { subject: 'to and fro' }, read: false });
  });
});

describe('an empty request, 2.2.1.21.1, and Partial, 2.2.3.131', () => {
  it('is the last request again, and its answer is empty where nothing is new, 2.2.1.21.2', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    await synchronized(phone, folder);
    expect(await send(phone, undefined)).toBeUndefined();
    await world.deliver(mail('later'), folder);
    expect((await send(phone, undefined))?.Collections).toMatchObject([
      { CollectionId: String(folder), Commands: [{ ApplicationData: { Subject: 'later' } }] },
    ]);
  });

  it('has what an answer told that was lost told again', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    const key = await synchronized(phone, folder);
    await world.deliver(mail('lost'), folder);
    const lost = await sync(phone, folder, key);
    const again = await send(phone, undefined);
    expect(again?.Collections?.[0]?.Commands).toEqual(lost?.Commands);
  });

  it('is not complete where no request was kept', async () => {
    const phone = await newPhone();
    const incomplete = { Status: SyncStatus.RequestIncomplete };
    expect(await send(phone, undefined)).toEqual(incomplete);
    expect(await send(phone, { Partial: true, WindowSize: 10 })).toEqual(incomplete);
  });

  it('takes from the last request the collections that it does not name', async () => {
    const [phone, one, two] = [await newPhone(), await newFolder(), await newFolder()];
    const [first, second] = [await synchronized(phone, one), await synchronized(phone, two)];
    const at = (folder: number, SyncKey: string) => ({ SyncKey, CollectionId: String(folder) });
    expect(await send(phone, { Collections: [at(one, first), at(two, second)] })).toBeUndefined();
    for (const folder of [one, two]) await world.deliver(mail('both'), folder);
    const both = await send(phone, { Partial: true, Collections: [{ ...at(two, second), WindowSize: 5 }] });
    expect(both?.Collections?.map(({ CollectionId }) => CollectionId).sort()).toEqual(
      [String(one), String(two)].sort(),
    );
    expect(both?.Collections?.every(({ Commands }) => Commands?.length === 1)).toBe(true);
  });

  it('has another way to wait than the last request', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    const SyncKey = await synchronized(phone, folder);
    const waiting = send(phone, { Collections: [{ SyncKey, CollectionId: String(folder) }], Wait: 2 });
    await world.deliver(mail('ends the wait'), folder);
    const key = (await waiting)?.Collections?.[0]?.SyncKey ?? '';
    const partial = send(phone, {
      Partial: true,
      HeartbeatInterval: 70,
      Collections: [{ SyncKey: key, CollectionId: String(folder) }],
    });
    await world.deliver(mail('ends this one'), folder);
    expect((await partial)?.Collections?.[0]?.Commands).toHaveLength(1);
  });

  it.each([
    ['neither Collections nor Partial', {}],
    ['a wait alone', { HeartbeatInterval: 60 }],
    ['Partial alone', { Partial: true as const }],
  ])('with %s is a protocol error', async (_, request) => {
    expect(await send(await newPhone(), request)).toEqual({ Status: SyncStatus.ProtocolError });
  });
});

describe('Wait, 2.2.3.198, HeartbeatInterval, 2.2.3.88.2, and Limit, 2.2.3.97', () => {
  it.each([
    [{ Wait: 0 }, { Status: 14, Limit: 1 }],
    [{ Wait: 60 }, { Status: 14, Limit: 59 }],
    [{ HeartbeatInterval: 59 }, { Status: 14, Limit: 60 }],
    [{ HeartbeatInterval: 3541 }, { Status: 14, Limit: 3540 }],
    [{ Wait: 1, HeartbeatInterval: 60 }, { Status: 4 }],
  ])('%j has %j', async (wait, answer) => {
    const Collections = [{ SyncKey: '0', CollectionId: '5' }];
    expect(await send(await newPhone(), { Collections, ...wait })).toEqual(answer);
  });

  it('at their least have what there is told at once', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    for (const wait of [{ Wait: 1 }, { HeartbeatInterval: 60 }]) {
      const answer = await send(phone, { Collections: [{ SyncKey: '0', CollectionId: String(folder) }], ...wait });
      expect(answer?.Collections?.[0]?.Status).toBe(1);
    }
  });
});

describe('FilterType, 2.2.3.68.2', () => {
  it.each([
    [0, 1],
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 1],
    [5, 1],
    [6, SyncStatus.ProtocolError],
    [7, SyncStatus.ProtocolError],
    [8, SyncStatus.ProtocolError],
  ])('%i of an e-mail folder has Status %i', async (FilterType, status) => {
    const phone = await newPhone();
    expect((await sync(phone, phone.folderOf(2), '0', { Options: [{ FilterType }] }))?.Status).toBe(status);
  });

  it.each([
    [1, 1],
    [2, 3],
    [3, 7],
    [4, 14],
    [5, 31],
  ])('%i reaches %i days back', async (FilterType, days) => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    const ago = (number: number): number => Date.now() - number * 86_400_000;
    await fill(folder, 1, ago(days) + 1000);
    await fill(folder, 1, ago(days) - 3_600_000);
    await sync(phone, folder, '0', { Options: [{ FilterType }] });
    expect((await sync(phone, folder, '1'))?.Commands).toHaveLength(1);
  });

  it('9 has Status 103', async () => {
    const body = [0x03, 0x01, 0x6a, 0x00, 0x45, 0x5c, 0x4f, 0x4b, 0x03, 0x30, 0x00, 0x01, 0x52, 0x03, 0x35, 0x00, 0x01];
    const options = [0x57, 0x58, 0x03, 0x39, 0x00, 0x01, 0x01];
    const phone = await newPhone();
    const answer = await phone.post('Sync', Uint8Array.from([...body, ...options, 0x01, 0x01, 0x01]));
    expect(Buffer.from(answer.body).toString('latin1')).toContain(String(CommonStatus.InvalidXml));
  });
});

describe('Options, 2.2.3.125.6', () => {
  it('stay until they are told again, even where the answer that took them was empty', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    const key = await synchronized(phone, folder);
    const Options = [{ BodyPreference: [{ Type: 1, TruncationSize: 3 }] }];
    expect(await sync(phone, folder, key, { Options })).toBeUndefined();
    await world.deliver(mail('short'), folder);
    const [added] = (await sync(phone, folder, key))?.Commands ?? [];
    expect(added).toMatchObject({ ApplicationData: { Body: { Type: 1, Truncated: true, Data: 'Hel' } } });
  });
});

describe('Conflict, 2.2.3.34', () => {
  it.each([
    ['absent', undefined, true],
    ['1', 1, true],
    ['0', 0, false],
  ])('%s: the server wins, %j', async (_, conflict, serverWins) => {
    const [phone, other, folder] = [await newPhone(), await newPhone(), await newFolder()];
    const id = await world.deliver(mail('both'), folder);
    const [mine, theirs] = [await synchronized(phone, folder), await synchronized(other, folder)];
    const ServerId = `${folder}:${id}`;
    const flagged: SyncRequestCommand = {
      kind: 'Change',
      ServerId,
      ApplicationData: { Flag: { Status: 2, FlagType: 'Follow up' } },
    };
    await sync(other, folder, theirs, { Commands: [flagged, read(ServerId)] });
    const Options = conflict === undefined ? {} : { Options: [{ Conflict: conflict }] };
    const answer = await sync(phone, folder, mine, { ...Options, Commands: [read(ServerId, false)] });
    const refused = [{ kind: 'Change', ServerId, Status: SyncStatus.Conflict }];
    expect(answer?.Responses ?? []).toEqual(serverWins ? refused : []);
    expect((await world.adapters.mailStore.message(world.scope, id))?.read).toBe(serverWins);
    expect(answer?.Commands, 'what the server has is told').toMatchObject([
      { kind: 'Change', ServerId, ApplicationData: { Flag: { Status: 2 }, Read: serverWins } },
    ]);
  });
});

describe('DeletesAsMoves, 2.2.3.43', () => {
  it.each([
    ['absent', undefined, 1],
    ['1', true, 1],
    ['0', false, 0],
  ])('%s: so many come to Deleted Items', async (_, deletesAsMoves, count) => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    const deleted = (await world.adapters.mailStore.folders(world.scope)).find(({ role }) => role === 'deleted');
    const id = await world.deliver(mail('away'), folder);
    const key = await synchronized(phone, folder);
    const before = deleted?.messages ?? 0;
    const choice = deletesAsMoves === undefined ? {} : { DeletesAsMoves: deletesAsMoves };
    await sync(phone, folder, key, { ...choice, Commands: [{ kind: 'Delete', ServerId: `${folder}:${id}` }] });
    const after = await world.adapters.mailStore.folder(world.scope, deleted?.id ?? 0);
    expect((after?.messages ?? 0) - before).toBe(count);
  });
});

describe('two phones of one mailbox', () => {
  it('are each told what the other did, and not what they did themselves', async () => {
    const [one, two, folder] = [await newPhone(), await newPhone(), await newFolder()];
    const [a, b] = [await world.deliver(mail('a'), folder), await world.deliver(mail('b'), folder)];
    const keys = new Map([
      [one, await synchronized(one, folder)],
      [two, await synchronized(two, folder)],
    ]);
    const told = async (phone: Phone, Commands: SyncRequestCommand[] = []) => {
      const more = Commands.length > 0 ? { Commands } : {};
      const answer = await sync(phone, folder, keys.get(phone) ?? '', more);
      keys.set(phone, answer?.SyncKey ?? keys.get(phone) ?? '');
      return answer?.Commands;
    };
    expect(await told(one, [read(`${folder}:${a}`)])).toBeUndefined();
    expect(await told(two, [{ kind: 'Delete', ServerId: `${folder}:${b}` }])).toEqual([
      { kind: 'Change', ServerId: `${folder}:${a}`, ApplicationData: { Read: true } },
    ]);
    expect(await told(one)).toEqual([{ kind: 'Delete', ServerId: `${folder}:${b}` }]);
    await world.deliver(mail('c'), folder);
    for (const phone of [one, two]) {
      expect(await told(phone)).toMatchObject([{ kind: 'Add', ApplicationData: { Subject: 'c' } }]);
      expect(await told(phone)).toBeUndefined();
    }
  });
});

describe('Status, 2.2.3.177.17', () => {
  it('12 where the folder is not there, whatever its id looks like', async () => {
    const phone = await newPhone();
    for (const id of ['424242', 'x', '0']) {
      expect((await sync(phone, id, '0'))?.Status).toBe(SyncStatus.FolderHierarchyChanged);
    }
  });

  it('12 where the folder is deleted while Sync waits for it', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    const SyncKey = await synchronized(phone, folder);
    const waiting = send(phone, { Collections: [{ SyncKey, CollectionId: String(folder) }], HeartbeatInterval: 600 });
    await expect.poll(() => world.waits.size).toBe(1);
    await world.adapters.mailStore.apply(world.scope, [{ do: 'delete-folder', id: folder }]);
    expect((await waiting)?.Collections).toMatchObject([{ Status: SyncStatus.FolderHierarchyChanged }]);
  });

  it('15 with the Limit for too many collections, 4 for one that is named twice', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    const Collections = Array.from({ length: 6 }, (_, index) => ({ SyncKey: '0', CollectionId: String(index + 1) }));
    expect(await send(phone, { Collections })).toEqual({ Status: SyncStatus.InvalidCollections, Limit: 5 });
    const twice = { SyncKey: '0', CollectionId: String(folder) };
    expect(await send(phone, { Collections: [twice, twice] })).toEqual({ Status: SyncStatus.ProtocolError });
  });

  it('4 for more commands than a request may have, 3.1.5.10, and none is done', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    const id = await world.deliver(mail('unread'), folder);
    const SyncKey = await synchronized(phone, folder);
    const Commands = Array.from({ length: 201 }, () => read(`${folder}:${id}`));
    const request = (commands: SyncRequestCommand[]) => ({
      Collections: [{ SyncKey, CollectionId: String(folder), Commands: commands }],
    });
    expect(await send(phone, request(Commands))).toEqual({ Status: SyncStatus.ProtocolError });
    expect((await world.adapters.mailStore.message(world.scope, id))?.read).toBe(false);
    expect((await send(phone, request(Commands.slice(1))))?.Collections?.[0]?.Status).toBe(SyncStatus.Success);
  });

  it('16 where a request of the same device is faster, and the state holds', async () => {
    const [phone, folder] = [await newPhone(), await newFolder()];
    const key = await synchronized(phone, folder);
    await world.deliver(mail('raced for'), folder);
    const request = { Collections: [{ SyncKey: key, CollectionId: String(folder) }] };
    const racing = await Promise.all(Array.from({ length: 5 }, () => send(phone, request)));
    const statuses = racing.map((answer) => answer?.Status ?? answer?.Collections?.[0]?.Status);
    expect(statuses).toContain(SyncStatus.Success);
    expect(statuses.filter((status) => status !== SyncStatus.Success && status !== SyncStatus.Retry)).toEqual([]);
    const again = await sync(phone, folder, key);
    expect(again?.Commands).toHaveLength(1);
  });
});
