/** Messages that a carrier delivers for numbers here. */
import { segmentText, unpackedUserData } from '@postbus/sms';
import type { PduOf } from '@postbus/smpp';
import { manualClock } from '@postbus/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CarrierWorld, type CarrierWorldOptions, number, sender } from '../../test/carrier-world.ts';
import { AnswerAsMail } from '../mms/answer-as-mail.ts';
import { createCarriers } from './create-carriers.ts';
import { DeliverText } from './deliver-text.ts';
import { giveUpParts } from './give-up-parts.ts';
import { IncompleteParts } from './incomplete-parts.ts';
import { Keywords } from './keywords.ts';
import { OptOutWords } from './opt-out-words.ts';
import { ReceivePart } from './receive-part.ts';

let world: CarrierWorld;
afterEach(() => world.end());

async function begin(options: CarrierWorldOptions = {}): Promise<void> {
  world = await CarrierWorld.begin(options);
}

const here = sender.slice(1);
const long = 'All that there is to say. '.repeat(15);

/** The deliver_sm of a message in parts. */
function parts(text: string, reference: number): Partial<PduOf<'deliver_sm'>['body']>[] {
  return segmentText(text, { reference }).map((segment) => ({
    source_addr: number.slice(1),
    destination_addr: here,
    esm_class: 0x40,
    data_coding: segment.dataCoding,
    short_message: unpackedUserData(segment),
  }));
}

async function deliver(...pdus: Partial<PduOf<'deliver_sm'>['body']>[]): Promise<number[]> {
  const session = await world.smsc.bound();
  const statuses: number[] = [];
  for (const pdu of pdus) statuses.push((await session.deliver(pdu)).status);
  return statuses;
}

