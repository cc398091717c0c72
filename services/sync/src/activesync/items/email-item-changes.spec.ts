import { type ApplicationData, FlagStatus } from '@postbus/activesync';
import type { MessageRecord } from '@postbus/domain';
import {
  PidLidReminderSet,
  PidLidTaskComplete,
  PidLidTaskDueDate,
  PidLidToDoTitle,
  PidTagFlagStatus,
  PidTagFollowupIcon,
  PidTagSubject,
  epochMsOf,
} from '@postbus/mapi';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TestMail, plainMail } from '../mail.fixture.ts';
import { EmailRenderer } from '../rendering/email-renderer.ts';
import { EmailItemChanges } from './email-item-changes.ts';

let mail: TestMail;
let changes: EmailItemChanges;
const now = Date.UTC(2026, 10, 21, 12);
beforeAll(async () => {
  mail = await TestMail.open();
  changes = new EmailItemChanges(mail.store, { now: () => now });
});
afterAll(() => mail.close());

const start = new Date('2009-02-24T08:00:00.000Z');
const due = new Date('2009-02-25T12:00:00.000Z');
/** As in [MS-ASEMAIL] 4.2.1. */
const flagged: ApplicationData = {
  Flag: {
    Status: FlagStatus.Active,
    FlagType: 'Flag for follow up',
    StartDate: start,
    UtcStartDate: start,
    DueDate: due,
    UtcDueDate: due,
    ReminderSet: true,
    ReminderTime: due,
    Subject: 'Please call',
  },
};

/** The message after `data` was brought in. */
async function changed(message: MessageRecord, data: ApplicationData): Promise<MessageRecord> {
  await mail.store.apply(mail.scope, await changes.operations(mail.scope, message, data));
  return mail.record(message.id);
}

const told = async (message: MessageRecord) =>
  new EmailRenderer(mail.store, mail.blobs).item(mail.scope, message, {
    version: '16.1',
    bodyPreferences: [{ Type: 1 }],
    mimeSupport: 0,
  });

describe('a Change of an email item, [MS-ASEMAIL] 3.2.5.4', () => {
  it('sets the read state, and does nothing where it is so already', async () => {
    const message = await mail.deliver(plainMail('x'));
    expect(await changes.operations(mail.scope, message, { Read: true })).toEqual([
      { do: 'set-read', id: message.id, read: true },
    ]);
    expect(await changes.operations(mail.scope, message, { Read: false })).toEqual([]);
  });

  it('flags a message, with everything that the client tells of the flag', async () => {
    const message = await changed(await mail.deliver(plainMail('x')), flagged);
    expect(message.summary.flagStatus).toBe(2);
    expect((await told(message)).Flag).toEqual(flagged.Flag);
    const { properties } = (await mail.store.message(mail.scope, message.id))!.object;
    expect(properties.get(PidTagFollowupIcon)).toBe(6);
    expect(epochMsOf(properties.get(PidLidTaskDueDate)!)).toBe(due.getTime());
  });

  it('keeps MIME, times, trace and everything else of the message', async () => {
    const before = await mail.deliver(plainMail('body', ['Subject: Kept']));
    const after = await changed(before, flagged);
    expect(after).toMatchObject({ mime: before.mime, received: before.received, read: false });
    expect(after.changeNumber).toBeGreaterThan(before.changeNumber);
    const item = await told(after);
    expect(item).toMatchObject({ Subject: 'Kept', Body: { Data: 'body' } });
    const { flagStatus: _, ...unmarked } = after.summary;
    expect(unmarked).toEqual(before.summary);
  });

  it('gives a flag without a subject that of the message', async () => {
    const message = await changed(await mail.deliver(plainMail('x', ['Subject: Plans'])), { Flag: { Status: 2 } });
    const { properties } = (await mail.store.message(mail.scope, message.id))!.object;
    expect(properties.get(PidLidToDoTitle)).toBe('Plans');
    expect((await told(message)).Flag).toEqual({ Status: 2, FlagType: 'Flag for follow up', Subject: 'Plans' });
  });

  it('marks a flag as complete and keeps its dates', async () => {
    const active = await changed(await mail.deliver(plainMail('x')), flagged);
    const completed = new Date('2009-02-24T10:00:00.000Z');
    const message = await changed(active, {
      Flag: { Status: FlagStatus.Complete, CompleteTime: completed, DateCompleted: completed },
    });
    expect((await told(message)).Flag).toEqual({
      ...flagged.Flag,
      Status: 1,
      ReminderSet: false,
      CompleteTime: completed,
      DateCompleted: completed,
    });
    const { properties } = (await mail.store.message(mail.scope, message.id))!.object;
    expect(properties.has(PidTagFollowupIcon)).toBe(false);
    expect(properties.get(PidLidTaskComplete)).toBe(true);
    const timeless = await changed(active, { Flag: { Status: FlagStatus.Complete } });
    expect(timeless.changeNumber).toBe(message.changeNumber);
  });

  it('takes the time of now for a completion that tells none', async () => {
    const message = await changed(await mail.deliver(plainMail('x')), { Flag: { Status: 1 } });
    expect((await told(message)).Flag).toMatchObject({ CompleteTime: new Date(now), DateCompleted: new Date(now) });
  });

  it.each([{ Flag: {} }, { Flag: { Status: 0, FlagType: 'x', CompleteTime: start } }])(
    'takes a flag away by %j',
    async (data) => {
      const before = await mail.deliver(plainMail('x', ['Subject: Kept']));
      const message = await changed(await changed(before, flagged), data);
      expect(message.summary).toEqual(before.summary);
      const { properties } = (await mail.store.message(mail.scope, message.id))!.object;
      for (const definition of [PidTagFlagStatus, PidLidReminderSet, PidLidToDoTitle]) {
        expect(properties.has(definition)).toBe(false);
      }
      expect(properties.get(PidTagSubject)).toBe('Kept');
    },
  );

  it('puts a message into categories, and takes it out', async () => {
    const message = await changed(await mail.deliver(plainMail('x')), { Categories: ['Blue', 'Käse'], Read: true });
    expect(message).toMatchObject({ read: true, summary: { categories: ['Blue', 'Käse'] } });
    expect((await told(message)).Categories).toEqual(['Blue', 'Käse']);
    expect((await changed(message, { Categories: [] })).summary).not.toHaveProperty('categories');
  });

  it('does nothing where flag and categories are so already, without looking at the object where it can', async () => {
    const plain = await mail.deliver(plainMail('x'));
    const read = vi.spyOn(mail.store, 'message');
    expect(await changes.operations(mail.scope, plain, { Flag: {}, Categories: [] })).toEqual([]);
    expect(read).not.toHaveBeenCalled();
    read.mockRestore();
    const message = await changed(plain, { ...flagged, Categories: ['a'] });
    expect(await changes.operations(mail.scope, message, { ...flagged, Categories: ['a'] })).toEqual([]);
  });

  it('is refused by the store where the message changed meanwhile', async () => {
    const message = await mail.deliver(plainMail('x'));
    const operations = await changes.operations(mail.scope, message, flagged);
    await changed(message, { Categories: ['a'] });
    await expect(mail.store.apply(mail.scope, operations)).rejects.toMatchObject({ code: 'changed-meanwhile' });
  });
});
