import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PhoneMailbox } from './phone-mailbox.fixture.ts';

let mailbox: PhoneMailbox;
beforeEach(async () => {
  mailbox = await new PhoneMailbox().start();
});
afterEach(() => mailbox.close());

describe('what a device does with an offer, [MS-ASMS] 3.1.5.1', () => {
  it('is taken by the next SyncKey', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.offers();
    mailbox.clock.advance(1000);
    await mailbox.queue.acknowledged(mailbox.context(), [item]);
    expect(await mailbox.message(id)).toMatchObject({
      state: 'dispatched',
      phone: { state: 'taken', device: 'phone', since: mailbox.clock.now() },
    });
    await mailbox.queue.acknowledged(mailbox.context(), [item]);
    expect((await mailbox.texts.message(id))?.version).toBe(3);
  });

  it('is taken by its Delete, which takes nothing from the mailbox', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.offers();
    expect(await mailbox.queue.deleted(mailbox.context(), item)).toBe(true);
    expect(await mailbox.states(id)).toBe('dispatched taken phone');
    expect(await mailbox.queue.deleted(mailbox.context(), item)).toBe(true);
    expect(await mailbox.subjectsIn('outbox')).toEqual(['On my way']);
  });

  it('means nothing where another device says it', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.offers();
    await mailbox.phone('second');
    await mailbox.queue.acknowledged(mailbox.context('second'), [item]);
    expect(await mailbox.queue.deleted(mailbox.context('second'), item)).toBe(false);
    expect(await mailbox.states(id)).toBe('dispatched offered phone');
  });

  it('means nothing for what waits, which the device never had', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.queue.acknowledged(mailbox.context(), [item]);
    expect(await mailbox.queue.deleted(mailbox.context(), item)).toBe(false);
    expect(await mailbox.queue.deleted(mailbox.context(), item + 1000)).toBe(false);
    expect(await mailbox.states(id)).toBe('queued waiting');
  });

  it('is taken once, by two requests at once', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.offers();
    await Promise.all([
      mailbox.queue.acknowledged(mailbox.context(), [item]),
      mailbox.queue.deleted(mailbox.context(), item),
      mailbox.process().acknowledged(mailbox.context(), [item]),
    ]);
    expect(await mailbox.states(id)).toBe('dispatched taken phone');
    expect((await mailbox.texts.message(id))?.version).toBe(3);
  });
});

describe('what is taken from a device', () => {
  it('is what its owner removed from the Outbox', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.offers();
    expect((await mailbox.queue.changes(mailbox.context(), [item], 100)).deletes).toEqual([]);
    await mailbox.removeItem(item);
    expect(await mailbox.queue.hasChanges(mailbox.context(), [item])).toBe(true);
    expect((await mailbox.queue.changes(mailbox.context(), [item], 100)).deletes).toEqual([item]);
    expect(await mailbox.states(id)).toBe('dispatched offered phone');
  });

  it('is what ended', async () => {
    const { item } = await mailbox.write();
    await mailbox.takes(item);
    await mailbox.adds('sent', {});
    expect((await mailbox.queue.changes(mailbox.context(), [item], 100)).deletes).toEqual([item]);
  });

  it('is all that it holds once it is switched off; what it took is offered to no other', async () => {
    const { id, item } = await mailbox.write();
    await mailbox.takes(item);
    await mailbox.switchOff('phone');
    await mailbox.phone('second');
    expect((await mailbox.queue.changes(mailbox.context(), [item], 100)).deletes).toEqual([item]);
    expect(await mailbox.offers('second')).toEqual([]);
    expect(await mailbox.states(id)).toBe('dispatched taken phone');
  });

  it('is nothing where another device took over: that one gets what nobody was offered', async () => {
    const first = await mailbox.write();
    await mailbox.offers();
    mailbox.clock.advance(1);
    await mailbox.phone('second');
    const second = await mailbox.write();
    expect(await mailbox.queue.changes(mailbox.context(), [first.item], 100)).toMatchObject({ adds: [], deletes: [] });
    expect(await mailbox.offers('phone')).toEqual([first.item]);
    expect(await mailbox.offers('second')).toEqual([second.item]);
  });

  it('is what it put into the Outbox itself, before it is offered that, or where another one sends it', async () => {
    const { id, item } = await mailbox.write();
    expect(await mailbox.queue.changes(mailbox.context(), [item], 100)).toMatchObject({ adds: [], deletes: [item] });
    expect(await mailbox.states(id)).toBe('queued waiting');
    mailbox.clock.advance(1);
    await mailbox.phone('second');
    expect(await mailbox.offers('second')).toEqual([item]);
    expect((await mailbox.queue.changes(mailbox.context(), [item], 100)).deletes).toEqual([item]);
  });

  it('is nothing of what a device that does not send put into the Outbox, until that has left', async () => {
    await mailbox.phone('desktop');
    await mailbox.switchOff('desktop');
    const { item } = await mailbox.write();
    const desktop = mailbox.context('desktop');
    expect(await mailbox.queue.hasChanges(desktop, [item])).toBe(false);
    await mailbox.takes(item);
    expect(await mailbox.queue.hasChanges(desktop, [item])).toBe(false);
    await mailbox.adds('sent', {});
    expect((await mailbox.queue.changes(desktop, [item], 100)).deletes).toEqual([item]);
  });

  it('is no more at once than the window', async () => {
    const written = [];
    for (let count = 0; count < 5; count++) written.push((await mailbox.write()).item);
    await mailbox.offers();
    await mailbox.switchOff('phone');
    const answer = await mailbox.queue.changes(mailbox.context(), written, 3);
    expect(answer).toEqual({ adds: [], deletes: written.slice(0, 3), more: true });
  });
});
