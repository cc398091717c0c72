/** A text message on its way through a phone, from its submission to where it lies in the end. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mailboxChanged } from '@postbus/contracts';
import type { Device, TextMessage } from '@postbus/domain';
import { FindSubmission, ReleaseMessage, offeredTo, sentByPhone, statusRecord, taken } from '@postbus/text-messages';
import { DispatchWorld, anna, ben, minute } from '../../test/dispatch-world.ts';
import type { ChannelDispatch } from '../dispatched.ts';
import { PhoneDispatch } from './phone-dispatch.ts';

const times = { offerFor: 15 * minute, answerWithin: 10 * minute, sendWithin: 60 * minute };
const onlyPhone = [{ channels: ['phone'], order: 'listed' as const }];

let world: DispatchWorld;

async function open(rules: NonNullable<Parameters<typeof DispatchWorld.open>[0]>['rules'] = []): Promise<void> {
  const phone: ChannelDispatch = {
    execute: (given) => {
      const { textMessages: texts, mailStore: mail, deviceStore: devices } = world.store;
      return new PhoneDispatch({ texts, mail, devices }, times).execute(given);
    },
  };
  world = await DispatchWorld.open({
    rules,
    dispatches: (recording) =>
      new Map<string, ChannelDispatch>([
        ['carrier', recording.get('carrier')!.over(() => world.store.textMessages)],
        ['phone', phone],
      ]),
  });
}

beforeEach(() => open());
afterEach(() => world.close());

async function phone(): Promise<void> {
  const device: Device = { id: 'phone', type: 'Phone', firstSeen: 0, lastSeen: 0, outboundSmsSince: 1 };
  await world.store.deviceStore.putDevice(world.scope, device, 0);
}

/** What sync stores when a phone comes. */
async function step(submission: string, next: (message: TextMessage) => TextMessage): Promise<void> {
  const [{ value, version }] = (await world.store.textMessages.ofSubmission(submission)) as [
    { value: TextMessage; version: number },
  ];
  const after = next(value);
  const events = after.state === value.state ? [] : [statusRecord(after, version + 1, '/sync')];
  await world.store.textMessages.put(after, version, events);
}

const isOffered = (submission: string): Promise<void> =>
  step(submission, (message) => offeredTo(message, 'phone', 'Hello', world.time));

async function pass(milliseconds: number): Promise<void> {
  world.time += milliseconds;
  await world.settle();
}

const wakes = (): number => world.told.filter(({ topic }) => topic === mailboxChanged.name).length;

async function subjects(role: 'inbox' | 'outbox' | 'sent' | 'drafts'): Promise<string[]> {
  return (await world.inFolder(role)).map(({ summary }) => summary.subject);
}

describe('a text message for a phone', () => {
  it('waits for it, goes to a carrier after offerFor, and nowhere else then', async () => {
    await phone();
    const id = await world.submit([anna]);
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'queued', channel: 'phone', channels: ['carrier'] });
    await pass(times.offerFor - 1);
    expect(world.channel('carrier').given).toEqual([]);
    await pass(1);
    expect(world.channel('carrier').given).toMatchObject([{ numbers: [anna], text: 'Hello' }]);
    expect(await world.message(id)).toMatchObject({ state: 'sent', channel: 'carrier' });
  });

  it('goes to a carrier at once where no phone of its owner sends', async () => {
    await world.submit([anna, ben]);
    await world.settle();
    expect(world.channel('carrier').given.map(({ numbers }) => numbers)).toEqual([[anna], [ben]]);
  });

  it('expires where no phone comes and there is no carrier, with its phones woken meanwhile', async () => {
    await world.close();
    await open(onlyPhone);
    await phone();
    const id = await world.submit([anna], { expiresAt: world.time + 40 * minute });
    await world.settle();
    const before = wakes();
    await pass(times.offerFor);
    await pass(times.offerFor);
    expect([(await world.message(id)).state, wakes() - before]).toEqual(['queued', 2]);
    await pass(times.offerFor);
    expect((await world.message(id)).state).toBe('expired');
    expect([await subjects('drafts'), await subjects('inbox')]).toEqual([['Hello'], ['Not sent in time: Hello']]);
  });

  it('wakes phones when its time comes', async () => {
    await phone();
    const id = await world.submit([anna], { scheduledFor: world.time + minute });
    await world.settle();
    const before = wakes();
    expect((await world.message(id)).state).toBe('scheduled');
    await pass(minute);
    expect(await world.message(id)).toMatchObject({ state: 'queued', phone: { state: 'waiting', since: world.time } });
    expect(wakes()).toBe(before + 1);
  });

  it('is unknown where the phone is silent, lies in Sent Items with a report, and no carrier ever gets it', async () => {
    await phone();
    const id = await world.submit([anna]);
    await world.settle();
    await isOffered(id);
    await pass(times.offerFor);
    expect(await world.message(id)).toMatchObject({ state: 'unknown', phone: { state: 'unknown', device: 'phone' } });
    await pass(2 * times.sendWithin);
    expect(world.channel('carrier').given).toEqual([]);
    expect([await subjects('outbox'), await subjects('sent')]).toEqual([[], ['Hello']]);
    expect(await subjects('inbox')).toEqual(['It is not known whether this was sent: Hello']);
  });

  it('is sent where the phone says so in time, whatever its job does then', async () => {
    await phone();
    const id = await world.submit([anna]);
    await world.settle();
    await isOffered(id);
    await pass(9 * minute);
    await step(id, (message) => taken(message, world.time));
    await pass(59 * minute);
    expect((await world.message(id)).state).toBe('dispatched');
    await step(id, (message) => sentByPhone(message, world.time));
    await pass(2 * times.sendWithin);
    expect((await world.message(id)).state).toBe('sent');
    expect(world.channel('carrier').given).toEqual([]);
  });

  it('goes to the carrier once its owner says so, from the Outbox, and leaves one copy', async () => {
    await phone();
    const id = await world.submit([anna]);
    await world.settle();
    await isOffered(id);
    await pass(times.answerWithin + times.offerFor);
    const { textMessages, mailStore: store } = world.store;
    const find = new FindSubmission(textMessages, store);
    const ports = { textMessages, store, clock: world.clock, eventSource: '/test', alsoOfCarriers: false };
    await new ReleaseMessage(find, ports).execute(world.scope, id);
    await world.settle();
    expect(world.channel('carrier').given).toMatchObject([{ numbers: [anna], text: 'Hello' }]);
    expect((await world.message(id)).state).toBe('sent');
    expect([await subjects('outbox'), await subjects('sent')]).toEqual([[], ['Hello']]);
  });

  it('waits for phones again once its owner says so, where there is no carrier', async () => {
    await world.close();
    await open(onlyPhone);
    await phone();
    const id = await world.submit([anna]);
    await world.settle();
    await isOffered(id);
    await pass(times.offerFor);
    const { textMessages, mailStore: store } = world.store;
    const find = new FindSubmission(textMessages, store);
    const ports = { textMessages, store, clock: world.clock, eventSource: '/test', alsoOfCarriers: false };
    const before = wakes();
    await new ReleaseMessage(find, ports).execute(world.scope, id);
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'queued', phone: { state: 'waiting', device: 'phone' } });
    expect(wakes()).toBeGreaterThan(before);
    expect([await subjects('outbox'), await subjects('sent')]).toEqual([['Hello'], []]);
  });
});
