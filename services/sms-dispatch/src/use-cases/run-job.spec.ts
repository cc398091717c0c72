import { PortError } from '@postbus/ports';
import { afterEach, describe, expect, it } from 'vitest';
import { DispatchWorld, type WorldOptions, anna, ben, day, lease, minute, smpp } from '../../test/dispatch-world.ts';
import { smsQueue } from '../sms-jobs.ts';

let world: DispatchWorld;
afterEach(() => world.close());
async function open(options: WorldOptions = onlyCarrier): Promise<DispatchWorld> {
  world = await DispatchWorld.open(options);
  return world;
}
const onlyCarrier: WorldOptions = { rules: [{ channels: ['carrier'], order: 'listed' }] };
const two: WorldOptions = {
  channels: [smpp('one'), smpp('two')],
  rules: [{ channels: ['one', 'two'], order: 'listed' }],
};
const refused = { code: 'ESME_RINVDSTADR', text: 'the carrier does not reach it' };

describe('a job', () => {
  it('gives the text of the item to the channel', async () => {
    await open();
    const id = await world.submit([anna], { text: 'What time is it?' });
    await world.settle();
    expect(world.channel('carrier').given).toMatchObject([{ numbers: [anna], text: 'What time is it?' }]);
    expect(await world.message(id)).toMatchObject({ state: 'sent' });
    expect(await world.store.jobStore.counts()).toEqual([]);
  });

  it('whose clock went back since it was claimed runs at its time', async () => {
    await open();
    const id = await world.submit([anna], { scheduledFor: world.time + day });
    await world.settle();
    world.time += day;
    const claim = { queue: smsQueue('carrier'), worker: 'any', lease, limit: 1, perDestination: 1 };
    const [job] = await world.store.jobStore.claim(claim);
    world.time -= 5;
    await world.process.run.execute(job!, new AbortController().signal);
    expect(await world.message(id)).toMatchObject({ state: 'scheduled' });
    world.time += 5;
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'sent' });
  });

  it('gives nothing whose item is gone', async () => {
    await open();
    const id = await world.submit([anna]);
    await world.handle();
    await world.remove((await world.message(id)).item!);
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'cancelled' });
    expect(world.channel('carrier').given).toEqual([]);
  });

  it('gives nothing that is of no use any more', async () => {
    await open();
    const id = await world.submit([anna], { expiresAt: world.time + minute });
    await world.handle();
    world.time += minute;
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'expired', fault: { code: 'expired' } });
    expect(world.channel('carrier').given).toEqual([]);
  });

  it('gives nothing to whom STOP was said for the number that it comes from', async () => {
    await open();
    await world.store.textMessages.optOut({ number: anna, sender: 'Postbus', at: world.time });
    await world.store.textMessages.optOut({ number: ben, sender: 'Other', at: world.time });
    const stopped = await world.submit([anna]);
    const wanted = await world.submit([ben]);
    await world.settle();
    expect(await world.message(stopped)).toMatchObject({ state: 'failed', fault: { code: 'opted-out' } });
    expect(await world.message(wanted)).toMatchObject({ state: 'sent' });
  });

  it('comes again when the channel says so, and not after the message is of no use', async () => {
    await open();
    const carrier = world.channel('carrier');
    carrier.answer = () => ({ then: 'later', due: world.time + 2 * day });
    const id = await world.submit([anna]);
    await world.settle();
    expect(await world.store.jobStore.nextDue('sms/carrier')).toBe(world.time + day);
    world.time += day;
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'expired' });
  });

  it('that another one changed meanwhile is looked at again', async () => {
    await open();
    let conflicts = 0;
    world.channel('carrier').answer = () => {
      if (conflicts++ === 0) throw new PortError('conflict', 'TextMessageStore', 'another version');
      return undefined;
    };
    const id = await world.submit([anna]);
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'queued' });
    world.time += 1000;
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'sent' });
  });

  it('gives nothing by a channel that its owner may not use any more', async () => {
    await open(two);
    const id = await world.submit([anna]);
    await world.handle();
    await world.store.directory.change(world.owner.id, { textChannels: ['two'] });
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'sent', channel: 'two' });
    expect(world.channel('one').given).toEqual([]);
  });

  it('that meets a fault comes again, later each time', async () => {
    await open();
    world.channel('carrier').answer = () => {
      throw new Error('unforeseen');
    };
    const id = await world.submit([anna]);
    await world.settle();
    expect(await world.store.jobStore.nextDue('sms/carrier')).toBe(world.time + 2000);
    world.time += 2000;
    await world.settle();
    expect(await world.store.jobStore.nextDue('sms/carrier')).toBe(world.time + 4000);
    world.channel('carrier').answer = undefined;
    world.time += 4000;
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'sent' });
  });

  it('of a worker that died is taken up by the next, from what was stored', async () => {
    await open();
    const id = await world.submit([anna]);
    await world.handle();
    const { textMessages, jobStore } = world.store;
    await jobStore.claim({ queue: 'sms/carrier', worker: 'dies', lease, limit: 1, perDestination: 1 });
    const found = await textMessages.message((await world.message(id)).id);
    await textMessages.put({ ...found!.value, state: 'dispatched' }, found!.version);
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'dispatched' });
    world.time += lease;
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'unknown' });
    expect(world.channel('carrier').given).toEqual([]);
  });
});

describe('failover', () => {
  it('is to the next channel, once and in order', async () => {
    await open(two);
    world.channel('one').answer = () => ({ then: 'elsewhere', fault: refused });
    const id = await world.submit([anna]);
    await world.settle();
    expect(world.channel('one').given).toEqual([]);
    expect(world.channel('two').given).toHaveLength(1);
    expect(await world.message(id)).toMatchObject({ state: 'sent', channel: 'two', channels: [] });
  });

  it('ends as failed, with the last fault, where no channel is left', async () => {
    await open(two);
    for (const name of ['one', 'two']) world.channel(name).answer = () => ({ then: 'elsewhere', fault: refused });
    const id = await world.submit([anna]);
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'failed', channel: 'two', fault: refused });
  });

  it('leaves a channel that has been away for long', async () => {
    await open(two);
    world.gone.add('one');
    const id = await world.submit([anna]);
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'sent', channel: 'two' });
    expect(world.channel('one').given).toEqual([]);
  });

  it('leaves a channel that the settings have no more', async () => {
    await open(two);
    const id = await world.submit([anna]);
    await world.handle();
    const found = (await world.store.textMessages.ofSubmission(id))[0]!;
    const moved = { ...found.value, channel: 'removed', dueAt: world.time + 1 };
    await world.store.textMessages.put(moved, found.version);
    await world.settle();
    world.time += 1;
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'sent', channel: 'two' });
  });

  it('from a phone to a carrier parts a group: each recipient gets it once', async () => {
    await open({ channels: [smpp('carrier')] });
    await world.addSendingPhone();
    world.channel('phone').answer = () => ({ then: 'elsewhere', fault: refused });
    const id = await world.submit([anna, ben, '+31611111111']);
    await world.settle();
    const messages = await world.messages(id);
    expect(messages.map(({ state }) => state)).toEqual(['sent', 'sent', 'sent']);
    const given = world.channel('carrier').given.flatMap(({ numbers }) => numbers);
    expect(given.toSorted()).toEqual([anna, ben, '+31611111111'].toSorted());
  });
});
