import { DomainError } from '@postbus/domain';
import { channelGuid, deviceGuid } from '@postbus/text-messages';
import { afterEach, describe, expect, it } from 'vitest';
import { DispatchWorld, type WorldOptions, anna, ben, day, hour, minute, smpp } from '../../test/dispatch-world.ts';

let world: DispatchWorld;
afterEach(() => world.close());
async function open(options?: WorldOptions): Promise<DispatchWorld> {
  world = await DispatchWorld.open(options);
  return world;
}
const onlyCarrier: WorldOptions = { rules: [{ channels: ['carrier'], order: 'listed' }] };

describe('a submission', () => {
  it('becomes one message for each recipient of a carrier, numbers in E.164 by the region', async () => {
    const { scope } = await open(onlyCarrier);
    const id = await world.submit(['06 12345678', ben, '1234']);
    await world.handle();
    const messages = await world.messages(id);
    expect(messages.map(({ recipients }) => recipients[0]?.number).toSorted()).toEqual([anna, ben, '1234'].toSorted());
    expect(messages[0]).toMatchObject({
      mailbox: scope.mailbox,
      state: 'queued',
      channel: 'carrier',
      channels: [],
      dueAt: world.time,
      expiresAt: world.time + day,
    });
    expect(await world.store.jobStore.counts()).toMatchObject([{ queue: 'sms/carrier', due: 3 }]);
  });

  it('is dialled from the region of its account rather than that of the settings', async () => {
    await open(onlyCarrier);
    await world.store.directory.change(world.owner.id, { region: 'US' });
    const id = await world.submit(['425 555 0123']);
    await world.handle();
    expect((await world.message(id)).recipients).toEqual([{ number: '+14255550123' }]);
  });

  it('planned again changes nothing', async () => {
    await open(onlyCarrier);
    const id = await world.submit([anna]);
    const [event] = world.events;
    await world.handle();
    const before = await world.store.textMessages.ofSubmission(id);
    world.time += minute;
    world.events.push(event!);
    await world.handle();
    expect(await world.store.textMessages.ofSubmission(id)).toEqual(before);
    expect(await world.store.jobStore.counts()).toMatchObject([{ due: 1 }]);
  });

  it('has each number once, however it is written', async () => {
    await open(onlyCarrier);
    const id = await world.submit([anna, '0612345678', '+31 6 1234 5678']);
    await world.handle();
    expect(await world.messages(id)).toHaveLength(1);
  });

  it('goes to all recipients of a phone as one, and wakes who waits for the Outbox', async () => {
    await open();
    await world.addSendingPhone();
    const id = await world.submit([anna, ben]);
    world.told.length = 0;
    await world.handle();
    const messages = await world.messages(id);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatchObject({
      channel: 'phone',
      channels: ['carrier'],
      recipients: [{ number: anna }, { number: ben }],
      phone: { state: 'waiting' },
    });
    expect(world.told.filter(({ topic }) => topic === 'mailbox.changed.v1').length).toBeGreaterThanOrEqual(2);
  });

  it('goes to the next channel where no phone of its owner sends', async () => {
    await open();
    const id = await world.submit([anna, ben]);
    await world.handle();
    const messages = await world.messages(id);
    expect(messages).toHaveLength(2);
    for (const message of messages) expect(message).toMatchObject({ channel: 'carrier', channels: [] });
  });

  it('waits for a phone that is yet to send where it is for later, or nothing else carries it', async () => {
    await open({
      rules: [
        { prefixes: [ben], channels: ['phone'], order: 'listed' },
        { channels: ['phone', 'carrier'], order: 'listed' },
      ],
    });
    const later = await world.submit([anna], { scheduledFor: world.time + hour });
    const only = await world.submit([ben]);
    await world.handle();
    expect(await world.message(later)).toMatchObject({ channel: 'phone', channels: ['carrier'] });
    expect(await world.message(only)).toMatchObject({ channel: 'phone', channels: [] });
  });

  it('of an MMS goes to all recipients of its channel as one', async () => {
    await open({ channels: [smpp('carrier'), smpp('pictures', { kind: 'mm7' })] });
    const id = await world.submitMms([anna, ben]);
    await world.handle();
    expect(await world.messages(id)).toMatchObject([{ kind: 'mms', channel: 'pictures', channels: [] }]);
  });

  it('is parted where some recipients are reached by phone: each part has an item of its own', async () => {
    await open({
      rules: [
        { prefixes: ['+316123'], channels: ['phone'], order: 'listed' },
        { channels: ['carrier'], order: 'listed' },
      ],
    });
    const id = await world.submit([anna, ben]);
    await world.handle();
    const messages = await world.messages(id);
    expect(messages.map(({ channel, recipients }) => `${channel} ${recipients[0]?.number}`).toSorted()).toEqual([
      `carrier ${ben}`,
      `phone ${anna}`,
    ]);
    expect(new Set(messages.map(({ item }) => item)).size).toBe(2);
    const outbox = await world.inFolder('outbox');
    expect(outbox.map(({ object }) => object.recipients.length)).toEqual([1, 1]);
  });

  it('fails by recipient where a number cannot exist', async () => {
    await open(onlyCarrier);
    const id = await world.submit(['12', anna]);
    await world.handle();
    const failed = (await world.messages(id)).find(({ state }) => state === 'failed');
    expect(failed).toMatchObject({ recipients: [{ number: '12' }], fault: { code: 'not-a-number' } });
  });

  it('of a mailbox that is gone is passed over', async () => {
    await open(onlyCarrier);
    const id = await world.submit([anna]);
    await world.store.mailStore.deleteMailbox(world.scope);
    await world.handle();
    expect(await world.messages(id)).toEqual([]);
    await expect(world.store.mailStore.mailbox(world.scope)).rejects.toThrow(DomainError);
  });
});

