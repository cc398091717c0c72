import { type ApplicationData, FlagStatus } from '@postbus/activesync';
import type { FolderRole } from '@postbus/domain';
import { PidTagClientSubmitTime, PidTagImportance, PidTagMessageFlags, epochMsOf } from '@postbus/mapi';
import { OmsSourceType, readSms } from '@postbus/oxosmms';
import { systemClock } from '@postbus/ports';
import { SubmitTextMessage } from '@postbus/text-messages';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestMail } from '../mail.fixture.ts';
import type { PhoneQueue } from '../phone-relay/phone-queue.ts';
import { AddTextMessage } from './add-text-message.ts';
import { noPhones } from './no-phones.fixture.ts';

let mail: TestMail;
beforeAll(async () => {
  mail = await TestMail.open();
});
afterAll(() => mail.close());

const to = '"Bob" [MOBILE:+14255550123]';
const hello: ApplicationData = { To: to, Body: { Type: 1, Data: 'Hello' } };
let keys = 0;

async function added(
  role: FolderRole | undefined,
  data: ApplicationData,
  phones: PhoneQueue = noPhones,
  dedupe = `${++keys}`,
) {
  const add = new AddTextMessage(mail.store, new SubmitTextMessage(mail.store, systemClock), phones, systemClock);
  const folder = role === undefined ? await userFolder() : { id: mail.folder(role), role };
  const outcome = await add.execute({ folder, data, dedupe }, mail.context);
  return { ...outcome, message: (await mail.store.message(mail.scope, outcome.item))! };
}

async function userFolder(): Promise<{ readonly id: number }> {
  const made = { do: 'create-folder', parent: 'root', displayName: `of ${++keys}` } as const;
  const { results } = await mail.store.apply(mail.scope, [made]);
  return { id: results[0]?.folder ?? 0 };
}

describe('a text message that a device adds, [MS-OXOSMMS] 3.2.1', () => {
  it.each([
    ['inbox', OmsSourceType.unknown, false],
    ['sent', OmsSourceType.xmsInspector, true],
    ['drafts', OmsSourceType.xmsInspector, true],
    ['outbox', OmsSourceType.xmsInspector, true],
  ] as const)('to %s is an object of its origin', async (role, source, read) => {
    const { message } = await added(role, hello);
    expect(message).toMatchObject({ folder: mail.folder(role), read });
    expect(readSms(message.object)).toMatchObject({ text: 'Hello', source, recipients: [{ number: '+14255550123' }] });
    const flags = message.object.properties.get(PidTagMessageFlags) ?? 0;
    expect([(flags & 0x8) !== 0, (flags & 0x4) !== 0], 'unsent, submitted').toEqual([
      role === 'drafts',
      role === 'outbox',
    ]);
  });

  it('to a folder of the user was received where it has a sender, else sent', async () => {
    const received = await added(undefined, { ...hello, From: to });
    expect(readSms(received.message.object).source).toBe(OmsSourceType.unknown);
    expect(readSms((await added(undefined, hello)).message.object).source).toBe(OmsSourceType.xmsInspector);
  });

  it('keeps its time, importance and flag', async () => {
    const DateReceived = new Date('2026-03-01T10:00:00.000Z');
    const Flag = { Status: FlagStatus.Active, FlagType: 'Call' };
    const { message } = await added('inbox', { ...hello, DateReceived, Importance: 2, Flag, Read: true });
    const { properties } = message.object;
    expect(message).toMatchObject({
      received: DateReceived.getTime(),
      read: true,
      summary: { flagStatus: 2, importance: 2 },
    });
    expect(properties.get(PidTagImportance)).toBe(2);
    expect(epochMsOf(properties.get(PidTagClientSubmitTime)!)).toBe(DateReceived.getTime());
  });

  it('loses nobody but what is no number', async () => {
    const { message } = await added('sent', { ...hello, To: `"Voicemail" [MOBILE:voice], ${to}` });
    expect(readSms(message.object).recipients).toEqual([{ name: 'Bob', number: '+14255550123' }]);
  });

  it('is added once by one key, and sent once', async () => {
    for (const role of ['inbox', 'outbox'] as const) {
      const first = await added(role, hello, noPhones, `once-${role}`);
      const again = await added(role, hello, noPhones, `once-${role}`);
      expect(again.item).toBe(first.item);
      expect(again.own).toEqual(first.own);
    }
  });

  it.each([
    ['nobody', {}],
    ['one without a number, beside another', { To: `Carol, ${to}` }],
    ['what cannot be dialled', { To: '"Bob" [MOBILE:Bob]' }],
  ])('to the Outbox for %s is refused', async (_, people) => {
    await expect(added('outbox', { Body: hello.Body, ...people })).rejects.toMatchObject({ code: 'not-a-number' });
  });
});

describe('what a phone adds of what it sent, [MS-ASMS] 3.1.5.1', () => {
  it.each([
    ['sent', 'sent'],
    ['inbox', 'report'],
  ] as const)('to %s settles what it took, by the step that adds it', async (role, as) => {
    const { item: waiting } = await added('outbox', hello);
    const seen: unknown[] = [];
    const phones: PhoneQueue = {
      ...noPhones,
      matched: async (_, found) => {
        seen.push([found.as, found.item.text]);
        return {
          operations: [{ do: 'delete-message', id: waiting }],
          settled: async (applied) => void seen.push(applied?.repeated, await mail.store.message(mail.scope, waiting)),
        };
      },
    };
    const { message } = await added(role, hello, phones);
    expect(message.folder).toBe(mail.folder(role));
    expect(seen).toEqual([[as, 'Hello'], false, undefined]);
  });

  it('to Drafts settles nothing', async () => {
    const phones: PhoneQueue = { ...noPhones, matched: () => Promise.reject(new Error('nothing is asked')) };
    await expect(added('drafts', hello, phones)).resolves.toBeDefined();
  });
});
