/** Phones that do not keep to [MS-ASMS], or whose clock, counters or answers are lost: each by itself, nobody else harmed. */
import { type ApplicationData, type SyncRequestCommand, SyncStatus, smsClientAdd } from '@postbus/activesync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TextingWorld, bob, heldBy, item, statusOf, textsOf } from './texting-world.ts';

let texting: TextingWorld;
beforeAll(async () => {
  texting = await TextingWorld.open({ textApi: { region: 'NL' } });
});
afterAll(() => texting.close());

const add = (ClientId: string, ApplicationData: ApplicationData): SyncRequestCommand => ({
  kind: 'Add',
  Class: 'SMS',
  ClientId,
  ApplicationData,
});

describe('a phone whose clock is wrong', () => {
  it.each([
    '0001-01-01T00:00:00.000Z',
    '1601-01-01T00:00:00.000Z',
    '1969-12-31T23:59:59.999Z',
    '9999-12-31T23:59:59.999Z',
  ])('adds what others are told of, received at %s', async (time) => {
    const [phone, other] = [await texting.newPhone(), await texting.newPhone()];
    const folder = await texting.newFolder();
    for (const one of [phone, other]) await one.syncAll(String(folder));
    const data = {
      ...smsClientAdd('a', item(time, { from: { number: bob } })).ApplicationData,
      DateReceived: new Date(time),
    };
    expect(await statusOf(phone, folder, add('a', data))).toBe(SyncStatus.Success);
    await other.syncAll(String(folder));
    expect(textsOf(other, folder)).toEqual([time]);
    const [held] = heldBy(other, folder).texts();
    await other.delete(String(folder), held![0]);
    await phone.syncAll(String(folder));
    expect([heldBy(phone, folder).size, heldBy(phone, folder).complaints]).toEqual([0, []]);
  });

  it.each(['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])('flags an item for %s', async (time) => {
    const phone = await texting.newPhone();
    const folder = await texting.newFolder();
    await phone.syncAll(String(folder));
    const at = new Date(time);
    const Flag = {
      Status: 2,
      FlagType: 'Follow up',
      StartDate: at,
      UtcStartDate: at,
      DueDate: at,
      UtcDueDate: at,
      ReminderSet: true,
      ReminderTime: at,
    };
    const data = {
      ...smsClientAdd('a', item(time, { from: { number: bob } })).ApplicationData,
      Flag,
    } as ApplicationData;
    expect(await statusOf(phone, folder, add('a', data))).toBe(SyncStatus.Success);
    const other = await texting.newPhone();
    await other.syncAll(String(folder));
    expect(textsOf(other, folder)).toEqual([time]);
  });
});

describe('a phone that tells odd people', () => {
  it.each([
    [
      'a name of quotes, commas, brackets and backslashes',
      String.raw`"Doe, \"J\" [x] \\ Ltd; \[MOBILE:1\]" [MOBILE:${bob}]`,
    ],
    ['several, one without a number', `"A" [MOBILE:${bob}], nobody, "B" [MOBILE:0031 6 12345678]`],
    ['a number alone', `[MOBILE:${bob}]`],
    ['bare digits', bob],
    ['a name of letters', '"ING" [MOBILE:ING]'],
    ['a short code', '"Taxi" [MOBILE:12345]'],
    ['a number of 200 letters', `[MOBILE:${'x'.repeat(200)}]`],
    ['a name of ten thousand', `"${'n'.repeat(10_000)}" [MOBILE:${bob}]`],
    ['half a character', `"\ud83d" [MOBILE:${bob}]`],
    ['an open quote', `"Bob [MOBILE:${bob}]`],
  ])('adds what they wrote and what they were written: %s', async (name, people) => {
    const [phone, other] = [await texting.newPhone(), await texting.newPhone()];
    const body = { Body: { Type: 1, Data: name } };
    for (const role of ['inbox', 'sent'] as const) {
      const folder = await texting.folder(role);
      await phone.syncAll(String(folder));
      expect(await statusOf(phone, folder, add(`${role} From`, { ...body, From: people }))).toBe(SyncStatus.Success);
      expect(await statusOf(phone, folder, add(`${role} To`, { ...body, To: people }))).toBe(SyncStatus.Success);
      await other.syncAll(String(folder));
      expect(textsOf(other, folder).filter((text) => text === name)).toHaveLength(2);
    }
  });
});

describe('a phone that writes numbers as they are dialled where the server is', () => {
  it('has what one person writes in one conversation, though its account has no region', async () => {
    const phone = await texting.newPhone();
    const folder = await texting.newFolder();
    for (const number of ['+31612345678', '06-12345678', '0031612345678', '+32470123456']) {
      await texting.arrives(folder, number, Date.now(), number);
    }
    await phone.syncAll(String(folder));
    const conversations = heldBy(phone, folder)
      .texts()
      .map(([, { ConversationId }]) => Buffer.from(ConversationId ?? []).toString('hex'));
    expect(conversations).toHaveLength(4);
    expect(new Set(conversations).size).toBe(2);
  });
});

describe('a phone that is lost', () => {
  it('begins anew where its SyncKey is none of the last two, and holds all once', async () => {
    const phone = await texting.newPhone({ windowSize: 2 });
    const folder = await texting.newFolder();
    const id = String(folder);
    for (let count = 0; count < 6; count++) await texting.arrives(folder, `text ${count}`);
    for (let windows = 0; windows < 2; windows++) await phone.sync(id);
    const { syncKey } = phone.collection(id);
    for (const odd of ['99', '1', 'abc', '-1', `0${syncKey}`, ` ${syncKey}`, `${syncKey}.0`]) {
      phone.collection(id).syncKey = odd;
      await expect(phone.sync(id)).rejects.toMatchObject({ status: SyncStatus.InvalidSyncKey });
    }
    await phone.syncAll(id);
    expect(textsOf(phone, folder)).toHaveLength(6);
    expect(heldBy(phone, folder).complaints).toEqual([]);
  });
});
