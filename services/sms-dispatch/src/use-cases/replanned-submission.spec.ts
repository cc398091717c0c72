import { randomUUID } from 'node:crypto';
import { type SmsSubmitted, smsSubmitted, toRecord } from '@postbus/contracts';
import { smsObject } from '@postbus/oxosmms';
import { textItem } from '@postbus/text-messages';
import { afterEach, describe, expect, it } from 'vitest';
import { DispatchWorld, type WorldOptions, anna, ben, day, hour, smpp } from '../../test/dispatch-world.ts';

let world: DispatchWorld;
afterEach(() => world.close());
const cleo = '+31611111111';
const onlyCarrier: WorldOptions = { rules: [{ channels: ['carrier'], order: 'listed' }] };

/** A submission to leave in a day, planned. */
async function scheduled(numbers: readonly string[], options?: WorldOptions): Promise<string> {
  world = await DispatchWorld.open(options);
  const id = await world.submit(numbers, { scheduledFor: world.time + day });
  await world.settle();
  return id;
}

/** The event again. */
function again(id: string): void {
  const { tenant, mailbox } = world.owner;
  const submittedAt = new Date(Date.UTC(2026, 0, 1)).toISOString();
  const data: SmsSubmitted = { id, tenant, mailbox, kind: 'sms', source: 'api', submittedAt };
  world.events.push(toRecord(smsSubmitted, data, { id: randomUUID(), source: '/test' }, new Date(world.time)));
}

/** The item's owner writes other recipients. */
async function edit(id: string, numbers: readonly string[], scheduledFor = world.time + day): Promise<void> {
  const [item] = await world.inFolder('outbox');
  const recipients = numbers.map((number) => ({ number }));
  const object = smsObject({ origin: 'submitted', text: 'Hello', recipients, scheduledFor });
  const message = textItem(object, world.time, true);
  await world.store.mailStore.apply(world.scope, [{ do: 'update-message', id: item!.id, message }]);
  again(id);
  await world.settle();
}

const waiting = async (id: string) =>
  (await world.messages(id))
    .filter(({ state }) => state === 'scheduled')
    .map(({ channel, recipients }) => `${channel}: ${recipients.map(({ number }) => number).join(' ')}`)
    .toSorted();
const given = () =>
  [...world.recording.values()].flatMap((one) => one.given.flatMap(({ numbers }) => numbers)).toSorted();

describe('an edit of recipients', () => {
  it('cancels who was taken away and adds who came', async () => {
    const id = await scheduled([anna, ben], onlyCarrier);
    await edit(id, [ben, cleo]);
    expect(await waiting(id)).toEqual([`carrier: ${cleo}`, `carrier: ${ben}`].toSorted());
    world.time += day;
    await world.settle();
    expect(given()).toEqual([ben, cleo].toSorted());
  });

  it('that replaces all never leaves the item without a message that waits', async () => {
    const id = await scheduled([anna], onlyCarrier);
    await edit(id, [cleo]);
    expect((await world.messages(id)).map(({ state }) => state)).toEqual(['scheduled']);
    expect(await world.inFolder('outbox')).toHaveLength(1);
    world.time += day;
    await world.settle();
    expect(given()).toEqual([cleo]);
  });

  it('of what goes by phone changes the one message that there is', async () => {
    const id = await scheduled([anna, ben]);
    await edit(id, [ben, cleo]);
    expect(await waiting(id)).toEqual([`phone: ${ben} ${cleo}`]);
  });

  it('lets who was taken away come back', async () => {
    const id = await scheduled([anna, ben], onlyCarrier);
    await edit(id, [ben]);
    await edit(id, [anna, ben]);
    expect(await waiting(id)).toEqual([`carrier: ${anna}`, `carrier: ${ben}`]);
    world.time += day;
    await world.settle();
    expect(given()).toEqual([anna, ben]);
  });

  it('sends to who takes the place of another after a failover', async () => {
    world = await DispatchWorld.open({
      channels: [smpp('one'), smpp('two')],
      rules: [{ channels: ['one', 'two'], order: 'listed' }],
    });
    world.channel('one').answer = ({ recipients }) =>
      recipients[0]?.number === anna ? { then: 'elsewhere', fault: { code: 'down', text: 'away' } } : undefined;
    const later = world.time + hour;
    world.channel('two').answer = () => (world.time < later ? { then: 'later', due: later } : undefined);
    const id = await world.submit([anna]);
    await world.settle();
    expect(await world.message(id)).toMatchObject({ channel: 'two', state: 'queued' });
    world.time += 1;
    await edit(id, [ben], world.time);
    world.time = later;
    await world.settle();
    expect(given()).toEqual([ben]);
  });

  it('gives nothing to who has it already', async () => {
    const id = await scheduled([anna, ben], onlyCarrier);
    const later = world.time + day + 2 * hour;
    world.channel('carrier').answer = ({ recipients }) =>
      recipients[0]?.number === ben && world.time < later ? { then: 'later', due: later } : undefined;
    world.time += day;
    await world.settle();
    expect(given()).toEqual([anna]);
    await edit(id, [anna, ben, cleo], world.time + hour);
    world.time = later + hour;
    await world.settle();
    expect(given()).toEqual([anna, ben, cleo].toSorted());
  });
});

describe('an event that the bus brings again', () => {
  it('leaves a group that was parted for a carrier as it is', async () => {
    world = await DispatchWorld.open();
    await world.addSendingPhone();
    world.channel('phone').answer = () => ({ then: 'elsewhere', fault: { code: 'no-phone', text: 'none' } });
    const later = world.time + hour;
    world.channel('carrier').answer = ({ recipients }) =>
      recipients[0]?.number === ben && world.time < later ? { then: 'later', due: later } : undefined;
    const id = await world.submit([anna, ben]);
    await world.settle();
    again(id);
    await world.settle();
    again(id);
    world.time = later;
    await world.settle();
    expect(given()).toEqual([anna, ben]);
    expect((await world.messages(id)).map(({ state }) => state)).toEqual(['sent', 'sent']);
  });

  it('reports too many recipients once', async () => {
    world = await DispatchWorld.open({ plan: { mostRecipients: 1 } });
    again(await world.submit([anna, ben, cleo]));
    await world.settle();
    expect(await world.inFolder('inbox')).toHaveLength(1);
  });

  it('after all was sent changes nothing', async () => {
    const id = await scheduled([anna], onlyCarrier);
    world.time += day;
    await world.settle();
    again(id);
    await world.settle();
    expect(given()).toEqual([anna]);
    expect(await world.inFolder('sent')).toHaveLength(1);
  });
});
