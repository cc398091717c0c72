/** Text messages and numbers by the admin API, over a real store. */
import type { Clock, DeviceStore } from '@postbus/ports';
import { type Adapters, openEmbeddedAdapters } from '@postbus/composition';
import { smsStatus, smsSubmitted } from '@postbus/contracts';
import type { TextMessage } from '@postbus/domain';
import { readSms } from '@postbus/oxosmms';
import { MasterKeys } from '@postbus/platform';
import { channelGuid, deviceGuid } from '@postbus/text-messages';
import { manualClock, temporaryFolder } from '@postbus/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { administrationOver } from '../administration.ts';
import { AuditedAdministration } from '../audited-administration.ts';
import type { Administration } from '../operations.ts';

const folder = temporaryFolder();
const health = { version: '1', pid: 1, startedAt: new Date(0).toISOString(), services: [], listening: {} };
const anna = 'anna@example.org';
const desk = 'desk@example.org';
const bert = '+14255550123';
const minute = 60_000;
const texting = { region: 'US', channels: ['carrier'], alsoOfCarriers: true };

let adapters: Adapters;
let clock: ReturnType<typeof manualClock>;
let administration: Administration;
const published: string[] = [];

function administrationAt(at: Clock, deviceStore: DeviceStore = adapters.deviceStore): Administration {
  const ports = { ...adapters, deviceStore, clock: at, masterKeys: new MasterKeys([]), texting };
  const parts = { administration: administrationOver(ports, () => health), audit: adapters.audit, clock: at };
  return new AuditedAdministration(parts).for({ principal: 'local/0' });
}

beforeAll(async () => {
  adapters = await openEmbeddedAdapters({ folder: folder.path });
  clock = manualClock(Date.now());
  administration = administrationAt(clock);
  await administration.addAccount({ address: anna, displayName: 'Anna' });
  await administration.addAccount({ address: desk });
  adapters.mailStore.outbox.onCommitted((entries) => {
    for (const { record } of entries) published.push(record.topic);
  });
});
beforeEach(async () => {
  const { numbers } = await administration.listNumbers({ address: anna });
  for (const { number } of numbers) await administration.removeNumber({ address: anna, number });
  published.length = 0;
});
afterAll(async () => {
  await adapters.close();
  folder.remove();
});

const scopeOf = async (address: string) => {
  const { mailbox } = (await adapters.directory.resolve(address))!;
  return { tenant: 'default', principal: { kind: 'service', service: 'test' }, mailbox } as const;
};
/** What lies in the Outbox, as a person sees it there. */
async function outboxOf(address: string) {
  const scope = await scopeOf(address);
  const outbox = (await adapters.mailStore.folders(scope)).find(({ role }) => role === 'outbox')!;
  const records = await adapters.mailStore.arrivals(scope, outbox.id, 0, 100);
  return Promise.all(records.map(async ({ id }) => readSms((await adapters.mailStore.message(scope, id))!.object)));
}

async function plan(id: string, message: number, traits: Partial<TextMessage>): Promise<string> {
  const { mailbox } = await scopeOf(anna);
  const now = clock.now();
  const made: TextMessage = {
    id: crypto.randomUUID(),
    submission: id,
    tenant: 'default',
    mailbox,
    item: message,
    kind: 'sms',
    source: 'command',
    recipients: [{ number: bert }],
    channels: [],
    channel: 'carrier',
    state: 'queued',
    submittedAt: now,
    dueAt: now,
    expiresAt: now + minute,
    changedAt: now,
    ...traits,
  };
  await adapters.textMessages.add([{ message: made, events: [] }]);
  return made.id;
}

