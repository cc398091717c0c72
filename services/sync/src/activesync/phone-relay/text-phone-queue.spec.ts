import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { smsStatus, fromRecord } from '@postbus/contracts';
import { PidTagBody, PropertyBag } from '@postbus/mapi';
import { PhoneMailbox, idsOf, recipient } from './phone-mailbox.fixture.ts';

let mailbox: PhoneMailbox;
beforeEach(async () => {
  mailbox = await new PhoneMailbox().start();
});
afterEach(() => mailbox.close());

describe('offer of a text message to a phone, [MS-ASMS] 3.2.5.1.1', () => {
  it('is claimed before the device is told of it, with an event of the state', async () => {
    const { id, item } = await mailbox.write();
    const told: unknown[] = [];
    mailbox.store.mailStore.outbox.onCommitted((entries) => {
      for (const { record } of entries) {
        if (record.topic === 'sms.status.v1') told.push(fromRecord(smsStatus, record));
      }
    });
    const { adds, deletes, more } = await mailbox.queue.changes(mailbox.context(), [], 100);
    expect(adds).toMatchObject([{ id: item, summary: { messageClass: 'IPM.Note.Mobile.SMS' } }]);
    expect([deletes, more]).toEqual([[], false]);
    expect(await mailbox.states(id)).toBe('dispatched offered phone');
    expect(told).toMatchObject([{ data: { id, state: 'dispatched', channel: 'phone', version: 2 } }]);
  });

  it('comes oldest first, and no more than the window at once', async () => {
    const written = [];
    for (let count = 0; count < 70; count++) written.push((await mailbox.write({ text: `text ${count}` })).item);
    const first = await mailbox.queue.changes(mailbox.context(), [], 50);
    expect(idsOf(first)).toEqual(written.slice(0, 50));
    expect(first.more).toBe(true);
    const second = await mailbox.queue.changes(mailbox.context(), idsOf(first), 50);
    expect(idsOf(second)).toEqual(written.slice(50));
    expect(second.more).toBe(false);
    expect(await mailbox.queue.hasChanges(mailbox.context(), written)).toBe(false);
  });

  it('claims nothing that the window leaves out', async () => {
    await mailbox.write();
    const { id } = await mailbox.write();
    await mailbox.queue.changes(mailbox.context(), [], 1);
    expect(await mailbox.states(id)).toBe('queued waiting');
    expect(await mailbox.queue.changes(mailbox.context(), [], 0)).toMatchObject({ adds: [], more: true });
  });

  it('is announced without a claim to who only asks whether there is any', async () => {
    const { id } = await mailbox.write();
    expect(await mailbox.queue.hasChanges(mailbox.context(), [])).toBe(true);
    expect(await mailbox.states(id)).toBe('queued waiting');
  });

  it('is made again for a SyncKey that comes again, whose answer may be lost', async () => {
    const { item } = await mailbox.write();
    expect(await mailbox.offers()).toEqual([item]);
    expect(await mailbox.queue.hasChanges(mailbox.context(), [])).toBe(true);
    expect(await mailbox.offers()).toEqual([item]);
  });

  it('is made again by another process after one that died between claim and answer', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.offers();
    expect(await mailbox.offers('phone', [], 100, mailbox.process())).toEqual([item]);
    expect(await mailbox.states(id)).toBe('dispatched offered phone');
  });

  it('is not made again of what the device took', async () => {
    const { item } = await mailbox.write();
    await mailbox.takes(item);
    expect(await mailbox.offers()).toEqual([]);
    expect(await mailbox.queue.hasChanges(mailbox.context(), [])).toBe(false);
  });

  it('is not made of what waits for its time, is too old, an MMS, or not in the Outbox', async () => {
    const now = mailbox.clock.now();
    await mailbox.write({ scheduledFor: now + 1 });
    await mailbox.write({ message: { expiresAt: now } });
    await mailbox.write({ message: { kind: 'mms' } });
    await mailbox.write({ message: { state: 'scheduled' } });
    await mailbox.write({ message: { channel: 'carrier' } });
    await mailbox.removeItem((await mailbox.write()).item);
    expect(await mailbox.queue.hasChanges(mailbox.context(), [])).toBe(false);
    expect(await mailbox.offers()).toEqual([]);
  });

  it('is made once sms-dispatch found it due, though the clock here is behind', async () => {
    const scheduledFor = mailbox.clock.now() + 400;
    const { item } = await mailbox.write({ scheduledFor, message: { dueAt: scheduledFor } });
    expect(await mailbox.offers()).toEqual([item]);
  });

  it('is counted for who asks how many there are, without a claim', async () => {
    const written = [];
    for (let count = 0; count < 35; count++) written.push((await mailbox.write({ text: `text ${count}` })).item);
    await mailbox.write({ message: { state: 'scheduled' } });
    expect(await mailbox.queue.estimate(mailbox.context(), [])).toBe(35);
    expect(await mailbox.offers('phone', [], 5)).toEqual(written.slice(0, 5));
    await mailbox.removeItem(written[0]!);
    expect(await mailbox.queue.estimate(mailbox.context(), written.slice(0, 5))).toBe(31);
  });

  it('is not made of a text that cannot be read, which holds up no other', async () => {
    const { item } = await mailbox.write();
    const other = await mailbox.write();
    const stored = (await mailbox.store.mailStore.message(mailbox.scope, item))!;
    const properties = new PropertyBag(stored.object.properties);
    properties.set(PidTagBody, { in: 'blob', sha256: 'a'.repeat(64), size: 10, charset: 'utf-8' });
    await mailbox.store.mailStore.apply(mailbox.scope, [
      { do: 'update-message', id: item, message: { ...stored, object: { ...stored.object, properties } } },
    ]);
    expect(await mailbox.offers()).toEqual([other.item]);
  });

  it('is not made of an item that has other recipients than were planned', async () => {
    await mailbox.write({ to: [recipient, '+14255550199'], message: { recipients: [{ number: recipient }] } });
    expect(await mailbox.offers()).toEqual([]);
    const { item } = await mailbox.write({ to: ['(425) 555-0123'], message: { recipients: [{ number: recipient }] } });
    expect(await mailbox.offers()).toEqual([item]);
  });

  it('is not made again of a text that was changed after the offer', async () => {
    const { item } = await mailbox.write();
    await mailbox.offers();
    const stored = (await mailbox.store.mailStore.message(mailbox.scope, item))!;
    const changed = (await mailbox.store.mailStore.message(
      mailbox.scope,
      (await mailbox.write({ text: 'Else' })).item,
    ))!;
    await mailbox.store.mailStore.apply(mailbox.scope, [
      { do: 'update-message', id: item, message: { ...stored, object: changed.object, summary: changed.summary } },
    ]);
    expect(await mailbox.offers()).not.toContain(item);
  });
});

