import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lostOnPhone, waitingForPhone } from '@postbus/text-messages';
import { PhoneMailbox, recipient, smsItem } from './phone-mailbox.fixture.ts';

let mailbox: PhoneMailbox;
beforeEach(async () => {
  mailbox = await new PhoneMailbox().start();
});
afterEach(() => mailbox.close());

/** Offered to the phone, and nothing heard of it. */
async function lost(id: string): Promise<void> {
  const { value, version } = (await mailbox.texts.message(id))!;
  await mailbox.texts.put(lostOnPhone(value, mailbox.clock.now()), version);
}

describe("a device's Add to Sent Items, [MS-ASMS] 3.1.5.1", () => {
  it('makes sent what it took, and takes the place of the Outbox item', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.takes(item);
    await mailbox.adds('sent', {});
    expect(await mailbox.message(id)).toMatchObject({ state: 'sent', phone: { state: 'sent', device: 'phone' } });
    expect((await mailbox.message(id)).item).toBeUndefined();
    expect([await mailbox.subjectsIn('outbox'), await mailbox.subjectsIn('sent')]).toEqual([[], ['On my way']]);
  });

  it('makes sent what it was offered and never said that it took', async () => {
    const { id } = await mailbox.write();
    await mailbox.offers();
    await mailbox.adds('sent', {});
    expect(await mailbox.states(id)).toBe('sent sent phone');
  });

  it('settles messages of the same text one by one, what was taken first', async () => {
    const first = await mailbox.write();
    const second = await mailbox.write();
    await mailbox.offers();
    await mailbox.queue.acknowledged(mailbox.context(), [second.item]);
    await mailbox.adds('sent', {});
    expect([await mailbox.states(first.id), await mailbox.states(second.id)]).toEqual([
      'dispatched offered phone',
      'sent sent phone',
    ]);
    await mailbox.adds('sent', {});
    expect(await mailbox.states(first.id)).toBe('sent sent phone');
  });

  it('settles nothing of another device, another text or other recipients', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.takes(item);
    await mailbox.phone('second');
    expect(await mailbox.adds('sent', {}, 'second')).toBeUndefined();
    expect(await mailbox.adds('sent', { text: 'On my way!' })).toBeUndefined();
    expect(await mailbox.adds('sent', { to: [{ number: '+14255550199' }] })).toBeUndefined();
    expect(await mailbox.adds('sent', { to: [{ number: recipient }, { number: '+14255550199' }] })).toBeUndefined();
    expect(await mailbox.states(id)).toBe('dispatched taken phone');
  });

  it('settles nothing that was not offered to it', async () => {
    const { id } = await mailbox.write();
    expect(await mailbox.adds('sent', {})).toBeUndefined();
    expect(await mailbox.states(id)).toBe('queued waiting');
  });

  it('is settled by the same request that comes again after a crash between the step and the state', async () => {
    const { id, item } = await mailbox.write();
    const other = await mailbox.write();
    await mailbox.offers();
    await mailbox.queue.acknowledged(mailbox.context(), [item, other.item]);
    const before = await mailbox.queue.matched(mailbox.context(), { as: 'sent', item: smsItem() });
    await mailbox.apply('sent', {}, before?.operations, 'request');
    expect(await mailbox.states(id)).toBe('dispatched taken phone');
    const again = await mailbox.queue.matched(mailbox.context(), { as: 'sent', item: smsItem() });
    const applied = await mailbox.apply('sent', {}, again?.operations, 'request');
    expect(applied.repeated).toBe(true);
    await again?.settled(applied);
    expect([await mailbox.states(id), await mailbox.states(other.id)]).toEqual([
      'sent sent phone',
      'dispatched taken phone',
    ]);
  });

  it('makes up for a crash at the next Add of the same text, which is of another message', async () => {
    const first = await mailbox.write();
    const second = await mailbox.write();
    await mailbox.offers();
    const before = await mailbox.queue.matched(mailbox.context(), { as: 'sent', item: smsItem() });
    await mailbox.apply('sent', {}, before?.operations);
    await mailbox.adds('sent', {});
    expect([await mailbox.states(first.id), await mailbox.states(second.id)]).toEqual([
      'sent sent phone',
      'sent sent phone',
    ]);
    expect(await mailbox.subjectsIn('outbox')).toEqual([]);
  });

  it('settles what its owner removed after what they did not', async () => {
    const removed = await mailbox.write();
    const kept = await mailbox.write();
    await mailbox.offers();
    await mailbox.removeItem(removed.item);
    await mailbox.adds('sent', {});
    expect([await mailbox.states(removed.id), await mailbox.states(kept.id)]).toEqual([
      'dispatched offered phone',
      'sent sent phone',
    ]);
  });

  it('settles no other message of the same text where the same request comes again after it was settled', async () => {
    const first = await mailbox.write();
    const second = await mailbox.write();
    await mailbox.offers();
    for (let times = 0; times < 2; times++) {
      const matched = await mailbox.queue.matched(mailbox.context(), { as: 'sent', item: smsItem() });
      await matched?.settled(await mailbox.apply('sent', {}, matched.operations, 'request'));
    }
    const states = [await mailbox.states(first.id), await mailbox.states(second.id)];
    expect(states.toSorted()).toEqual(['dispatched offered phone', 'sent sent phone']);
    expect(await mailbox.subjectsIn('outbox')).toHaveLength(1);
  });

  it('makes sent what its owner removed from the Outbox meanwhile', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.takes(item);
    await mailbox.removeItem(item);
    await mailbox.adds('sent', {});
    expect(await mailbox.states(id)).toBe('sent sent phone');
    expect(await mailbox.subjectsIn('sent')).toEqual(['On my way']);
  });

  it('makes sent what was unknown, however late', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.takes(item);
    await lost(id);
    mailbox.clock.advance(30 * 86_400_000);
    await mailbox.adds('sent', {});
    expect(await mailbox.message(id)).toMatchObject({ state: 'sent', phone: { state: 'sent' } });
    expect((await mailbox.message(id)).fault).toBeUndefined();
  });

  it('keeps what its owner let wait again from being sent twice', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.takes(item);
    await lost(id);
    const { value, version } = (await mailbox.texts.message(id))!;
    await mailbox.texts.put(waitingForPhone(value, mailbox.clock.now()), version);
    await mailbox.adds('sent', {});
    expect(await mailbox.states(id)).toBe('sent sent phone');
    expect(await mailbox.offers()).toEqual([]);
  });

  it('is known by its text as the phone was told of it: without what XML cannot carry', async () => {
    const { id, item } = await mailbox.write({ text: 'On\fmy \ud83d way' });
    await mailbox.takes(item);
    await mailbox.adds('sent', { text: 'On\ufffdmy \ufffd way' });
    expect(await mailbox.states(id)).toBe('sent sent phone');
  });

  it('settles nothing where it is of another day, as a history is that a phone uploads', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.takes(item);
    const dateReceived = new Date(mailbox.clock.now() - 2 * 86_400_000);
    expect(await mailbox.adds('sent', { dateReceived })).toBeUndefined();
    expect(await mailbox.states(id)).toBe('dispatched taken phone');
  });
});