describe('text messages by the admin API', () => {
  it('lie in the Outbox of their sender, numbers read as dialled where the settings say', async () => {
    const at = new Date(clock.now() + minute).toISOString();
    const sent = await administration.sendTextMessage({
      address: anna,
      to: ['(425) 555-0123'],
      text: 'Is it you?',
      at,
      by: 'carrier',
      validFor: 5 * minute,
    });
    expect((await outboxOf(anna)).at(-1)).toMatchObject({
      text: 'Is it you?',
      recipients: [{ number: bert }],
      scheduledFor: Date.parse(at),
      accountGuid: channelGuid('carrier'),
    });
    expect(published).toContain(smsSubmitted.name);
    const { entries } = await administration.listAudit({ action: 'sendTextMessage' });
    expect(entries[0]).toMatchObject({ subject: anna, details: { to: ['(425) 555-0123'], by: 'carrier', at } });
    expect(JSON.stringify(entries)).not.toContain('Is it you');
    await expect(administration.getTextMessage({ id: sent.id })).rejects.toMatchObject({
      code: 'no-such-text-message',
    });
    expect(await administration.getTextMessage({ id: sent.id, address: anna })).toMatchObject({ state: 'queued' });
  });

  it('are told of and taken back by their id alone, and listed by account and state', async () => {
    const { id, message } = await administration.sendTextMessage({ address: anna, to: [bert], text: 'x' });
    await plan(id, message, {});
    expect(await administration.getTextMessage({ id })).toMatchObject({ id, state: 'queued', ended: false });
    const one = await plan(id, message, { state: 'failed', fault: { code: 'opted-out', text: 'wants none' } });
    const failed = { state: 'failed', recipients: [{ textMessage: one, code: 'opted-out', reason: 'wants none' }] };
    const { textMessages } = await administration.listTextMessages({ address: anna, state: 'failed' });
    expect(textMessages).toMatchObject([{ id, ...failed }]);
    expect(await administration.countTextMessages({})).toEqual({
      counts: [
        { channel: 'carrier', state: 'failed', messages: 1 },
        { channel: 'carrier', state: 'queued', messages: 1 },
      ],
    });
    published.length = 0;
    const cancelled = await administration.cancelTextMessage({ id });
    expect(cancelled.recipients.map(({ state }) => state).toSorted()).toEqual(['cancelled', 'failed']);
    expect(published).toEqual([smsStatus.name]);
    expect((await administration.listTextMessages({ address: desk })).textMessages).toEqual([]);
  });

  it('are found by their id in any case', async () => {
    const { id, message } = await administration.sendTextMessage({ address: anna, to: [bert], text: 'Any case' });
    await plan(id, message, {});
    expect((await administration.getTextMessage({ id: id.toUpperCase() })).id).toBe(id);
  });

  it.each([
    [{ at: '9999-01-01T00:00:00Z' }, 'at: a time before the year 9999'],
    [{ at: '2026-11-22' }, 'at: a time with its zone, such as 2026-11-22T08:00:00Z'],
    [{ sender: '   ' }, 'sender: a number or name of 1 to 32 characters'],
    [{ sender: 'P\u001b[31mB' }, 'sender: a number or name of 1 to 32 characters'],
    [{ text: '' }, 'text: there is no text'],
    [{ text: '\ud800' }, 'text: Unicode, each surrogate in its pair'],
    [{ text: 'a'.repeat(20_001) }, 'text: Too big: expected string to have <=20000 characters'],
    [{ to: Array.from({ length: 101 }, () => bert) }, 'to: Too big: expected array to have <=100 items'],
  ])('are refused with the member that is wrong: %.40j', async (wrong, message) => {
    const sent = administration.sendTextMessage({ address: anna, to: [bert], text: 'x', ...wrong });
    await expect(sent).rejects.toMatchObject({ code: 'invalid-input', message });
  });

  it('are refused by code', async () => {
    const send = (to: string, address = anna) => administration.sendTextMessage({ address, to: [to], text: 'x' });
    await expect(send('nobody')).rejects.toMatchObject({ code: 'not-a-number' });
    await expect(send(bert, 'nobody@example.org')).rejects.toMatchObject({ code: 'no-such-account' });
    await expect(administration.cancelTextMessage({ id: crypto.randomUUID() })).rejects.toMatchObject({
      code: 'no-such-text-message',
    });
  });
});

