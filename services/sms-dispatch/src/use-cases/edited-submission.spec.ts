import { fromRecord, smsSubmitted } from '@postbus/contracts';
import { withMethods } from '@postbus/testing';
import { CancelSubmission, FindSubmission, ReviseSubmission } from '@postbus/text-messages';
import { afterEach, describe, expect, it } from 'vitest';
import { DispatchWorld, anna, ben, day, hour, minute } from '../../test/dispatch-world.ts';

let world: DispatchWorld;
afterEach(() => world.close());

/** @param wait milliseconds until it is to leave */
async function scheduled(wait = day): Promise<string> {
  world = await DispatchWorld.open({ rules: [{ channels: ['carrier'], order: 'listed' }] });
  const id = await world.submit([anna], { text: 'before', scheduledFor: world.time + wait });
  await world.settle();
  return id;
}
function parts() {
  const { textMessages, mailStore: store } = world.store;
  return { textMessages, store, clock: world.clock, eventSource: '/test' };
}
const revise = () => new ReviseSubmission(new FindSubmission(parts().textMessages, parts().store), parts());
const cancel = () => new CancelSubmission(new FindSubmission(parts().textMessages, parts().store), parts());
const given = () => world.channel('carrier').given.map(({ text }) => text);

describe('an edited schedule', () => {
  it('that is earlier lets the message leave then, and not again at the old time', async () => {
    const id = await scheduled();
    await revise().execute(world.scope, id, { at: world.time + hour, text: 'after' });
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'scheduled', dueAt: world.time + hour });
    world.time += hour;
    await world.settle();
    expect(given()).toEqual(['after']);
    world.time += day;
    await world.settle();
    expect(given()).toEqual(['after']);
  });

  it('that is later keeps the message until then', async () => {
    const id = await scheduled();
    await revise().execute(world.scope, id, { at: world.time + 2 * day });
    world.time += day;
    await world.settle();
    expect(given()).toEqual([]);
    expect(await world.message(id)).toMatchObject({ state: 'scheduled' });
    world.time += day;
    await world.settle();
    expect(given()).toEqual(['before']);
  });

  it('stays where it is while only its validity changes', async () => {
    const id = await scheduled();
    await revise().execute(world.scope, id, { validFor: 2 * hour });
    await world.settle();
    const { dueAt, expiresAt } = await world.message(id);
    expect([dueAt - world.time, expiresAt - dueAt]).toEqual([day, 2 * hour]);
  });

  it('counts its validity from the new time, however long ago it was submitted', async () => {
    const id = await scheduled();
    world.time += 12 * hour;
    await revise().execute(world.scope, id, { at: 'now', validFor: 10 * minute });
    await world.handle();
    const { dueAt, expiresAt } = await world.message(id);
    expect([dueAt, expiresAt - dueAt]).toEqual([world.time, 10 * minute]);
  });

  it('and then an edited text, before either was looked at, are both what leaves', async () => {
    const id = await scheduled();
    const at = world.time + 3 * day;
    await revise().execute(world.scope, id, { at, validFor: hour });
    await revise().execute(world.scope, id, { text: 'after' });
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'scheduled', dueAt: at, expiresAt: at + hour });
    world.time = at;
    await world.settle();
    expect(given()).toEqual(['after']);
  });

  it.each(['as they came', 'turned round', 'twice'])(
    'of several edits is that of the last one, where their events are handled %s',
    async (order) => {
      const id = await scheduled();
      const at = world.time + 3 * day;
      await revise().execute(world.scope, id, { at: world.time + 2 * day, validFor: hour });
      await revise().execute(world.scope, id, { at, validFor: 2 * hour });
      const [first, second] = world.events.splice(0).filter(({ topic }) => topic === smsSubmitted.name);
      const turned = order === 'as they came' ? [first!, second!] : [second!, first!];
      for (const event of order === 'twice' ? [...turned, ...turned] : turned)
        await world.process.plan.execute(fromRecord(smsSubmitted, event));
      expect(await world.message(id)).toMatchObject({ state: 'scheduled', dueAt: at, expiresAt: at + 2 * hour });
      world.time = at;
      await world.settle();
      expect(given()).toEqual(['before']);
    },
  );

  it('keeps the validity that an edit before it gave, also of one that is to leave now', async () => {
    const id = await scheduled();
    await revise().execute(world.scope, id, { at: 'now', validFor: 10 * minute });
    world.time += minute;
    const at = world.time + day;
    await revise().execute(world.scope, id, { at });
    await world.settle();
    expect(await world.message(id)).toMatchObject({ dueAt: at, expiresAt: at + 10 * minute });
  });

  it('is told at once, before it is planned', async () => {
    const id = await scheduled();
    const at = world.time + 2 * day;
    const [told] = (await revise().execute(world.scope, id, { at, validFor: hour })).messages;
    expect(told!.value).toMatchObject({ state: 'scheduled', dueAt: at, expiresAt: at + hour });
  });

  it('counts where the job of its old time is the first to look at it, after the old validity ended', async () => {
    const id = await scheduled(hour);
    const at = world.time + 4 * day;
    await revise().execute(world.scope, id, { at, validFor: 2 * hour });
    const events = world.events.splice(0);
    world.time += 3 * day;
    await world.work();
    expect(await world.message(id)).toMatchObject({ state: 'scheduled', dueAt: at, expiresAt: at + 2 * hour });
    world.events.push(...events);
    world.time = at;
    await world.settle();
    expect(given()).toEqual(['before']);
  });

  it('beside others at the same time is done, each after the other', async () => {
    const id = await scheduled();
    const at = world.time + 3 * day;
    await Promise.all([
      revise().execute(world.scope, id, { at }),
      revise().execute(world.scope, id, { validFor: hour }),
      revise().execute(world.scope, id, { text: 'after' }),
      world.handle(),
    ]);
    await world.settle();
    expect(await world.message(id)).toMatchObject({ state: 'scheduled', dueAt: at, expiresAt: at + hour });
    world.time = at;
    await world.settle();
    expect(given()).toEqual(['after']);
  });

  it('that is past lets the message leave now', async () => {
    const id = await scheduled();
    await revise().execute(world.scope, id, { at: world.time - 30 * day });
    await world.settle();
    expect(given()).toEqual(['before']);
  });

  it('taken away lets the message leave now', async () => {
    const id = await scheduled();
    await revise().execute(world.scope, id, { at: 'now' });
    await world.settle();
    expect(given()).toEqual(['before']);
  });

  it('changed to and fro loses nothing and repeats nothing', async () => {
    const id = await scheduled();
    const first = world.time + day;
    await revise().execute(world.scope, id, { at: first + hour });
    await world.settle();
    world.time = first + minute;
    await world.settle();
    await revise().execute(world.scope, id, { at: first });
    await world.settle();
    expect(given()).toEqual(['before']);
    world.time += day;
    await world.settle();
    expect(given()).toEqual(['before']);
  });

  it('is taken up after the store has forgotten the submission', async () => {
    const id = await scheduled();
    await world.store.mailStore.prune({ dedupeBefore: world.time + minute });
    await revise().execute(world.scope, id, { at: world.time + hour });
    await world.settle();
    world.time += hour;
    await world.settle();
    expect(given()).toEqual(['before']);
  });

  it('whose editor died while the message was held back leaves as it was', async () => {
    const second = 1000;
    const id = await scheduled(second);
    const stopped = { ...parts(), store: stoppedStore() };
    const dying = new ReviseSubmission(new FindSubmission(parts().textMessages, parts().store), stopped);
    await expect(dying.execute(world.scope, id, { at: 'now' })).rejects.toThrow('died');
    world.time += second;
    await world.settle();
    expect(given()).toEqual([]);
    world.time += minute;
    await world.settle();
    expect(given()).toEqual(['before']);
  });
});