describe('limits', () => {
  it('of a user stop what is above, message by message', async () => {
    await open({ ...onlyCarrier, plan: { perUser: 2 } });
    const id = await world.submit([anna, ben, '+31611111111']);
    await world.handle();
    const messages = await world.messages(id);
    expect(messages.filter(({ state }) => state === 'queued')).toHaveLength(2);
    expect(messages.find(({ state }) => state === 'failed')?.fault?.code).toBe('limit-per-user');
    world.time += hour + 1;
    const later = await world.submit([anna]);
    await world.handle();
    expect(await world.message(later)).toMatchObject({ state: 'queued' });
  });

  it('of a number stop what is above, whoever sends it', async () => {
    await open({ ...onlyCarrier, plan: { perDestination: 1 } });
    await world.submit([anna]);
    await world.handle();
    const id = await world.submit([anna, ben]);
    await world.handle();
    const messages = await world.messages(id);
    expect(messages.find(({ recipients }) => recipients[0]?.number === anna)?.fault?.code).toBe(
      'limit-per-destination',
    );
    expect(messages.find(({ recipients }) => recipients[0]?.number === ben)?.state).toBe('queued');
  });

  it('of recipients stop the whole', async () => {
    await open({ ...onlyCarrier, plan: { mostRecipients: 1 } });
    const id = await world.submit([anna, ben]);
    await world.handle();
    expect(await world.messages(id)).toMatchObject([{ state: 'failed', fault: { code: 'too-many-recipients' } }]);
  });
});

describe('PidNameOMSAccountGuid, [MS-OXOSMMS] 2.2.1.1', () => {
  it('names the channel that is used, and no other is', async () => {
    await open({ channels: [smpp('one'), smpp('two')] });
    const id = await world.submit([anna], { accountGuid: channelGuid('two') });
    await world.handle();
    expect(await world.message(id)).toMatchObject({ channel: 'two', channels: [] });
  });

  it('names the device that is to send', async () => {
    await open();
    const { deviceStore } = world.store;
    await deviceStore.putDevice(world.scope, { id: 'PHONE1', type: 'Pixel', firstSeen: 0, lastSeen: 0 }, 0);
    const id = await world.submit([anna], { accountGuid: deviceGuid(world.scope.mailbox, 'PHONE1') });
    await world.handle();
    expect(await world.message(id)).toMatchObject({ channel: 'phone', channels: [], phone: { only: 'PHONE1' } });
  });

  it('of another program counts as none', async () => {
    await open(onlyCarrier);
    const id = await world.submit([anna], { accountGuid: '{01234567-89AB-CDEF-0123-456789ABCDEF}' });
    await world.handle();
    expect(await world.message(id)).toMatchObject({ channel: 'carrier', state: 'queued' });
  });

  it('of a channel that the user may not use is refused', async () => {
    await open({ channels: [smpp('one'), smpp('two')] });
    await world.store.directory.change(world.owner.id, { textChannels: ['one'] });
    const id = await world.submit([anna], { accountGuid: channelGuid('two') });
    await world.handle();
    expect(await world.message(id)).toMatchObject({ state: 'failed', fault: { code: 'channel-not-allowed' } });
  });
});

describe('PidNameOMSScheduleTime, [MS-OXOSMMS] 2.2.1.2', () => {
  it('is when the message may leave, and its validity begins there', async () => {
    await open(onlyCarrier);
    const at = world.time + 2 * day;
    const id = await world.submit([anna], { scheduledFor: at });
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'scheduled', dueAt: at, expiresAt: at + day });
    expect(world.channel('carrier').given).toEqual([]);
    world.time = at;
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'sent' });
    expect(world.channel('carrier').given).toHaveLength(1);
  });

  it('in the past is now', async () => {
    await open(onlyCarrier);
    const id = await world.submit([anna], { scheduledFor: world.time - day });
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'sent' });
  });
});