describe('numbers of people', () => {
  const place = { address: anna, number: bert };
  const codeSent = async (): Promise<string> => {
    await administration.verifyNumber({ ...place, from: desk });
    return /\b\d{6}\b/.exec((await outboxOf(desk)).at(-1)!.text)![0];
  };
  const another = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

  it('are added, in E.164, and listed with their account', async () => {
    const added = await administration.addNumber({ address: anna, number: '425 555 0123' });
    expect(added).toEqual({ account: anna, number: bert });
    await administration.addNumber({ address: anna, number: '+1 425 555 0124', verified: true });
    const { accounts } = await administration.listAccounts({});
    expect(accounts.find(({ address }) => address === anna)?.numbers).toEqual([
      { number: bert },
      { number: '+14255550124', verifiedAt: new Date(clock.now()).toISOString() },
    ]);
    expect(await adapters.directory.resolveNumber('+14255550124')).toMatchObject({ address: anna });
    expect(await adapters.directory.resolveNumber(bert)).toBeUndefined();
    await expect(administration.addNumber({ address: anna, number: 'x' })).rejects.toMatchObject({
      code: 'not-a-number',
    });
  });

  it('are no short codes', async () => {
    for (const number of ['112', '911', '4242', '654321'])
      await expect(administration.addNumber({ address: anna, number, verified: true })).rejects.toMatchObject({
        code: 'not-a-number',
      });
  });

  it('belong to one account where they are verified', async () => {
    await administration.addNumber({ ...place, verified: true });
    await expect(administration.addNumber({ address: desk, number: bert, verified: true })).rejects.toMatchObject({
      code: 'number-taken',
    });
    await administration.addNumber({ address: desk, number: bert });
    const verify = administration.verifyNumber({ address: desk, number: bert, from: anna });
    await expect(verify).rejects.toMatchObject({ code: 'number-taken' });
    await administration.removeNumber({ address: desk, number: bert });
  });

  it('are verified by the code that was sent to them from another mailbox', async () => {
    await administration.addNumber(place);
    await expect(administration.verifyNumber({ ...place, from: anna })).rejects.toMatchObject({ code: 'own-sender' });
    const code = await codeSent();
    const [sent] = (await outboxOf(desk)).slice(-1);
    expect(sent?.recipients).toEqual([{ number: bert }]);
    const confirmed = await administration.confirmNumber({ ...place, code: `${code.slice(0, 3)} ${code.slice(3)}` });
    expect(confirmed).toEqual({ account: anna, number: bert, verifiedAt: new Date(clock.now()).toISOString() });
    expect(await adapters.directory.resolveNumber(bert)).toMatchObject({ address: anna });
    await expect(administration.confirmNumber({ ...place, code })).rejects.toMatchObject({ code: 'no-code' });
    const told = JSON.stringify((await administration.listAudit({ limit: 1000 })).entries);
    expect(told).toContain('confirmNumber');
    expect(told).not.toContain(code);
  });

  it('keep a hash of the code alone', async () => {
    await administration.addNumber(place);
    const code = await codeSent();
    const state = await adapters.deviceStore.state(await scopeOf(anna), 'number codes', `${bert}/code`);
    expect(JSON.stringify(state)).toMatch(/\$scrypt\$/);
    expect(JSON.stringify(state)).not.toContain(code);
    expect(await administration.listDevices({ address: anna })).toEqual({ devices: [] });
  });

  it('are not verified by a wrong code, and after five by none', async () => {
    await administration.addNumber(place);
    const code = await codeSent();
    for (let left = 4; left >= 0; left--)
      await expect(administration.confirmNumber({ ...place, code: another(code) })).rejects.toMatchObject({
        code: 'wrong-code',
        message: `this is not the code; tries that are left: ${left}`,
      });
    await expect(administration.confirmNumber({ ...place, code })).rejects.toMatchObject({ code: 'no-code' });
    await administration.confirmNumber({ ...place, code: await codeSent() });
  });

  it('have five tries of a code, however many come at once', async () => {
    await administration.addNumber(place);
    const wrong = another(await codeSent());
    const tries = Array.from({ length: 9 }, () => administration.confirmNumber({ ...place, code: wrong }));
    const codes = (await Promise.allSettled(tries)).map((one) => (one as { reason: { code: string } }).reason.code);
    expect(codes.filter((one) => one === 'wrong-code')).toHaveLength(5);
    expect(codes.filter((one) => one === 'no-code')).toHaveLength(4);
  });

  it('are verified within 15 minutes', async () => {
    await administration.addNumber(place);
    const code = await codeSent();
    clock.advance(15 * minute);
    await expect(administration.confirmNumber({ ...place, code })).rejects.toMatchObject({ code: 'no-code' });
  });

  it('are not verified by the code of a number that was taken away', async () => {
    await administration.addNumber(place);
    const code = await codeSent();
    await administration.removeNumber(place);
    await expect(administration.confirmNumber({ ...place, code })).rejects.toMatchObject({ code: 'no-such-number' });
    await administration.addNumber(place);
    await expect(administration.confirmNumber({ ...place, code })).rejects.toMatchObject({ code: 'no-code' });
  });
});

