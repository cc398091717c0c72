/** [MS-ASMS]: what a phone adds, changes, deletes and moves of text messages, over real sockets. */
import { FlagStatus, type SyncRequestCommand, SyncStatus, smsClientAdd } from '@postbus/activesync';
import { readSms } from '@postbus/oxosmms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncWorld } from './sync-world.ts';
import { TextingWorld, bob, heldBy, idOf, item, mailOptions, smsOptions, statusOf, textsOf } from './texting-world.ts';

let texting: TextingWorld;
let world: SyncWorld;
beforeAll(async () => {
  texting = await TextingWorld.open();
  world = texting.world;
});
afterAll(() => texting.close());

describe('what a phone does with text messages, [MS-ASMS] 3.1.4.1.2', () => {
  it.each([
    ['inbox', { from: { name: 'Bob', number: bob }, to: [{ number: '+14255550143' }] }],
    ['sent', {}],
    ['drafts', {}],
  ] as const)('adds them to %s, where they are SMS objects', async (role, people) => {
    const phone = await texting.newPhone();
    const folder = await texting.folder(role);
    const dateReceived = new Date('2026-03-01T10:00:00.000Z');
    const serverId = await phone.addSms(String(folder), item(`to ${role}`, { dateReceived, ...people }));
    const message = (await texting.stored(idOf(serverId)))!;
    expect(message.summary.messageClass).toBe('IPM.Note.Mobile.SMS');
    expect(message.received).toBe(dateReceived.getTime());
    expect(readSms(message.object)).toMatchObject({ text: `to ${role}`, subject: `to ${role}` });
    expect((await phone.sync(String(folder))).changed, 'it is not told of what it did').toBe(false);
    const other = await texting.newPhone();
    await other.syncAll(String(folder));
    expect(textsOf(other, folder)).toContain(`to ${role}`);
  });

  it('add once what is added again since the answer was lost', async () => {
    const phone = await texting.newPhone();
    const folder = await texting.newFolder();
    await phone.syncAll(String(folder));
    const { syncKey } = phone.collection(String(folder));
    const command = smsClientAdd('once', item('once', { from: { number: bob } }));
    const first = await phone.sync(String(folder), { commands: [command] });
    phone.collection(String(folder)).syncKey = syncKey;
    const again = await phone.sync(String(folder), { commands: [command] });
    expect(again.response?.Collections?.[0]?.Responses).toEqual(first.response?.Collections?.[0]?.Responses);
    expect((await world.adapters.mailStore.list(world.scope, folder, { limit: 10 })).length).toBe(1);
  });

  it('add once what has one ClientId: twice in a request, and again with another read state', async () => {
    const phone = await texting.newPhone();
    const folder = await texting.newFolder();
    await phone.syncAll(String(folder));
    const { syncKey } = phone.collection(String(folder));
    const unread = smsClientAdd('one', item('one', { from: { number: bob }, read: false }));
    const other = smsClientAdd('one', item('another', { from: { number: bob } }));
    const first = await phone.sync(String(folder), { commands: [unread, unread, other] });
    phone.collection(String(folder)).syncKey = syncKey;
    const read = smsClientAdd('one', item('one', { from: { number: bob }, read: true }));
    await phone.sync(String(folder), { commands: [read] });
    const ids = first.response?.Collections?.[0]?.Responses?.map((one) => (one.kind === 'Add' ? one.ServerId : ''));
    expect(ids?.[1]).toBe(ids?.[0]);
    const there = await world.adapters.mailStore.list(world.scope, folder, { limit: 10 });
    expect(there.map(({ summary }) => summary.subject).toSorted()).toEqual(['another', 'one']);
  });

  it.each([
    ['an HTML body', { Body: { Type: 2, Data: '<p>no</p>' } }],
    ['an Importance of 3', { Importance: 3 }],
  ])('is answered 6 for %s', async (_, ApplicationData) => {
    const phone = await texting.newPhone();
    const folder = await texting.newFolder();
    const add: SyncRequestCommand = { kind: 'Add', Class: 'SMS', ClientId: 'a', ApplicationData };
    expect(await statusOf(phone, folder, add)).toBe(SyncStatus.ConversionError);
  });

  it('is answered 4 for a class that the folder does not hold, [MS-ASCMD] 2.2.3.27.6', async () => {
    const phone = await texting.newPhone();
    const add: SyncRequestCommand = { kind: 'Add', Class: 'Calendar', ClientId: 'a', ApplicationData: {} };
    expect(await statusOf(phone, await texting.newFolder(), add)).toBe(SyncStatus.ProtocolError);
  });

  it('changes read state and flag, and nothing else, and deletes', async () => {
    const phone = await texting.newPhone();
    const folder = await texting.newFolder();
    const id = await texting.arrives(folder, 'changed');
    await phone.syncAll(String(folder));
    const ServerId = `${folder}:${id}`;
    const Flag = { Status: FlagStatus.Active, FlagType: 'Follow up' };
    const change = (ApplicationData: object): SyncRequestCommand => ({ kind: 'Change', ServerId, ApplicationData });
    expect(await statusOf(phone, folder, change({ Read: true, Flag }))).toBeUndefined();
    expect(await texting.stored(id)).toMatchObject({ read: true, summary: { flagStatus: 2 } });
    expect(await statusOf(phone, folder, change({ Importance: 2 }))).toBe(SyncStatus.ConversionError);
    const other = await texting.newPhone();
    await other.syncAll(String(folder));
    expect(heldBy(other, folder).get(ServerId)).toMatchObject({
      Read: true,
      Flag: { Status: 2, FlagType: 'Follow up' },
    });
    await phone.delete(String(folder), ServerId);
    expect(
      (await world.adapters.mailStore.list(world.scope, await texting.folder('deleted'), { of: 'text', limit: 1 }))
        .length,
    ).toBe(1);
    await other.sync(String(folder));
    expect([heldBy(other, folder).size, heldBy(other, folder).complaints]).toEqual([0, []]);
  });

  it('loses to a change of another client by the rule of its own block, [MS-ASCMD] 2.2.3.34', async () => {
    const folder = await texting.newFolder();
    const id = await texting.arrives(folder, 'contested');
    const change: SyncRequestCommand = {
      kind: 'Change',
      ServerId: `${folder}:${id}`,
      ApplicationData: { Read: false },
    };
    const loser = await texting.newPhone({
      options: { ...mailOptions, Conflict: 0 },
      smsOptions: { ...smsOptions, Conflict: 1 },
    });
    const winner = await texting.newPhone({
      options: { ...mailOptions, Conflict: 1 },
      smsOptions: { ...smsOptions, Conflict: 0 },
    });
    for (const phone of [loser, winner]) await phone.syncAll(String(folder));
    await world.adapters.mailStore.apply(world.scope, [{ do: 'set-read', id, read: true }]);
    expect(await statusOf(loser, folder, change)).toBe(SyncStatus.Conflict);
    expect(await statusOf(winner, folder, change)).toBeUndefined();
    expect((await texting.stored(id))?.read).toBe(false);
  });

  it('moves them between folders of mail, where they stay of their class', async () => {
    const phone = await texting.newPhone();
    const [from, to] = [await texting.newFolder(), await texting.newFolder()];
    const id = await texting.arrives(from, 'moved');
    for (const folder of [from, to]) await phone.syncAll(String(folder));
    const moved = await phone.move(`${from}:${id}`, String(from), String(to));
    await phone.sync(String(from));
    await phone.sync(String(to));
    expect([heldBy(phone, from).size, textsOf(phone, to)]).toEqual([0, ['moved']]);
    expect(heldBy(phone, to).texts()[0]?.[0]).toBe(moved);
    expect([heldBy(phone, from).complaints, heldBy(phone, to).complaints]).toEqual([[], []]);
  });
});
