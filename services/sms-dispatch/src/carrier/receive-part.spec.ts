/** Messages that come in where numbers are told otherwise than they are kept, and where others come or fail meanwhile. */
import { segmentText } from '@postbus/sms';
import { readSms } from '@postbus/oxosmms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DispatchWorld, hour } from '../../test/dispatch-world.ts';
import { AnswerAsMail } from '../mms/answer-as-mail.ts';
import { DeliverText } from './deliver-text.ts';
import { giveUpParts } from './give-up-parts.ts';
import { IncompleteParts } from './incomplete-parts.ts';
import { Keywords } from './keywords.ts';
import { OptOutWords } from './opt-out-words.ts';
import { ReceivePart } from './receive-part.ts';

const ours = '+31600000001';
const alsoOurs = '+31600000002';
const theirs = '+31612345678';
/** In three parts. */
const long = Array.from({ length: 40 }, (_, index) => `Word ${index}.`).join(' ');

let world: DispatchWorld;
let deliver: DeliverText;
beforeEach(async () => {
  world = await DispatchWorld.open();
  const phoneNumbers = [ours, alsoOurs].map((number) => ({ number, verifiedAt: 1 }));
  await world.store.directory.change(world.owner.id, { phoneNumbers });
  const { mailStore, textMessages } = world.store;
  deliver = new DeliverText(mailStore, textMessages, new AnswerAsMail(world.blobs, mailStore, 'sms.example'));
});
afterEach(() => world.close());

type Delivery = Pick<DeliverText, 'execute' | 'isDelivered'>;

/** @param around stands between what is received and its delivery */
function receiver(around: Delivery = deliver, senders: readonly string[] = []): ReceivePart {
  const { textMessages, directory } = world.store;
  const keywords = new Keywords({ keywords: ['en'], stopWords: [], startWords: [] });
  const optOuts = new OptOutWords(textMessages, world.clock, senders, 'NL');
  const options = { name: 'carrier', keywords, region: 'NL' };
  return new ReceivePart(textMessages, directory, around, optOuts, options);
}

/** As `deliver`, but for `execute`. */
const around = (execute: Delivery['execute']): Delivery => ({
  execute,
  isDelivered: (...given) => deliver.isDelivered(...given),
});

function parts(recipient = ours) {
  return segmentText(long, { reference: 7 }).map(({ body, header, dataCoding }, index, { length: total }) => ({
    sender: theirs,
    recipient,
    body,
    header,
    dataCoding,
    concatenation: { reference: 7, total, sequence: index + 1 },
    at: world.time,
  }));
}

const texts = async () => (await world.inFolder('inbox')).map(({ object }) => readSms(object).text).toSorted();

const saying = (text: string, recipient: string, sender = '0612345678') => {
  const { body, dataCoding } = segmentText(text)[0]!;
  return { sender, recipient, dataCoding, header: new Uint8Array(0), body, at: world.time };
};

describe('who says STOP', () => {
  it('by a number as it is dialled where the carrier is gets no more', async () => {
    await receiver().execute(saying('STOP', '0600000001'));
    expect(await world.store.textMessages.isOptedOut(theirs, ours)).toBe(true);
  });

  it('to a number that nobody here has, and nothing is sent from, is refused, and nothing is kept of it', async () => {
    expect(await receiver(deliver, ['80808', 'Postbus']).execute(saying('STOP', '+31699999999'))).toBe('refused');
    expect(await world.store.textMessages.optOuts()).toEqual([]);
  });

  it.each([
    ['80808', '80808'],
    ['+31600000009', '0600000009'],
    ['31600000009', '+31600000009'],
    ['0600000009', '+31600000009'],
  ])('to the sender %s, written %s, that no mailbox has, gets no more from it', async (sender, written) => {
    const receive = receiver(deliver, ['Postbus', sender]);
    expect(await receive.execute(saying('Stop', written))).toBe('taken');
    expect(await world.store.textMessages.isOptedOut(theirs, sender)).toBe(true);
    expect(await receive.execute(saying('Who are you?', written))).toBe('refused');
    expect(await receive.execute(saying('start', written))).toBe('taken');
    expect(await world.store.textMessages.optOuts()).toEqual([]);
  });
});