describe('what an account may send its text messages by', () => {
  it('is set, and taken back', async () => {
    const set = await administration.setTexting({ address: anna, channels: ['phone', 'phone'], region: 'nl' });
    expect(set).toMatchObject({ address: anna, textChannels: ['phone'], region: 'NL' });
    expect(await administration.addNumber({ address: anna, number: '06 12345678' })).toMatchObject({
      number: '+31612345678',
    });
    expect(await administration.setTexting({ address: anna, channels: [] })).toMatchObject({
      textChannels: [],
      region: 'NL',
    });
    const cleared = await administration.setTexting({ address: anna, channels: null, region: null });
    expect(cleared).toEqual({ address: anna, numbers: [{ number: '+31612345678' }] });
    await expect(administration.setTexting({ address: anna, region: 'ZZ' })).rejects.toMatchObject({
      code: 'not-a-region',
    });
  });
});

describe('who wants no text messages', () => {
  it('is added, listed in pages, and removed', async () => {
    await administration.addOptOut({ number: '425 555 0123', sender: '4242' });
    await administration.addOptOut({ number: bert, sender: 'Postbus' });
    const { optOuts, next = '' } = await administration.listOptOuts({ limit: 1 });
    expect(optOuts).toEqual([{ number: bert, sender: '4242', at: new Date(clock.now()).toISOString() }]);
    const rest = await administration.listOptOuts({ after: next });
    expect(rest.optOuts.map(({ sender }) => sender)).toEqual(['Postbus']);
    expect(await adapters.textMessages.isOptedOut(bert, '4242')).toBe(true);
    expect(await administration.removeOptOut({ number: bert, sender: '4242' })).toEqual({
      number: bert,
      sender: '4242',
    });
    await expect(administration.removeOptOut({ number: bert, sender: '4242' })).rejects.toMatchObject({
      code: 'no-such-opt-out',
    });
  });
});

describe('a device', () => {
  it('is listed with its number, and since when it sends', async () => {
    const scope = await scopeOf(anna);
    const now = clock.now();
    const phone = { id: 'phone1', type: 'Phone', firstSeen: now, lastSeen: now };
    await adapters.deviceStore.putDevice(scope, { ...phone, phoneNumber: bert, outboundSmsSince: now }, 0);
    expect((await administration.listDevices({ address: anna })).devices).toMatchObject([
      {
        id: 'phone1',
        guid: deviceGuid(scope.mailbox, 'phone1'),
        phoneNumber: bert,
        outboundSmsSince: new Date(now).toISOString(),
      },
    ]);
  });
});