describe("a device's report in the Inbox, [MS-ASMS] 3.1.5.1", () => {
  const failure = 'Message not sent to (425) 555-0123:\r\nOn my way';

  it('makes failed what it names by recipient and text', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.takes(item);
    await mailbox.adds('report', { to: [], text: failure });
    expect(await mailbox.message(id)).toMatchObject({
      state: 'failed',
      item,
      phone: { state: 'failed' },
      fault: { code: 'phone-report' },
    });
  });

  it('is not what a recipient answers, nor what somebody else writes', async () => {
    const { id, item } = await mailbox.write({ text: 'OK' });
    await mailbox.takes(item);
    const own = [{ number: '+14255550100' }];
    for (const text of ['OK', 'Yes', 'OK, and you?', 'My new number is +14255550123']) {
      expect(await mailbox.adds('report', { from: { number: recipient }, to: own, text })).toBeUndefined();
    }
    expect(await mailbox.adds('report', { from: { number: '+14255550177' }, to: own, text: 'OK' })).toBeUndefined();
    expect(await mailbox.states(id)).toBe('dispatched taken phone');
  });

  it('is not a text message to oneself that comes back', async () => {
    await mailbox.phone('phone', { phoneNumber: recipient });
    const { id, item } = await mailbox.write();
    await mailbox.takes(item);
    const self = { number: recipient };
    expect(await mailbox.adds('report', { from: self, to: [self] })).toBeUndefined();
    expect(await mailbox.states(id)).toBe('dispatched taken phone');
  });

  it('may have From and To mixed up where it repeats a text that nobody writes by chance', async () => {
    const text = 'The train is late, I shall be there at nine';
    const { id, item } = await mailbox.write({ text });
    await mailbox.takes(item);
    await mailbox.adds('report', { from: { number: recipient }, to: [], text: `Undelivered: ${text}` });
    expect(await mailbox.states(id)).toBe('failed failed phone');
  });

  it('that names a recipient alone counts where it can mean no other message', async () => {
    const first = await mailbox.write({ text: 'One' });
    await mailbox.takes(first.item);
    const second = await mailbox.write({ text: 'Two' });
    await mailbox.takes(second.item);
    const report = { to: [{ number: recipient }], text: 'Could not be sent' };
    expect(await mailbox.adds('report', report)).toBeUndefined();
    await mailbox.adds('sent', { text: 'Two' });
    await mailbox.adds('report', report);
    expect([await mailbox.states(first.id), await mailbox.states(second.id)]).toEqual([
      'failed failed phone',
      'sent sent phone',
    ]);
  });

  it('fails what was sent where it names recipient and text, and a later copy in Sent Items makes it sent again', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.takes(item);
    await mailbox.adds('sent', {});
    await mailbox.adds('report', { to: [{ number: recipient }], text: 'On my way' });
    expect(await mailbox.states(id)).toBe('failed failed phone');
    await mailbox.adds('sent', {});
    expect(await mailbox.states(id)).toBe('sent sent phone');
  });

  it('fails nothing that left by a carrier since', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.takes(item);
    await lost(id);
    const { value, version } = (await mailbox.texts.message(id))!;
    await mailbox.texts.put({ ...value, channel: 'carrier', state: 'sent' }, version);
    expect(await mailbox.adds('report', { to: [{ number: recipient }], text: 'On my way' })).toBeUndefined();
    expect((await mailbox.message(id)).state).toBe('sent');
  });

  it('makes failed what was unknown, however late', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.takes(item);
    await lost(id);
    mailbox.clock.advance(30 * 86_400_000);
    await mailbox.adds('report', { to: [{ number: recipient }], text: 'Not sent: On my way' });
    expect(await mailbox.states(id)).toBe('failed failed phone');
  });

  it('is not sought in a history that a phone uploads: no item is read for that', async () => {
    const { item } = await mailbox.write();
    await mailbox.takes(item);
    const read = vi.spyOn(mailbox.store.mailStore, 'messages');
    const dateReceived = new Date(mailbox.clock.now() - 2 * 86_400_000);
    expect(await mailbox.adds('report', { dateReceived })).toBeUndefined();
    expect(read).not.toHaveBeenCalled();
  });

  it('settles nothing where the same request comes again', async () => {
    const first = await mailbox.write();
    const second = await mailbox.write();
    await mailbox.offers();
    for (let times = 0; times < 2; times++) {
      const report = { to: [{ number: recipient }], text: 'On my way' };
      const matched = await mailbox.queue.matched(mailbox.context(), { as: 'report', item: smsItem(report) });
      await matched?.settled(await mailbox.apply('report', report, matched.operations, 'request'));
    }
    const states = [await mailbox.states(first.id), await mailbox.states(second.id)];
    expect(states.toSorted()).toEqual(['dispatched offered phone', 'failed failed phone']);
  });
});
