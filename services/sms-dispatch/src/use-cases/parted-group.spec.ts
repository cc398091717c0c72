/** A group of a phone that is parted for a carrier, while others change it at the same time. */
import { type SmsSubmitted, fromRecord, smsSubmitted } from '@postbus/contracts';
import { smsObject } from '@postbus/oxosmms';
import { PortError, type TextMessageStore } from '@postbus/ports';
import { withMethods } from '@postbus/testing';
import { CancelSubmission, FindSubmission, textItem } from '@postbus/text-messages';
import { afterEach, describe, expect, it } from 'vitest';
import { DispatchWorld, type Process, anna, ben, lease } from '../../test/dispatch-world.ts';

let world: DispatchWorld;
afterEach(() => world.close());

/** Anna and Ben wait for a phone that is switched off then. @returns the submission, and its event */
async function group(): Promise<{ readonly id: string; readonly event: { readonly data: SmsSubmitted } }> {
  world = await DispatchWorld.open();
  await world.addSendingPhone();
  world.channel('phone').answer = () => ({ then: 'elsewhere', fault: { code: 'no-phone', text: 'none' } });
  const id = await world.submit([anna, ben]);
  const event = fromRecord(smsSubmitted, world.events[0]!);
  await world.handle();
  return { id, event };
}

type Moment = 'before' | 'after';

/** A process in which `meanwhile` happens just before, or just after, the commit that parts a group. */
function processWhile(moment: Moment, meanwhile: () => Promise<unknown>): Process {
  const { textMessages } = world.store;
  const put: TextMessageStore['put'] = async (message, version, events, parted = []) => {
    const isParting = parted.length > 0;
    if (isParting && moment === 'before') await meanwhile();
    const written = await textMessages.put(message, version, events, parted);
    if (isParting && moment === 'after') await meanwhile();
    return written;
  };
  return world.processOver({ ...world.store, textMessages: withMethods(textMessages, { put }) });
}

async function goOn(process: Process): Promise<readonly string[]> {
  await world.work(process);
  await world.work(process);
  world.time += 1000;
  await world.settle();
  return world.channel('carrier').given.flatMap(({ numbers }) => numbers);
}

describe.each<Moment>(['before', 'after'])('a group that is parted for a carrier', (moment) => {
  it(`leaves to nobody whom its owner takes it back from just ${moment}`, async () => {
    const { id } = await group();
    const { textMessages, mailStore: store } = world.store;
    const parts = { textMessages, store, clock: world.clock, eventSource: '/test' };
    const cancel = new CancelSubmission(new FindSubmission(textMessages, store), parts);
    const process = processWhile(moment, () => cancel.execute(world.scope, id));
    expect(await goOn(process)).toEqual([]);
    const states = (await world.messages(id)).map(({ state }) => state);
    expect(states).toEqual(moment === 'before' ? ['cancelled'] : ['cancelled', 'cancelled']);
  });

  it(`leaves to nobody whom an edit just ${moment} removed`, async () => {
    const { id, event } = await group();
    const process = processWhile(moment, async () => {
      const [item] = await world.inFolder('outbox');
      const object = smsObject({ origin: 'submitted', text: 'Hello', at: 0, recipients: [{ number: anna }] });
      const message = textItem(object, world.time, true);
      await world.store.mailStore.apply(world.scope, [{ do: 'update-message', id: item!.id, message }]);
      await world.process.plan.execute(event);
    });
    expect(await goOn(process)).toEqual([anna]);
    const states = (await world.messages(id)).map(({ state }) => state);
    expect(states.toSorted()).toEqual(moment === 'before' ? ['sent'] : ['cancelled', 'sent']);
  });

  it(`leaves to each once where it is planned again just ${moment}`, async () => {
    const { event } = await group();
    const process = processWhile(moment, () => world.process.plan.execute(event));
    expect((await goOn(process)).toSorted()).toEqual([anna, ben]);
  });

  it(`leaves to each once where the process died just ${moment}`, async () => {
    await group();
    let died = false;
    const process = processWhile(moment, async () => {
      died = true;
      throw new PortError('lease-lost', 'text-message-store', 'it died');
    });
    await world.work(process);
    await world.work(process);
    expect(died).toBe(true);
    world.time += lease;
    await world.settle();
    expect(
      world
        .channel('carrier')
        .given.flatMap(({ numbers }) => numbers)
        .toSorted(),
    ).toEqual([anna, ben]);
  });
});
