/** A group of a phone that is parted for a carrier, while others change it at the same time. */
import { type SmsSubmitted, fromRecord, smsSubmitted } from '@postbus/contracts';
import { CancelSubmission, FindSubmission } from '@postbus/text-messages';
import type { TextMessageStore } from '@postbus/ports';
import { afterEach, describe, expect, it } from 'vitest';
import { DispatchWorld, type Process, anna, ben } from '../../test/dispatch-world.ts';

let world: DispatchWorld;
afterEach(() => world.close());

/** Anna and Ben wait for a phone that there is none of. @returns the submission, and its event */
async function group(): Promise<{ readonly id: string; readonly event: { readonly data: SmsSubmitted } }> {
  world = await DispatchWorld.open();
  world.channel('phone').answer = () => ({ then: 'elsewhere', fault: { code: 'no-phone', text: 'none' } });
  const id = await world.submit([anna, ben]);
  const event = fromRecord(smsSubmitted, world.events[0]!);
  await world.handle();
  return { id, event };
}

/** A process in which `meanwhile` happens once it has added the messages that a group becomes. */
function processWhile(meanwhile: () => Promise<unknown>): Process {
  const { textMessages } = world.store;
  const add: TextMessageStore['add'] = async (messages) => {
    const added = await textMessages.add(messages);
    await meanwhile();
    return added;
  };
  const between = new Proxy(textMessages, {
    get: (store, name) => {
      if (name === 'add') return add;
      const value: unknown = Reflect.get(store, name);
      return typeof value === 'function' ? value.bind(store) : value;
    },
  });
  return world.processOver({ ...world.store, textMessages: between });
}

async function goOn(process: Process): Promise<readonly string[]> {
  await world.work(process);
  await world.work(process);
  world.time += 1000;
  await world.settle();
  return world.channel('carrier').given.flatMap(({ numbers }) => numbers);
}

describe('a group that is parted for a carrier', () => {
  it('leaves to nobody where its owner takes it back at the same time', async () => {
    const { id } = await group();
    const { textMessages, mailStore: store } = world.store;
    const parts = { textMessages, store, clock: world.clock, eventSource: '/test' };
    const find = new FindSubmission(textMessages, store);
    const asItWas = await find.execute(world.scope, id);
    let looks = 0;
    const findFirstAsItWas = {
      execute: () => (looks++ === 0 ? Promise.resolve(asItWas) : find.execute(world.scope, id)),
    } as unknown as FindSubmission;
    const cancel = new CancelSubmission(findFirstAsItWas, parts);
    const process = processWhile(async () => looks === 0 && cancel.execute(world.scope, id));
    expect(await goOn(process)).toEqual([]);
    expect((await world.messages(id)).map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
  });

  it.each([1, 2, 3, 4, 5])('leaves to each once where it is planned again at the same time, %i', async () => {
    const { event } = await group();
    const process = processWhile(() => world.process.plan.execute(event));
    expect((await goOn(process)).toSorted()).toEqual([anna, ben]);
  });
});
