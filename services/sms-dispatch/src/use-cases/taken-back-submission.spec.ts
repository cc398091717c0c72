/** A submission that its owner takes back while it is planned: it leaves, and lies in Sent Items, or it does not. */
import { fromRecord, smsSubmitted } from '@postbus/contracts';
import { readSms } from '@postbus/oxosmms';
import type { MailStore } from '@postbus/ports';
import { withMethods } from '@postbus/testing';
import { CancelSubmission, FindSubmission } from '@postbus/text-messages';
import { afterEach, describe, expect, it } from 'vitest';
import { DispatchWorld, anna, ben, hour, minute } from '../../test/dispatch-world.ts';

let world: DispatchWorld;
afterEach(() => world.close());

/** What a cancellation does to the item, one after the other. */
type Change = 'update-message' | 'delete-message';

/** Plans what was submitted, and gives what is due to its channel; what became of it is not told yet. */
async function dispatch(): Promise<void> {
  await world.process.plan.execute(fromRecord(smsSubmitted, world.events[0]!));
  await world.work();
}

/** @param before the change of the item just before which `meanwhile` happens */
function cancelWhile(before: Change, meanwhile: () => Promise<void>): CancelSubmission {
  const { textMessages, mailStore } = world.store;
  const apply: MailStore['apply'] = async (scope, operations, options) => {
    if (operations[0]?.do === before) await meanwhile();
    return mailStore.apply(scope, operations, options);
  };
  const store = withMethods(mailStore, { apply });
  const parts = { textMessages, store, clock: world.clock, eventSource: '/test' };
  return new CancelSubmission(new FindSubmission(textMessages, store), parts);
}

const given = (): number => world.channel('carrier').given.length;

describe.each([true, false])('a submission that is taken back as it is planned (given at once: %s)', (atOnce) => {
  const open = async (): Promise<void> => {
    world = await DispatchWorld.open({ atOnce, rules: [{ channels: ['carrier'], order: 'listed' }] });
  };

  it('lies in Sent Items as it was written where it left before its item could be held', async () => {
    await open();
    const id = await world.submit([anna], { text: 'Gone' });
    const cancel = cancelWhile('update-message', async () => {
      await dispatch();
      await expect.poll(given).toBe(1);
    });
    await expect(cancel.execute(world.scope, id)).rejects.toMatchObject({ code: 'not-waiting' });
    await world.settle();
    expect(given()).toBe(1);
    const sent = (await world.inFolder('sent')).map(({ object }) => readSms(object));
    expect(sent.map(({ text, scheduledFor }) => [text, scheduledFor])).toEqual([['Gone', undefined]]);
    expect(await world.count('outbox')).toBe(0);
  });

  it('leaves at its time, and not before, where the process that takes it back dies once its item is held', async () => {
    await open();
    const id = await world.submit([anna], { scheduledFor: world.time + hour });
    const cancel = cancelWhile('delete-message', () => Promise.reject(new Error('died')));
    await expect(cancel.execute(world.scope, id)).rejects.toThrow('died');
    world.time += hour - 1;
    await world.settle();
    expect(given()).toBe(0);
    world.time += 1;
    await world.settle();
    expect(given()).toBe(1);
  });

  it('does not leave where it is planned once its item is held', async () => {
    await open();
    const id = await world.submit([anna, ben]);
    await cancelWhile('delete-message', dispatch).execute(world.scope, id);
    world.time += minute;
    await world.settle();
    expect(given()).toBe(0);
    for (const { state } of await world.messages(id)) expect(state).toBe('cancelled');
    expect([await world.count('outbox'), await world.count('sent')]).toEqual([0, 0]);
  });
});