describe('a message to a number here', () => {
  it('comes into the Inbox of whose it is, and is told of', async () => {
    await begin();
    expect(await world.smsc.deliver({ from: number.slice(1), to: here, text: 'Hoi €' })).toEqual([0]);
    expect(await world.inbox()).toEqual([{ from: number, text: 'Hoi €' }]);
    expect(await world.received()).toMatchObject([
      { from: number, to: sender, kind: 'sms', channel: 'carrier', parts: 1, complete: true, as: 'text-message' },
    ]);
  });

  it.each(['header', 'sar'] as const)(
    'in parts by %s is one message, whatever their order and however often they come',
    async (by) => {
      await begin();
      if (by === 'sar') await world.smsc.deliver({ from: number.slice(1), to: here, text: long, parts: by });
      else {
        const [one, two, three] = parts(long, 7) as [object, object, object];
        expect(await deliver(three, one, three, two, two, one)).toEqual([0, 0, 0, 0, 0, 0]);
      }
      expect(await world.inbox()).toEqual([{ from: number, text: long }]);
      expect(await world.received()).toMatchObject([{ parts: 3, complete: true }]);
    },
  );

  it.each([
    ['in several codings', [0, [5, 0, 3, 1, 2, 1, 0x41]], [8, [5, 0, 3, 1, 2, 2, 0x04, 0x16]], 'AЖ'],
    ['under a reference of 16 bits', [0, [6, 8, 4, 1, 44, 2, 2, 0x42]], [0, [6, 8, 4, 1, 44, 2, 1, 0x41]], 'AB'],
    ['cut within a character', [8, [5, 0, 3, 1, 2, 1, 0xd8, 0x3d]], [8, [5, 0, 3, 1, 2, 2, 0xde, 0]], '😀'],
    ['cut within an escape', [0, [5, 0, 3, 1, 2, 1, 0x1b]], [0, [5, 0, 3, 1, 2, 2, 0x65]], '€'],
  ] as const)('in parts %s is one text', async (_, one, two, text) => {
    await begin();
    const pdu = { source_addr: number.slice(1), destination_addr: here, esm_class: 0x40 };
    for (const [data_coding, octets] of [one, two])
      expect(await deliver({ ...pdu, data_coding, short_message: Uint8Array.from(octets) })).toEqual([0]);
    expect(await world.inbox()).toEqual([{ from: number, text }]);
  });

  it('in parts is kept over a restart', async () => {
    await begin();
    const [one, two, three] = parts(long, 7) as [object, object, object];
    await deliver(one, two);
    for (const part of world.carriers.parts) await part.stop();
    world.carriers = await world.process();
    await (await world.smsc.bound()).deliver(three);
    expect(await world.inbox()).toEqual([{ from: number, text: long }]);
  });

  it('with the reference of another one that came before is another one', async () => {
    await begin();
    const other = long.toUpperCase();
    await deliver(...parts(long, 7), ...parts(other, 7));
    expect(await world.inbox()).toEqual([long, other].map((text) => ({ from: number, text })));
  });

  it('of which parts are missing comes with a mark for the gap, once, after its time', async () => {
    const clock = manualClock();
    await begin();
    const { texts, store } = world;
    const { directory } = store;
    const delivery = new DeliverText(store.mailStore, texts, new AnswerAsMail(world.blobs, store.mailStore));
    const keywords = new Keywords({ keywords: [], stopWords: [], startWords: [] });
    const optOuts = new OptOutWords(texts, clock, [], undefined);
    const receive = new ReceivePart(texts, directory, delivery, optOuts, { name: 'carrier', keywords });
    const giveUp = (key: string) => giveUpParts({ texts, directory, deliver: delivery }, key);
    const incomplete = new IncompleteParts(texts, giveUp, clock, { after: 1000 });
    for (const [index, { body, header, dataCoding }] of segmentText(long, { reference: 1 }).entries()) {
      if (index === 1) continue;
      const concatenation = { reference: 1, total: 3, sequence: index + 1 };
      await receive.execute({
        sender: number,
        recipient: sender,
        body,
        header,
        dataCoding,
        concatenation,
        at: clock.now(),
      });
    }
    await incomplete.look();
    expect(await world.inbox()).toEqual([]);
    clock.advance(1001);
    await incomplete.look();
    await incomplete.look();
    const [first, , third] = segmentText(long, { reference: 1 }).map(({ text }) => text);
    expect(await world.inbox()).toEqual([{ from: number, text: `${first} […] ${third}` }]);
    expect(await world.received()).toMatchObject([{ parts: 3, complete: false }]);
    expect(await texts.incompleteSince(clock.now(), 10)).toEqual([]);
  });

  it('of which parts are missing comes, though no channel by SMPP is among the settings any more', async () => {
    await begin();
    await deliver(parts(long, 7)[0]!);
    const { texts, store } = world;
    const answers = new AnswerAsMail(world.blobs, store.mailStore);
    const ports = { texts, mail: store.mailStore, directory: store.directory, clock: { now: Date.now } };
    const table = { sender: () => undefined, senders: [] };
    const options = { owner: 'o', lease: 1000, incompleteAfter: 1, region: undefined, answers, onChanged: () => {} };
    const left = createCarriers([], undefined, { ...ports, table }, options);
    for (const part of left.parts) await part.start();
    await vi.waitFor(async () => expect(await world.inbox()).toHaveLength(1));
    for (const part of left.parts) await part.stop();
    expect(await texts.incompleteSince(Date.now() + 1, 10)).toEqual([]);
  });

  it('that is compressed, which nobody can read, comes all the same', async () => {
    await begin();
    const pdu = { source_addr: number.slice(1), destination_addr: here, short_message: Uint8Array.of(1, 2, 3) };
    expect(await deliver({ ...pdu, data_coding: 0x20 })).toEqual([0]);
    expect(await world.inbox()).toEqual([{ from: number, text: '[…]' }]);
  });

  it('is refused where nobody has the number', async () => {
    await begin();
    expect(await world.smsc.deliver({ from: number.slice(1), to: '14255559999', text: 'Hi' })).toEqual([0x66]);
    expect(await world.inbox()).toEqual([]);
  });

  it.each(['STOP', ' stop. ', 'Arrêt', 'baja', 'ABMELDEN!'])(
    'that says %s ends messages to its sender, and comes all the same',
    async (text) => {
      await begin();
      await world.smsc.deliver({ from: number.slice(1), to: here, text });
      expect(await world.texts.isOptedOut(number, sender)).toBe(true);
      expect(await world.inbox()).toEqual([{ from: number, text }]);
      await world.smsc.deliver({ from: number.slice(1), to: here, text: 'start' });
      expect(await world.texts.isOptedOut(number, sender)).toBe(false);
    },
  );

  it('that says STOP to a number of many is obeyed, though nobody has the number', async () => {
    await begin({ senders: ['80808'] });
    expect(await world.smsc.deliver({ from: number.slice(1), to: '80808', text: 'Stop' })).toEqual([0]);
    expect(await world.texts.isOptedOut(number, '80808')).toBe(true);
    expect(await world.smsc.deliver({ from: number.slice(1), to: '80808', text: 'Hello?' })).toEqual([0x66]);
  });

  it('that only has such a word in it ends nothing', async () => {
    await begin();
    await world.smsc.deliver({ from: number.slice(1), to: here, text: 'Please stop at the shop' });
    expect(await world.texts.isOptedOut(number, sender)).toBe(false);
  });

  it('is an answer by mail where the last message to its sender was a mail', async () => {
    await begin();
    await world.message({ mail: { from: 'ann@here.example', messageId: '<1@here.example>', subject: 'Tea' } });
    await world.smsc.deliver({ from: number.slice(1), to: here, text: 'Yes' });
    expect(await world.inbox()).toEqual([]);
    const [mail, ...others] = await world.mails();
    expect(others).toEqual([]);
    expect(mail).toMatch(/^Subject: Re: Tea\r$[^]*^In-Reply-To: <1@here\.example>\r$[^]*^Yes\r$/m);
    expect(await world.received()).toMatchObject([
      { from: number, to: sender, kind: 'sms', channel: 'carrier', parts: 1, complete: true, as: 'mail' },
    ]);
  });

  it('in parts is an answer by mail once, and told of once, however often its last part comes', async () => {
    await begin();
    await world.message({ mail: { from: 'ann@here.example' } });
    const [one, two, three] = parts(long, 7) as [object, object, object];
    await deliver(one, two, three, three);
    await world.message();
    await deliver(three);
    expect([await world.mails(), await world.received()].map((all) => all.length)).toEqual([1, 1]);
    expect(await world.inbox()).toEqual([]);
  });
});
