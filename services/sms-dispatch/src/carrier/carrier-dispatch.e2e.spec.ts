/** Messages to a carrier that answers by a script, over the stores of one machine. */
import { decodeGsm, readUserDataHeader, concatenationOf } from '@postbus/sms';
import type { TextMessage } from '@postbus/domain';
import { PortError } from '@postbus/ports';
import { type PduOf, tlvValue } from '@postbus/smpp';
import { manualClock } from '@postbus/testing';
import { afterEach, describe, expect, it } from 'vitest';
import {
  CarrierWorld,
  type CarrierWorldOptions,
  awayStore,
  channel,
  dyingStore,
  number,
} from '../../test/carrier-world.ts';

const isAnswered = ({ carrier }: TextMessage): boolean => carrier?.parts[0]?.messageId !== undefined;
let world: CarrierWorld;
afterEach(() => world.end());

async function begin(options: CarrierWorldOptions = {}): Promise<CarrierWorld> {
  world = await CarrierWorld.begin(options);
  return world;
}

const long = 'Part by part. '.repeat(30);
const ended = { then: 'ended' };

function part({ body }: PduOf<'submit_sm'>): string {
  const { elements } = readUserDataHeader(body.short_message);
  const { reference, sequence, total } = concatenationOf(elements)!;
  return `${reference}: ${sequence} of ${total}`;
}

