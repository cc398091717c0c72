import { fromRecord, smsStatus } from '@postbus/contracts';
import { smsObject } from '@postbus/oxosmms';
import type { TextMessageStore } from '@postbus/ports';
import { withMethods } from '@postbus/testing';
import { CancelSubmission, FindSubmission, textItem } from '@postbus/text-messages';
import { afterEach, describe, expect, it } from 'vitest';
import { DispatchWorld, type Process, type WorldOptions, anna, ben, hour, lease } from '../../test/dispatch-world.ts';

let world: DispatchWorld;
afterEach(() => world.close());
async function open(options: WorldOptions = {}): Promise<void> {
  world = await DispatchWorld.open({ atOnce: true, rules: [{ channels: ['carrier'], order: 'listed' }], ...options });
}
const states = () =>
  world.handled
    .filter(({ topic }) => topic === smsStatus.name)
    .map((event) => fromRecord(smsStatus, event).data)
    .map(({ version, before, state }) => [version, before, state]);

describe('a message whose channel has room as it is planned', () => {
  it('is stored as dispatched, sent without a turn in its queue, and its job is over', async () => {
    await open();
    const id = await world.submit([anna], { text: 'Hi' });
    await world.handle();
    expect(world.channel('carrier').given).toMatchObject([{ numbers: [anna], text: 'Hi' }]);
    expect(states()).toEqual([
      [1, undefined, 'dispatched'],
      [2, 'dispatched', 'sent'],
    ]);
    expect(await world.message(id)).toMatchObject({ state: 'sent', channel: 'carrier' });
    expect(await world.inFolder('sent')).toHaveLength(1);
    expect(await world.store.jobStore.counts()).toEqual([]);
    expect(await world.work()).toBe(0);
  });

  it('is given once, though its submission comes again, to another process at the same time too', async () => {
    await open();
    const id = await world.submit([anna]);
    const [event] = world.events;
    world.events.push(event!, event!);
    const other = world.processOver(world.store);
    await Promise.all([world.handle(), world.handle(other)]);
    await world.settle();
    expect(world.channel('carrier').given).toHaveLength(1);
    expect(await world.messages(id)).toHaveLength(1);
  });

  /** A process in which `meanwhile` happens just before a message is stored as given to its channel. */
  const processWhile = (meanwhile: () => Promise<unknown>): Process => {
    const { textMessages } = world.store;
    const addClaimed: TextMessageStore['addClaimed'] = async (added, claim) => {
      await meanwhile();
      return textMessages.addClaimed(added, claim);
    };
    return world.processOver({ ...world.store, textMessages: withMethods(textMessages, { addClaimed }) });
  };

  it('does not leave where its owner took it back as it was planned, and was told so', async () => {
    await open();
    const id = await world.submit([anna]);
    const { textMessages, mailStore: store } = world.store;
    const parts = { textMessages, store, clock: world.clock, eventSource: '/test' };
    const cancel = new CancelSubmission(new FindSubmission(textMessages, store), parts);
    await world.handle(processWhile(() => cancel.execute(world.scope, id)));
    await world.settle();
    expect(world.channel('carrier').given).toEqual([]);
    expect(await world.message(id)).toMatchObject({ state: 'cancelled' });
  });

  it('leaves as its item says now where that was changed as it was planned', async () => {
    await open();
    await world.submit([anna], { text: 'Old' });
    const edited = processWhile(async () => {
      const [item] = await world.inFolder('outbox');
      const object = smsObject({ origin: 'submitted', text: 'New', at: 0, recipients: [{ number: anna }] });
      const message = textItem(object, world.time, true);
      await world.store.mailStore.apply(world.scope, [{ do: 'update-message', id: item!.id, message }]);
    });
    await world.handle(edited);
    await world.settle();
    expect(world.channel('carrier').given).toMatchObject([{ text: 'New' }]);
  });

  it('is unknown where the process died with it', async () => {
    await open();
    const id = await world.submit([anna]);
    const dead = withMethods(world.store.textMessages, { put: () => new Promise(() => {}) });
    void world.handle(world.processOver({ ...world.store, textMessages: dead }));
    await expect.poll(() => world.channel('carrier').given).toHaveLength(1);
    expect(await world.work()).toBe(0);
    world.time += lease;
    expect(await world.work()).toBe(1);
    expect(await world.message(id)).toMatchObject({ state: 'unknown' });
    expect(world.channel('carrier').given).toHaveLength(1);
  });
});

describe('a message that waits in its queue', () => {
  const queued = async (id: string): Promise<void> => {
    await world.handle();
    expect(world.channel('carrier').given).toEqual([]);
    const waiting = (await world.messages(id)).map(({ state }) => state);
    expect(waiting.every((state) => state === 'queued' || state === 'scheduled')).toBe(true);
    expect(await world.store.jobStore.counts()).toHaveLength(1);
  };

  it('has no room in its channel', async () => {
    await open();
    world.channel('carrier').isUp = false;
    await queued(await world.submit([anna]));
  });

  it('is one of several of its submission', async () => {
    await open();
    await queued(await world.submit([anna, ben]));
  });

  it('is to leave later', async () => {
    await open();
    await queued(await world.submit([anna], { scheduledFor: world.time + hour }));
  });

  it('is to who wants none: it fails there', async () => {
    await open();
    await world.store.textMessages.optOut({ number: anna, sender: 'Postbus', at: 0 });
    const id = await world.submit([anna]);
    await queued(id);
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'failed', fault: { code: 'opted-out' } });
  });
});
