/** Text messages written elsewhere, sent by phones over HTTP. [MS-ASMS] 3.1.5.1, 3.2.5.1.1 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FolderType, Importance, type SmsItem } from '@postbus/activesync';
import { mailboxChanged, toRecord } from '@postbus/contracts';
import type { TextMessage } from '@postbus/domain';
import { smsObject } from '@postbus/oxosmms';
import { systemClock } from '@postbus/ports';
import type { Phone } from '@postbus/testing/phone';
import { SubmitTextMessage } from '@postbus/text-messages';
import { SyncWorld } from './sync-world.ts';

const recipient = '+14255550123';
const ownNumber = '+14255550100';

let world: SyncWorld;
beforeAll(async () => {
  world = await SyncWorld.open();
});
afterAll(() => world.close());

/** A phone that sends text messages from now on. */
async function sendingPhone(deviceId: string): Promise<Phone> {
  const phone = await world.provisionedPhone({ deviceId, smsOptions: {} });
  expect(await phone.tellOutboundSms({ enabled: true, phoneNumber: ownNumber })).toBe(1);
  await phone.syncAll(phone.folderOf(FolderType.Outbox));
  return phone;
}

/** A text message as the desk writes it and sms-dispatch plans it. @returns its id */
async function write(text: string): Promise<string> {
  const { textMessages, mailStore } = world.adapters;
  const { tenant, mailbox } = world.scope;
  const id = randomUUID();
  const now = Date.now();
  const recipients = [{ number: recipient }];
  const { item, changeNumber } = await new SubmitTextMessage(mailStore, systemClock).execute({
    id,
    scope: world.scope,
    source: 'api',
    kind: 'sms',
    object: smsObject({ origin: 'submitted', text, at: now, recipients }),
    eventSource: '/test',
  });
  const outbox = (await mailStore.folders(world.scope)).find(({ role }) => role === 'outbox')!;
  const message: TextMessage = {
    id,
    submission: id,
    tenant,
    mailbox,
    item,
    kind: 'sms',
    source: 'api',
    recipients,
    channels: [],
    channel: 'phone',
    state: 'queued',
    submittedAt: now,
    dueAt: now,
    expiresAt: now + 86_400_000,
    changedAt: now,
    phone: { state: 'waiting', since: now },
  };
  const data = { mailbox, folders: [outbox.id], hierarchy: false, changeNumber };
  const hint = toRecord(mailboxChanged, data, { id: randomUUID(), source: '/test' }, new Date(now));
  await textMessages.add([{ message, events: [hint] }]);
  return id;
}

async function states(id: string): Promise<string> {
  const { state, phone } = (await world.adapters.textMessages.message(id))!.value;
  return `${state} ${phone?.state} ${phone?.device}`;
}

const inOutbox = (phone: Phone): [string, string][] =>
  phone
    .collection(phone.folderOf(FolderType.Outbox))
    .items.texts()
    .map(([serverId, { Body }]) => [serverId, String(Body?.Data)]);

const sent = (text: string, more: Partial<SmsItem> = {}): SmsItem => ({
  to: [{ number: recipient }],
  from: { number: ownNumber },
  text,
  importance: Importance.Normal,
  read: true,
  dateReceived: new Date(),
  ...more,
});

