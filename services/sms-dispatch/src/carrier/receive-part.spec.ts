/** Messages that come in where numbers are told otherwise than they are kept, and where others come or fail meanwhile. */
import { segmentText } from '@postbus/sms';
import { readSms } from '@postbus/oxosmms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DispatchWorld, hour } from '../../test/dispatch-world.ts';
import { DeliverText } from './deliver-text.ts';
import { IncompleteParts } from './incomplete-parts.ts';
import { Keywords } from './keywords.ts';
import { ReceivePart } from './receive-part.ts';

const ours = '+31600000001';
const alsoOurs = '+31600000002';
const theirs = '+31612345678';
/** In three parts. */
const long = Array.from({ length: 40 }, (_, index) => `Word ${index}.`).join(' ');

let world: DispatchWorld;
let deliver: Pick<DeliverText, 'execute'>;
beforeEach(async () => {
  world = await DispatchWorld.open();
  const phoneNumbers = [ours, alsoOurs].map((number) => ({ number, verifiedAt: 1 }));
  await world.store.directory.change(world.owner.id, { phoneNumbers });
  const { mailStore, textMessages } = world.store;
  deliver = new DeliverText(mailStore, textMessages, { execute: async () => {} });
});
afterEach(() => world.close());

/** @param around stands between what is received and its delivery */
function receiver(around: Pick<DeliverText, 'execute'> = deliver): ReceivePart {
  const { textMessages, directory } = world.store;
  const keywords = new Keywords({ keywords: ['en'], stopWords: [], startWords: [] });
  const options = { name: 'carrier', keywords, region: 'NL' };
  return new ReceivePart(textMessages, directory, around, world.clock, options);
}

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

describe('who says STOP', () => {
  it('by a number as it is dialled where the carrier is gets no more', async () => {
    const { body, dataCoding } = segmentText('STOP')[0]!;
    const stop = { sender: '0612345678', recipient: '0600000001', dataCoding, header: new Uint8Array(0), body };
    await receiver().execute({ ...stop, at: world.time });
    expect(await world.store.textMessages.isOptedOut(theirs, ours)).toBe(true);
  });
});

describe('parts that were missing for too long', () => {
  const look = (receive: ReceivePart) =>
    new IncompleteParts(world.store.textMessages, new Map([['carrier', receive]]), world.clock, { after: hour }).look();

  it('that cannot be delivered hold up no others', async () => {
    const receive = receiver({
      execute: async (owner, text) => {
        if (text.to === ours) throw new Error('the mailbox takes no more');
        await deliver.execute(owner, text);
      },
    });
    await receive.execute(parts(ours)[0]!);
    world.time += 1;
    await receive.execute(parts(alsoOurs)[0]!);
    world.time += 2 * hour;
    await look(receive);
    expect(await texts()).toHaveLength(1);
  });

  it.each([
    ['the last one', [1, 2]],
    ['one of several', [2]],
  ])('lose nothing to %s that comes while they are delivered', async (_, there) => {
    const third = parts()[2]!;
    let late: (() => Promise<unknown>) | undefined = () => receiver().execute({ ...third, at: world.time });
    const receive = receiver({
      execute: async (owner, text) => {
        await deliver.execute(owner, text);
        const comes = late;
        late = undefined;
        await comes?.();
      },
    });
    for (const sequence of there) await receive.execute(parts()[sequence - 1]!);
    for (const wait of [2 * hour, 2 * hour]) {
      world.time += wait;
      await look(receive);
    }
    expect((await texts()).join()).toContain('Word 39.');
  });
});
