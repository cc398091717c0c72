import { type SmsStatus, type SmsSubmitted, fromRecord, smsStatus, smsSubmitted } from '@postbus/contracts';
import { CancelSubmission, FindSubmission } from '@postbus/text-messages';
import { afterEach, describe, expect, it } from 'vitest';
import { DispatchWorld, type Process, anna, ben, lease, smpp } from '../../test/dispatch-world.ts';

let world: DispatchWorld;
afterEach(() => world.close());

async function open(): Promise<readonly Process[]> {
  world = await DispatchWorld.open({
    channels: [smpp('carrier')],
    rules: [
      { prefixes: ['+316123'], channels: ['phone'], order: 'listed' },
      { channels: ['carrier'], order: 'listed' },
    ],
  });
  return Array.from({ length: 4 }, () => world.processOver(world.store));
}

/** Takes the events that wait, as each of several groups would. */
function events<Data>(decode: (record: (typeof world.events)[number]) => Data | undefined): readonly Data[] {
  return world.events.splice(0).flatMap((record) => decode(record) ?? []);
}
const submitted = () =>
  events((record): { data: SmsSubmitted } | undefined =>
    record.topic === smsSubmitted.name ? fromRecord(smsSubmitted, record) : undefined,
  );
const told = () =>
  events((record): { data: SmsStatus } | undefined =>
    record.topic === smsStatus.name ? fromRecord(smsStatus, record) : undefined,
  );

describe('several processes at once', () => {
  it('plan a submission once, its parts by phone and by carrier too', async () => {
    const processes = await open();
    const id = await world.submit([anna, ben, '+31611111111']);
    for (let waiting = submitted(); waiting.length > 0; waiting = submitted())
      await Promise.all(processes.flatMap(({ plan }) => waiting.map((event) => plan.execute(event))));
    const messages = await world.messages(id);
    expect(messages.map(({ channel, recipients }) => `${channel} ${recipients[0]!.number}`).toSorted()).toEqual([
      'carrier +31611111111',
      `carrier ${ben}`,
      `phone ${anna}`,
    ]);
    expect(await world.inFolder('outbox')).toHaveLength(2);
    const jobs = await world.store.jobStore.counts();
    expect(jobs.map(({ queue, due }) => `${queue} ${due}`).toSorted()).toEqual(['sms/carrier 2', 'sms/phone 1']);
  });

  it('settle a message once', async () => {
    const processes = await open();
    world.channel('carrier').answer = () => ({ then: 'elsewhere', fault: { code: 'ESME_RINVDSTADR', text: 'no' } });
    await world.submit([ben]);
    await world.handle();
    await world.work();
    const news = told();
    await Promise.all(processes.flatMap(({ settle }) => news.map((event) => settle.execute(event))));
    expect(await world.inFolder('drafts')).toHaveLength(1);
    expect(await world.inFolder('inbox')).toHaveLength(1);
    expect(await world.inFolder('outbox')).toEqual([]);
  });

  it('give a message away once, though a worker that slept over its lease wakes beside the next', async () => {
    const [one, other] = await open();
    await world.submit([ben]);
    await world.handle();
    const claim = () =>
      world.store.jobStore.claim({ queue: 'sms/carrier', worker: 'w', lease, limit: 1, perDestination: 1 });
    const [late] = await claim();
    world.time += lease;
    const [next] = await claim();
    const { signal } = new AbortController();
    await Promise.all([one!.run.execute(late!, signal), other!.run.execute(next!, signal)]);
    expect(world.channel('carrier').given).toHaveLength(1);
  });

  it('either cancel or give away what is taken back at the same time', async () => {
    const [process] = await open();
    const { textMessages, mailStore: store } = world.store;
    const parts = { textMessages, store, clock: world.clock, eventSource: '/test' };
    const cancel = new CancelSubmission(new FindSubmission(textMessages, store), parts);
    for (let round = 0; round < 10; round++) {
      world.channel('carrier').given.length = 0;
      const id = await world.submit([ben]);
      await world.handle();
      const cancelled = cancel.execute(world.scope, id).then(
        () => true,
        () => false,
      );
      await Promise.all([cancelled, world.work(process)]);
      await world.settle();
      const { state } = await world.message(id);
      expect([state, world.channel('carrier').given.length]).toEqual(
        (await cancelled) ? ['cancelled', 0] : ['sent', 1],
      );
      world.time += 1000;
      await world.settle();
    }
  });
});