describe('a text message that leaves by a phone', () => {
  it('wakes the Sync that waits, is taken by its Delete, and sent by the copy in Sent Items', async () => {
    const phone = await sendingPhone('first');
    const outbox = phone.folderOf(FolderType.Outbox);
    const waiting = phone.sync(outbox, { heartbeat: 60 });
    const id = await write('The train is late');
    await waiting;
    const [[serverId, text] = ['', '']] = inOutbox(phone);
    expect(text).toBe('The train is late');
    expect(phone.collection(outbox).items.get(serverId)?.To).toContain(`[MOBILE:${recipient}]`);
    expect(await states(id)).toBe('dispatched offered first');
    await phone.delete(outbox, serverId);
    expect(await states(id)).toBe('dispatched taken first');
    await phone.addSms(phone.folderOf(FolderType.SentItems), sent('The train is late'));
    expect(await states(id)).toBe('sent sent first');
    await phone.syncAll(outbox);
    expect(inOutbox(phone)).toEqual([]);
    expect(phone.collection(outbox).items.complaints).toEqual([]);
    const folders = await world.adapters.mailStore.folders(world.scope);
    expect(folders.find(({ role }) => role === 'outbox')?.messages).toBe(0);
    expect(folders.find(({ role }) => role === 'sent')?.messages).toBe(1);
  });

  it('is taken by the next SyncKey alone, and failed by a report in the Inbox', async () => {
    const phone = await sendingPhone('reporting');
    const outbox = phone.folderOf(FolderType.Outbox);
    const id = await write('Where are you?');
    await phone.syncAll(outbox);
    expect(await states(id)).toBe('dispatched offered reporting');
    await phone.syncAll(outbox);
    expect(await states(id)).toBe('dispatched taken reporting');
    const report = sent('Not sent: Where are you?', { to: [{ number: recipient }] });
    await phone.addSms(phone.folderOf(FolderType.Inbox), report);
    expect(await states(id)).toBe('failed failed reporting');
  });

  it('is told again to a device whose answer was lost, and once to two requests of it at once', async () => {
    const phone = await sendingPhone('lossy');
    const outbox = phone.folderOf(FolderType.Outbox);
    const collection = phone.collection(outbox);
    const before = collection.syncKey;
    const id = await write('Again?');
    const racing = await Promise.allSettled([phone.sync(outbox), phone.sync(outbox)]);
    expect(racing.some(({ status }) => status === 'fulfilled')).toBe(true);
    collection.syncKey = before;
    collection.items.clear();
    await phone.sync(outbox);
    expect(inOutbox(phone).map(([, text]) => text)).toEqual(['Again?']);
    expect(await states(id)).toBe('dispatched offered lossy');
    await phone.addSms(phone.folderOf(FolderType.SentItems), sent('Again?'));
    expect(await states(id)).toBe('sent sent lossy');
  });

  it('is taken back by the Delete of the client that put it into the Outbox', async () => {
    const desktop = await world.provisionedPhone({ deviceId: 'desktop', smsOptions: {} });
    const outbox = desktop.folderOf(FolderType.Outbox);
    await desktop.syncAll(outbox);
    const serverId = await desktop.addSms(outbox, sent('On second thoughts'));
    await desktop.syncAll(outbox);
    expect(inOutbox(desktop).map(([, text]) => text)).toEqual(['On second thoughts']);
    await desktop.delete(outbox, serverId);
    const id = Number(serverId.split(':')[1]);
    expect(await world.adapters.mailStore.messages(world.scope, [id])).toEqual([]);
    await desktop.syncAll(outbox);
    expect(desktop.collection(outbox).items.complaints).toEqual([]);
  });

  it('is not told to a phone that is to be wiped, by a Sync that waits since before neither', async () => {
    const phone = await sendingPhone('wiped');
    const outbox = phone.folderOf(FolderType.Outbox);
    const waiting = phone.sync(outbox, { heartbeat: 2 });
    await expect.poll(() => world.waits.size).toBe(1);
    const { deviceStore } = world.adapters;
    const known = (await deviceStore.device(world.scope, 'wiped'))!;
    await deviceStore.putDevice(world.scope, { ...known.value, wipe: 'requested' }, known.version);
    const id = await write('Not for a thief');
    expect(await waiting).toMatchObject({ changed: false });
    expect((await world.adapters.textMessages.message(id))?.value.phone?.device).not.toBe('wiped');
    await world.adapters.mailStore.apply(world.scope, [
      { do: 'delete-message', id: (await world.adapters.textMessages.message(id))!.value.item! },
    ]);
  });

  it('goes to the phone that enabled it last, and to the one before once that one is switched off', async () => {
    const before = await sendingPhone('before');
    const last = await sendingPhone('last');
    const outbox = before.folderOf(FolderType.Outbox);
    const first = await write('To the last one');
    await Promise.all([before.syncAll(outbox), last.syncAll(outbox)]);
    expect([inOutbox(before), inOutbox(last).map(([, text]) => text)]).toEqual([[], ['To the last one']]);
    expect(await last.tellOutboundSms({ enabled: false })).toBe(1);
    const second = await write('To the one before');
    await Promise.all([before.syncAll(outbox), last.syncAll(outbox)]);
    expect(inOutbox(before).map(([, text]) => text)).toEqual(['To the one before']);
    // It was taken, so that it is nobody else's; what it holds is taken from it.
    await last.syncAll(outbox);
    expect(inOutbox(last)).toEqual([]);
    expect([await states(first), await states(second)]).toEqual([
      'dispatched taken last',
      expect.stringMatching(/ before$/),
    ]);
  });

  it('is told once, of hundreds, to two phones that ask at the same time', async () => {
    const one = await sendingPhone('one');
    const two = await sendingPhone('two');
    const outbox = one.folderOf(FolderType.Outbox);
    const texts = Array.from({ length: 120 }, (_, index) => `text ${index}`);
    for (const text of texts) await write(text);
    const switching = async (): Promise<void> => {
      for (let times = 0; times < 4; times++) {
        await one.tellOutboundSms({ enabled: false });
        await one.tellOutboundSms({ enabled: true, phoneNumber: ownNumber });
        await two.tellOutboundSms({ enabled: false });
        await two.tellOutboundSms({ enabled: true, phoneNumber: ownNumber });
      }
    };
    const heard = new Map<string, Set<string>>(texts.map((text) => [text, new Set<string>()]));
    const listening = async (phone: Phone, name: string): Promise<void> => {
      for (let rounds = 0; rounds < 12; rounds++) {
        await phone.sync(outbox);
        for (const [, text] of inOutbox(phone)) heard.get(text)?.add(name);
      }
    };
    await Promise.all([switching(), listening(one, 'one'), listening(two, 'two')]);
    await listening(two, 'two');
    expect([...heard.values()].map(({ size }) => size)).toEqual(texts.map(() => 1));
  });
});
