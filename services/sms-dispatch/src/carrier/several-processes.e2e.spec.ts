/** A carrier tells what it has over whichever connection it likes, of any process that shares the account. */
import { deliveryReceiptText, segmentText, unpackedUserData } from '@postbus/sms';
import { tlv } from '@postbus/smpp';
import type { SmscSession } from '@postbus/testing/smsc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CarrierWorld, number, sender } from '../../test/carrier-world.ts';

const [theirs, ours] = [number.slice(1), sender.slice(1)];
const isReceipt = 4;
const hasHeader = 0x40;
const long = 'All that there is to say. '.repeat(15);

let world: CarrierWorld;
/** A connection of the process that submits, and one of the other. */
let own: SmscSession;
let others: SmscSession;

const receiving = (): SmscSession[] => world.smsc.sessions.filter(({ isReceiving }) => isReceiving);

beforeEach(async () => {
  world = await CarrierWorld.begin({ settings: { connections: 2 } });
  await world.smsc.until(() => receiving().length === 2);
  const before = receiving();
  await world.process();
  for (const part of world.carriers.parts) if ('hold' in part) await (part as { hold(): Promise<void> }).hold();
  // The one that was there gives up one of its two.
  await world.smsc.until(() => receiving().length === 2 && receiving().some((session) => !before.includes(session)));
  own = receiving().find((session) => before.includes(session))!;
  others = receiving().find((session) => !before.includes(session))!;
});
afterEach(() => world.end());

describe('what comes over the connection of another process', () => {
  it.each(['text', 'parameters'] as const)('as a receipt by its %s counts for who submitted', async (where) => {
    const id = await world.message();
    await world.dispatch(id);
    const { carrier, state } = await world.stored(id);
    expect(state).toBe('sent');
    const messageId = carrier!.parts[0]!.messageId!;
    const date = new Date();
    const text = deliveryReceiptText({ id: messageId, state: 2, submitDate: date, doneDate: date });
    const short_message = new TextEncoder().encode(where === 'text' ? text : '');
    const body = { source_addr: theirs, destination_addr: ours, esm_class: isReceipt, short_message };
    const tlvs = where === 'text' ? [] : [tlv('receipted_message_id', messageId), tlv('message_state', 2)];
    expect((await others.deliver(body, tlvs)).status).toBe(0);
    expect(await world.stored(id)).toMatchObject({ state: 'delivered' });
  });

  it('and over our own at the same time as parts of a message is one message, once', async () => {
    const rounds = 10;
    for (let round = 0; round < rounds; round++) {
      const parts = segmentText(long, { reference: round }).map((segment) => ({
        source_addr: theirs,
        destination_addr: ours,
        esm_class: hasHeader,
        data_coding: segment.dataCoding,
        short_message: unpackedUserData(segment),
      }));
      // Each part over both, so that each process may be the one that sees the last.
      const told = [own, others].flatMap((session, turn) =>
        (turn === 0 ? parts : parts.toReversed()).map((part) => session.deliver(part)),
      );
      expect(new Set((await Promise.all(told)).map(({ status }) => status))).toEqual(new Set([0]));
    }
    expect(await world.inbox()).toEqual(Array.from({ length: rounds }, () => ({ from: number, text: long })));
    expect(await world.received()).toHaveLength(rounds);
  });
});