describe('a cancelled submission', () => {
  it('never leaves, and its item goes', async () => {
    const id = await scheduled();
    await cancel().execute(world.scope, id);
    await world.settle();
    world.time += day;
    await world.settle();
    expect(given()).toEqual([]);
    expect(await world.message(id)).toMatchObject({ state: 'cancelled' });
    expect(await world.inFolder('outbox')).toEqual([]);
    expect(await world.inFolder('drafts')).toEqual([]);
    expect(await world.inFolder('inbox')).toEqual([]);
  });

  it('is not planned again by the event of an edit that comes after it', async () => {
    const id = await scheduled();
    await revise().execute(world.scope, id, { at: world.time + 2 * day });
    await cancel().execute(world.scope, id);
    await world.settle();
    world.time += 2 * day;
    await world.settle();
    expect(given()).toEqual([]);
    expect((await world.messages(id)).map(({ state }) => state)).toEqual(['cancelled']);
    expect(await world.inFolder('outbox')).toEqual([]);
  });

  it('takes the part for the phone along that was parted from it just before', async () => {
    world = await DispatchWorld.open({
      rules: [
        { prefixes: [anna], channels: ['phone'], order: 'listed' },
        { channels: ['carrier'], order: 'listed' },
      ],
    });
    const id = await world.submit([anna, ben], { scheduledFor: world.time + day });
    const parted = world.events.shift()!;
    await world.process.plan.execute(fromRecord(smsSubmitted, parted));
    await cancel().execute(world.scope, id);
    await world.settle();
    world.time += day;
    await world.settle();
    expect([...given(), ...world.channel('phone').given]).toEqual([]);
    expect(await world.inFolder('outbox')).toEqual([]);
  });

  it('of which the item was deleted is cancelled where it is planned again', async () => {
    const id = await scheduled();
    const [message] = await world.messages(id);
    const revised = await revise().execute(world.scope, id, { at: world.time + hour });
    await world.remove(message!.item!);
    await world.settle();
    expect(revised.messages).toHaveLength(1);
    expect(await world.message(id)).toMatchObject({ state: 'cancelled' });
  });
});

function stoppedStore() {
  return withMethods(world.store.mailStore, { apply: () => Promise.reject(new Error('died')) });
}
