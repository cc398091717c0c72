import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Device, MailboxScope, MessageId, TextMessage } from '@postbus/domain';
import { smsObject } from '@postbus/oxosmms';
import { type SqliteStore, openSqliteStore } from '@postbus/store-sqlite';
import { type TemporaryFolder, manualClock, temporaryFolder } from '@postbus/testing';
import { offeredTo, taken, textItem } from '@postbus/text-messages';
import type { Dispatched } from '../dispatched.ts';
import { PhoneDispatch } from './phone-dispatch.ts';

const minute = 60_000;
const times = { offerFor: 15 * minute, answerWithin: 10 * minute, sendWithin: 60 * minute };
const scope: MailboxScope = { tenant: 't', principal: { kind: 'account', account: 'ann' }, mailbox: 'ann' };
const id = '00000000-0000-4000-8000-000000000001';
const object = smsObject({ origin: 'submitted', text: 'On my way', recipients: [{ number: '+14255550123' }] });

let folder: TemporaryFolder;
let store: SqliteStore;
let dispatch: PhoneDispatch;
let clock: ReturnType<typeof manualClock>;
let start: number;
let woken: number;

beforeEach(async () => {
  folder = temporaryFolder();
  clock = manualClock();
  start = clock.now();
  woken = 0;
  store = openSqliteStore({ folder: folder.path, clock });
  const { textMessages: texts, mailStore: mail, deviceStore: devices } = store;
  await mail.createMailbox(scope);
  dispatch = new PhoneDispatch({ texts, mail, devices }, times);
  await phone('phone');
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

async function phone(name: string): Promise<void> {
  const device: Device = { id: name, type: 'Phone', firstSeen: start, lastSeen: start, outboundSmsSince: start };
  await store.deviceStore.putDevice(scope, device, 0);
}

async function written(changes: Partial<TextMessage> = {}): Promise<MessageId> {
  const { results } = await store.mailStore.apply(scope, [
    { do: 'insert-message', folder: 'outbox', message: textItem(object, start, true) },
  ]);
  const item = results[0]!.message!;
  const message: TextMessage = {
    id,
    submission: id,
    tenant: 't',
    mailbox: 'ann',
    item,
    kind: 'sms',
    source: 'api',
    recipients: [{ number: '+14255550123' }],
    channels: [],
    channel: 'phone',
    state: 'queued',
    submittedAt: start,
    dueAt: start,
    expiresAt: start + 1440 * minute,
    changedAt: start,
    phone: { state: 'waiting', since: start },
    ...changes,
  };
  await store.textMessages.add([{ message, events: [] }]);
  store.mailStore.outbox.onCommitted((entries) => {
    woken += entries.filter(({ record }) => record.topic === 'mailbox.changed.v1').length;
  });
  return item;
}

async function step(next: (message: TextMessage) => TextMessage): Promise<void> {
  const { value, version } = (await store.textMessages.message(id))!;
  await store.textMessages.put(next(value), version);
}

async function executed(): Promise<Dispatched> {
  const message = (await store.textMessages.message(id))!;
  const stored = await store.mailStore.message(scope, message.value.item ?? 0);
  return dispatch.execute({ message, object: stored?.object, now: clock.now() });
}

async function states(): Promise<string> {
  const { state, phone: relay, fault } = (await store.textMessages.message(id))!.value;
  return [state, relay?.state, fault?.code].filter((word) => word !== undefined).join(' ');
}

describe('a message that waits for a phone', () => {
  it('goes elsewhere once it has waited offerFor, where another channel is left', async () => {
    await written({ channels: ['carrier'] });
    expect(await executed()).toEqual({ then: 'later', due: start + times.offerFor });
    clock.advance(times.offerFor);
    expect(await executed()).toMatchObject({ then: 'elsewhere', fault: { code: 'phone-not-there' } });
    expect(await states()).toBe('queued withdrawn');
  });

  it('goes elsewhere at once where no phone sends, or not the one that its owner chose', async () => {
    await written({ channels: ['carrier'], phone: { state: 'waiting', only: 'another', since: start } });
    expect(await executed()).toMatchObject({ then: 'elsewhere', fault: { code: 'no-phone' } });
    expect(await executed()).toMatchObject({ then: 'elsewhere' });
  });

  it('waits on, and wakes phones again, where no other channel is left', async () => {
    await written();
    clock.advance(times.offerFor);
    expect(await executed()).toEqual({ then: 'later', due: start + 2 * times.offerFor });
    expect([await states(), woken]).toEqual(['queued waiting', 1]);
    await store.deviceStore.removeDevice(scope, 'phone');
    expect(await executed()).toEqual({ then: 'later', due: start + 2 * times.offerFor });
    expect(woken).toBe(1);
  });

  it('begins to wait, and wakes phones, where it comes from another channel or its time has come', async () => {
    await written({ state: 'scheduled', phone: { state: 'withdrawn', only: 'phone', since: 0 } });
    await step(({ phone: _, ...message }) => message);
    expect(await executed()).toEqual({ then: 'later', due: start + times.offerFor });
    expect([await states(), woken]).toEqual(['queued waiting', 1]);
  });

  it('is not given elsewhere where a phone is offered it at the same time', async () => {
    await written({ channels: ['carrier'] });
    const message = (await store.textMessages.message(id))!;
    clock.advance(times.offerFor);
    await step((value) => offeredTo(value, 'phone', 'On my way', clock.now()));
    await expect(dispatch.execute({ message, object, now: clock.now() })).rejects.toMatchObject({ code: 'conflict' });
    expect(await executed()).toEqual({ then: 'later', due: clock.now() + times.answerWithin });
  });

  it('is not offered once it was withdrawn, by a claim at the same time neither', async () => {
    await written({ channels: ['carrier'] });
    const { value, version } = (await store.textMessages.message(id))!;
    clock.advance(times.offerFor);
    await executed();
    const claimed = offeredTo(value, 'phone', 'On my way', clock.now());
    await expect(store.textMessages.put(claimed, version)).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('a message that a phone was offered', () => {
  it('is unknown once the phone has not come for answerWithin, and goes nowhere else', async () => {
    await written({ channels: ['carrier'] });
    await step((message) => offeredTo(message, 'phone', 'On my way', start));
    expect(await executed()).toEqual({ then: 'later', due: start + times.answerWithin });
    clock.advance(times.answerWithin);
    expect(await executed()).toEqual({ then: 'ended' });
    expect(await states()).toBe('unknown unknown phone-silent');
    expect(await executed()).toEqual({ then: 'ended' });
  });

  it('is unknown once the phone that took it has told nothing for sendWithin, also where it is gone', async () => {
    await written();
    await step((message) => taken(offeredTo(message, 'phone', 'On my way', start), start + minute));
    await store.deviceStore.removeDevice(scope, 'phone');
    clock.advance(times.sendWithin);
    expect(await executed()).toEqual({ then: 'later', due: start + minute + times.sendWithin });
    clock.advance(minute);
    expect(await executed()).toEqual({ then: 'ended' });
    expect(await states()).toBe('unknown unknown phone-silent');
  });

  it('is not unknown where the phone comes at the same time', async () => {
    await written();
    await step((message) => offeredTo(message, 'phone', 'On my way', start));
    const message = (await store.textMessages.message(id))!;
    clock.advance(times.answerWithin);
    await step((value) => taken(value, clock.now()));
    await expect(dispatch.execute({ message, object, now: clock.now() })).rejects.toMatchObject({ code: 'conflict' });
    expect(await executed()).toEqual({ then: 'later', due: clock.now() + times.sendWithin });
  });

  it('is sent where the step that brought the copy of the phone took the item, and the state was never stored', async () => {
    const item = await written();
    await step((message) => taken(offeredTo(message, 'phone', 'On my way', start), start));
    await store.mailStore.apply(scope, [
      { do: 'insert-message', folder: 'sent', message: textItem(object, start, true) },
      { do: 'delete-message', id: item },
    ]);
    clock.advance(times.sendWithin);
    expect(await executed()).toEqual({ then: 'ended' });
    expect(await states()).toBe('sent sent');
  });

  it('is unknown where its owner deleted the item, whatever is in Sent Items', async () => {
    const item = await written();
    await step((message) => taken(offeredTo(message, 'phone', 'On my way', start), start));
    const copy = textItem(object, start, true);
    await store.mailStore.apply(scope, [{ do: 'insert-message', folder: 'sent', message: copy }]);
    await store.mailStore.apply(scope, [{ do: 'create-folder', parent: 'root', displayName: 'One' }]);
    await store.mailStore.apply(scope, [{ do: 'delete-message', id: item }]);
    clock.advance(times.sendWithin);
    await executed();
    expect(await states()).toBe('unknown unknown phone-silent');
  });
});