describe('a message to a carrier', () => {
  it('leaves once, is sent when it is answered and delivered when its receipt comes, and each is told', async () => {
    await begin({ script: { submit: () => ({ receipt: { after: 5 } }) } });
    const id = await world.message();
    expect(await world.dispatch(id, 'Hi @ €')).toEqual(ended);
    const message = await world.until(id, ({ state }) => state === 'delivered');
    expect(message.carrier).toMatchObject({ parts: [{ state: 'delivered', messageId: '3e8' }] });
    expect(message.carrier).not.toHaveProperty('userData');
    expect(world.smsc.submitted.map(({ body }) => [body.destination_addr, decodeGsm(body.short_message)])).toEqual([
      [number.slice(1), 'Hi @ €'],
    ]);
    expect((await world.statuses()).map(({ state, version }) => [state, version])).toEqual([
      ['dispatched', 2],
      ['sent', 3],
      ['delivered', 4],
    ]);
  });

  it('in parts leaves in their order under one reference, and is delivered once every part is', async () => {
    await begin();
    const id = await world.message();
    expect(await world.dispatch(id, long)).toEqual(ended);
    const { carrier, state } = await world.stored(id);
    const names = carrier!.parts.map(({ messageId }) => messageId!);
    expect([state, names]).toEqual(['sent', ['3e8', '3e9', '3ea']]);
    const told = [1, 2, 3].map((sequence) => `${carrier!.reference}: ${sequence} of 3`);
    expect(world.smsc.submitted.map(part)).toEqual(told);
    const references = world.smsc.submitted.map(({ tlvs }) => tlvValue(tlvs, 'user_message_reference')!);
    expect(references.map((reference) => (reference - references[0]! + 0x10000) % 0x10000)).toEqual([0, 1, 2]);
    const session = await world.smsc.bound();
    for (const name of names.toReversed()) {
      expect(await world.stored(id)).toMatchObject({ state: 'sent' });
      await session.deliver({ esm_class: 4, short_message: new TextEncoder().encode(`id:${name} stat:DELIVRD`) });
    }
    expect(await world.stored(id)).toMatchObject({ state: 'delivered' });
  });

  it('is stored as a part that may have left before its PDU is written', async () => {
    await begin();
    const id = await world.message();
    const dies = dyingStore(world.texts, (put) => put === 1);
    const carriers = await world.process(dies);
    await expect(world.dispatch(id, 'Hi', { carriers })).rejects.toBeInstanceOf(PortError);
    expect(world.smsc.submitted).toEqual([]);
    expect(await world.stored(id)).toMatchObject({ state: 'queued' });
    expect(await world.dispatch(id)).toEqual(ended);
    expect(world.smsc.submitted).toHaveLength(1);
  });

  it('whose answer the store does not take for a moment is sent once, and known', async () => {
    await begin();
    const id = await world.message();
    let away = 3;
    const store = awayStore(world.texts, (message) => isAnswered(message) && away-- > 0);
    expect(await world.dispatch(id, 'Hi', { carriers: await world.process(store) })).toEqual(ended);
    expect(await world.stored(id)).toMatchObject({ state: 'sent', carrier: { parts: [{ state: 'submitted' }] } });
    expect(world.smsc.submitted).toHaveLength(1);
  });

  it('whose answer the store does not take any more is left as it may have left, once it is not ours', async () => {
    await begin();
    const id = await world.message();
    const ending = new AbortController();
    const store = awayStore(world.texts, (message) => {
      if (isAnswered(message)) setTimeout(() => ending.abort(), 50);
      return isAnswered(message);
    });
    const dispatched = world.dispatch(id, 'Hi', { carriers: await world.process(store), signal: ending.signal });
    await expect(dispatched).rejects.toMatchObject({ code: 'unavailable' });
    expect(await world.dispatch(id)).toEqual(ended);
    expect(await world.stored(id)).toMatchObject({ state: 'unknown' });
    expect(world.smsc.submitted).toHaveLength(1);
  });

  it('of which a process died before it stored the answer is unknown, and is not sent again', async () => {
    await begin();
    const id = await world.message();
    const carriers = await world.process(dyingStore(world.texts, (put) => put === 2));
    await expect(world.dispatch(id, 'Hi', { carriers })).rejects.toBeInstanceOf(PortError);
    expect(await world.stored(id)).toMatchObject({
      state: 'dispatched',
      carrier: { parts: [{ state: 'submitting' }] },
    });
    expect(await world.dispatch(id)).toEqual(ended);
    expect(await world.stored(id)).toMatchObject({ state: 'unknown', fault: { code: 'no-answer' } });
    expect(world.smsc.submitted).toHaveLength(1);
  });

  it.each([2, 3, 4])(
    'in parts goes on after a death before put %i with those never submitted, under the same reference',
    async (put) => {
      await begin();
      const id = await world.message();
      const carriers = await world.process(dyingStore(world.texts, (nth) => nth === put));
      await expect(world.dispatch(id, long, { carriers })).rejects.toBeInstanceOf(PortError);
      const before = await world.stored(id);
      expect(world.smsc.submitted).toHaveLength(put - 1);
      expect(await world.dispatch(id, 'another text now')).toEqual(ended);
      const after = await world.stored(id);
      expect(after).toMatchObject({ state: 'unknown', carrier: { reference: before.carrier!.reference } });
      expect(after.carrier!.parts.map(({ state }) => state)).toEqual(
        [1, 2, 3].map((nth) => (nth === put - 1 ? 'unknown' : 'submitted')),
      );
      const reference = before.carrier!.reference;
      expect(world.smsc.submitted.map(part)).toEqual([1, 2, 3].map((nth) => `${reference}: ${nth} of 3`));
    },
  );

  it('whose answer does not come is unknown, and what the carrier tells of it later is taken', async () => {
    await begin({ settings: { answerWithin: '30ms' }, script: { submit: () => ({ delay: 80 }) } });
    const id = await world.message();
    expect(await world.dispatch(id)).toEqual(ended);
    expect(await world.stored(id)).toMatchObject({ state: 'unknown' });
    const late = await world.until(id, ({ state }) => state !== 'unknown');
    expect(late).toMatchObject({ state: 'sent', carrier: { parts: [{ state: 'submitted', messageId: '3e8' }] } });
    expect(late).not.toHaveProperty('fault');
  });

  it.each([
    ['ESME_RINVDSTADR', ended, { state: 'failed', fault: { code: 'ESME_RINVDSTADR' } }],
    ['ESME_RINVSRCADR', { then: 'elsewhere', fault: { code: 'ESME_RINVSRCADR' } }, { state: 'queued' }],
    ['ESME_RTHROTTLED', { then: 'later' }, { state: 'queued', carrier: { parts: [{ state: 'planned' }] } }],
    ['ESME_RSYSERR', { then: 'later' }, { state: 'queued', carrier: { parts: [{ state: 'planned' }] } }],
  ] as const)('refused with %s', async (status, then, stored) => {
    await begin({ script: { submit: () => ({ status }) } });
    const id = await world.message();
    expect(await world.dispatch(id)).toMatchObject(then);
    const message = await world.stored(id);
    expect(message).toMatchObject(stored);
    if (then.then === 'elsewhere') expect(message).not.toHaveProperty('carrier');
  });

  it('that the carrier had too many of leaves later, under the same references', async () => {
    await begin({ script: { submit: (_, index) => (index === 0 ? { status: 'ESME_RMSGQFUL' } : {}) } });
    const id = await world.message();
    const now = Date.now();
    const later = await world.dispatch(id);
    expect(later).toMatchObject({ then: 'later' });
    expect('due' in later && later.due - now).toBeGreaterThanOrEqual(2000);
    expect(await world.dispatch(id)).toEqual(ended);
    const [first, second] = world.smsc.submitted.map(({ tlvs }) => tlvValue(tlvs, 'user_message_reference'));
    expect(second).toBe(first);
    expect(await world.stored(id)).toMatchObject({ state: 'sent' });
  });

  it('that is refused in its second part failed, and nothing more of it leaves', async () => {
    await begin({ script: { submit: (_, index) => (index === 1 ? { status: 'ESME_RINVSRCADR' } : {}) } });
    const id = await world.message();
    expect(await world.dispatch(id, long)).toEqual(ended);
    expect(await world.stored(id)).toMatchObject({ state: 'failed', fault: { code: 'ESME_RINVSRCADR' } });
    expect(world.smsc.submitted).toHaveLength(2);
  });

  it('waits where the process stops, and the parts that did not leave go out from another one', async () => {
    const stop = new AbortController();
    await begin({ script: { submit: (_, index) => (index === 0 && stop.abort(), {}) } });
    const id = await world.message();
    expect(await world.dispatch(id, long, { signal: stop.signal })).toMatchObject({ then: 'later' });
    expect(await world.stored(id)).toMatchObject({ state: 'dispatched' });
    expect(await world.dispatch(id, long)).toEqual(ended);
    expect(await world.stored(id)).toMatchObject({ state: 'sent' });
    expect(world.smsc.submitted).toHaveLength(3);
  });

  it('that two processes take at once leaves once: the other one is told of the conflict', async () => {
    await begin();
    const id = await world.message();
    const other = await world.process();
    const both = await Promise.allSettled([world.dispatch(id, long), world.dispatch(id, long, { carriers: other })]);
    const refused = both.filter((one) => one.status === 'rejected');
    expect(refused.map(({ reason }) => (reason as PortError).code)).toEqual(['conflict']);
    expect(world.smsc.submitted).toHaveLength(3);
    expect(await world.stored(id)).toMatchObject({ state: 'sent' });
  });

  it('taken over while an answer is on its way leaves once, and what the answer says counts', async () => {
    await begin({ script: { submit: () => ({ delay: 60 }) } });
    const id = await world.message();
    const other = await world.process();
    const first = world.dispatch(id, long);
    await world.until(id, ({ carrier }) => carrier?.parts[0]!.state === 'submitting');
    await world.smsc.until(() => world.smsc.submitted.length > 0);
    const second = world.dispatch(id, long, { carriers: other });
    expect(await Promise.all([first, second])).toEqual([ended, ended]);
    expect(world.smsc.submitted.map(part)).toHaveLength(3);
    expect(new Set(world.smsc.submitted.map(part)).size).toBe(3);
    expect(await world.stored(id)).toMatchObject({ state: 'sent' });
  });

  it('that is of no use any more before all its parts left fails, and nothing more of it leaves', async () => {
    const stop = new AbortController();
    const clock = manualClock(Date.now());
    await begin({ clock, script: { submit: (_, index) => (index === 0 && stop.abort(), {}) } });
    const id = await world.message({ expiresAt: clock.now() + 400 });
    expect(await world.dispatch(id, long, { signal: stop.signal })).toMatchObject({ then: 'later' });
    clock.advance(400);
    expect(await world.dispatch(id, long)).toEqual(ended);
    expect(await world.stored(id)).toMatchObject({ state: 'failed', fault: { code: 'expired' } });
    expect(world.smsc.submitted).toHaveLength(1);
  });

  it('waits where there is no connection, untouched', async () => {
    await begin({ settings: { reconnectAfter: '1m', connections: 1 } });
    const id = await world.message();
    (await world.smsc.bound()).drop();
    while (world.carriers.dispatches.get(channel)!.isReady()) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(await world.dispatch(id)).toMatchObject({ then: 'later' });
    expect(await world.stored(id)).not.toHaveProperty('carrier');
  });

  it('of more parts than may be goes elsewhere', async () => {
    await begin({ settings: { mostParts: 2 } });
    const id = await world.message();
    expect(await world.dispatch(id, long)).toMatchObject({ then: 'elsewhere', fault: { code: 'too-many-parts' } });
    expect(world.smsc.submitted).toEqual([]);
  });

  it('is one of many beside each other, each once, within the window', async () => {
    let open = 0;
    let most = 0;
    await begin({
      settings: { window: 7, connections: 1 },
      script: {
        submit: () => {
          most = Math.max(most, ++open);
          setTimeout(() => open--, 5).unref();
          return { delay: 6, receipt: { after: 1 } };
        },
      },
    });
    const ids = await Promise.all(Array.from({ length: 100 }, () => world.message()));
    await Promise.all(ids.map((id) => world.dispatch(id)));
    for (const id of ids) await world.until(id, ({ state }) => state === 'delivered');
    expect(world.smsc.submitted).toHaveLength(100);
    expect(most).toBeLessThanOrEqual(7);
  });
});