describe('a message from nobody', () => {
  it('comes all the same', async () => {
    expect(await receiver().execute(saying('Hi', ours, ''))).toBe('taken');
    expect(await texts()).toEqual(['Hi']);
  });
});

describe('parts that were missing for too long', () => {
  const look = (delivery: Delivery = deliver) => {
    const { textMessages: texts, directory } = world.store;
    const giveUp = (key: string) => giveUpParts({ texts, directory, deliver: delivery }, key);
    return new IncompleteParts(texts, giveUp, world.clock, { after: hour }).look();
  };
  const failing = () =>
    around(async (owner, text) => {
      if (text.to === ours) throw new Error('the mailbox takes no more');
      await deliver.execute(owner, text);
    });

  it('that cannot be delivered hold up no others, however many they are', async () => {
    const first = parts(ours)[0]!;
    for (let reference = 0; reference < 350; reference++)
      await receiver().execute({ ...first, concatenation: { ...first.concatenation, reference } });
    world.time += 1;
    await receiver().execute(parts(alsoOurs)[0]!);
    world.time += 2 * hour;
    await look(failing());
    expect(await texts()).toHaveLength(1);
  });

  it('are given up once in a look, where they stay though they were given up', async () => {
    await receiver().execute(parts(ours)[0]!);
    world.time += 2 * hour;
    let times = 0;
    const giveUp = async (): Promise<void> => void times++;
    await new IncompleteParts(world.store.textMessages, giveUp, world.clock, { after: hour }).look();
    expect(times).toBe(1);
  });

  it('hold up the end of the process for no longer than the one that is being delivered', async () => {
    for (const reference of [1, 2, 3])
      await receiver().execute({ ...parts()[0]!, concatenation: { reference, total: 3, sequence: 1 } });
    world.time += 2 * hour;
    let times = 0;
    const incomplete = new IncompleteParts(
      world.store.textMessages,
      async () => {
        times++;
        void incomplete.stop();
      },
      world.clock,
      { after: hour },
    );
    await incomplete.look();
    expect(times).toBe(1);
  });

  it('are delivered whole where all came, and the process died before it delivered them', async () => {
    const dying = receiver(around(() => Promise.reject(new Error('killed'))));
    for (const part of parts()) await dying.execute(part).catch(() => undefined);
    expect(await texts()).toEqual([]);
    world.time += 2 * hour;
    await look();
    await look();
    expect(await texts()).toEqual([long]);
  });

  it('are delivered whole where the carrier comes again with the last one long after the process died', async () => {
    const dying = receiver(around(() => Promise.reject(new Error('killed'))));
    for (const part of parts()) await dying.execute(part).catch(() => undefined);
    world.time += 10 * 60_000;
    await receiver().execute({ ...parts()[2]!, at: world.time });
    expect(await texts()).toEqual([long]);
  });

  it('were delivered already where all came, and are not again', async () => {
    for (const part of parts()) await receiver().execute(part);
    world.time += 2 * hour;
    const again: string[] = [];
    await look(around(async (_, { text }) => void again.push(text)));
    expect(again).toEqual([]);
    expect(await texts()).toEqual([long]);
    expect(await world.store.textMessages.incompleteSince(world.time, 10)).toEqual([]);
  });

  it.each([
    ['the last one', [1, 2]],
    ['one of several', [2]],
  ])('lose nothing to %s that comes while they are delivered', async (_, there) => {
    const third = parts()[2]!;
    let late: (() => Promise<unknown>) | undefined = () => receiver().execute({ ...third, at: world.time });
    const delivery = around(async (owner, text) => {
      await deliver.execute(owner, text);
      const comes = late;
      late = undefined;
      await comes?.();
    });
    for (const sequence of there) await receiver().execute(parts()[sequence - 1]!);
    for (const wait of [2 * hour, 2 * hour]) {
      world.time += wait;
      await look(delivery);
    }
    expect((await texts()).join()).toContain('Word 39.');
  });
});