describe('a device that was removed and came back', () => {
  it('is offered again what it never took, and not what it took', async () => {
    const first = await mailbox.write();
    const second = await mailbox.write();
    await mailbox.offers();
    await mailbox.queue.acknowledged(mailbox.context(), [second.item]);
    await mailbox.store.deviceStore.removeDevice(mailbox.scope, 'phone');
    await mailbox.phone('phone');
    expect(await mailbox.offers()).toEqual([first.item]);
    expect(await mailbox.states(second.id)).toBe('dispatched taken phone');
  });
});

describe('the device that is offered a text message', () => {
  it('is the one that enabled it last', async () => {
    mailbox.clock.advance(1);
    await mailbox.phone('second');
    const { item } = await mailbox.write();
    expect(await mailbox.offers('phone')).toEqual([]);
    expect(await mailbox.queue.hasChanges(mailbox.context('phone'), [])).toBe(false);
    expect(await mailbox.offers('second')).toEqual([item]);
  });

  it('is the one that OMSAccountGuid names, and no other, though another enabled it later', async () => {
    mailbox.clock.advance(1);
    await mailbox.phone('second');
    const { item } = await mailbox.write({ only: 'phone' });
    expect(await mailbox.offers('second')).toEqual([]);
    expect(await mailbox.offers('phone')).toEqual([item]);
  });

  it('is never one that does not send, is to be wiped, was wiped, or is not known', async () => {
    const { id } = await mailbox.write({ only: 'phone' });
    for (const wipe of ['requested', 'done'] as const) {
      await mailbox.phone('phone', { wipe });
      expect(await mailbox.offers('phone')).toEqual([]);
    }
    await mailbox.switchOff('phone');
    expect(await mailbox.offers('phone')).toEqual([]);
    await mailbox.store.deviceStore.removeDevice(mailbox.scope, 'phone');
    expect(await mailbox.offers('phone')).toEqual([]);
    expect(await mailbox.states(id)).toBe('queued waiting');
  });

  it('is none where the owner may not send through phones any more', async () => {
    const { id } = await mailbox.write();
    mailbox.account = { ...mailbox.account, textChannels: ['carrier'] };
    expect(await mailbox.offers()).toEqual([]);
    mailbox.account = { ...mailbox.account, textChannels: ['phone'] };
    expect(await mailbox.offers()).not.toEqual([]);
    expect(await mailbox.states(id)).toBe('dispatched offered phone');
    mailbox.account = { ...mailbox.account, textChannels: [] };
    const { item } = await mailbox.message(id);
    expect((await mailbox.queue.changes(mailbox.context(), [item!], 100)).deletes).toEqual([item]);
  });

  it('is one of two that ask at once', async () => {
    mailbox.clock.advance(1);
    await mailbox.phone('second');
    const written = [];
    for (let count = 0; count < 40; count++) written.push((await mailbox.write({ text: `text ${count}` })).item);
    const asked = ['phone', 'second', 'phone', 'second'].map((device) => mailbox.offers(device));
    const takenOver = mailbox.phone('phone', { outboundSmsSince: mailbox.clock.now() + 1 });
    const [first = [], second = [], third = [], fourth = []] = await Promise.all(asked);
    await takenOver;
    const phone = new Set([...first, ...third, ...(await mailbox.offers('phone'))]);
    const other = new Set([...second, ...fourth]);
    expect([...phone].filter((item) => other.has(item))).toEqual([]);
    expect([...phone, ...other].toSorted((one, two) => one - two)).toEqual(written);
  });

  it('is one of two that ask two processes at once', async () => {
    const { id } = await mailbox.write();
    const another = mailbox.process();
    await mailbox.phone('second', { outboundSmsSince: 0 });
    const held = mailbox.offers('phone', [], 100, another);
    await mailbox.phone('second', { outboundSmsSince: mailbox.clock.now() + 1 });
    const [one, two] = await Promise.all([held, mailbox.offers('second')]);
    expect(one.length + two.length).toBe(1);
    const { phone } = await mailbox.message(id);
    expect(phone?.device).toBe(one.length === 1 ? 'phone' : 'second');
  });

  it('has it once where it asks twice at once, by both answers alike', async () => {
    const { id, item } = await mailbox.write();
    const another = mailbox.process();
    const answers = await Promise.all([mailbox.offers(), mailbox.offers('phone', [], 100, another)]);
    expect(answers).toEqual([[item], [item]]);
    expect((await mailbox.texts.message(id))?.version).toBe(2);
  });
});
