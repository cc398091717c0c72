/** Receipts of a carrier: in all forms, before their answer, after a restart, of messages that nobody knows. */
import { type SmscReceipt } from '@postbus/testing/smsc';
import { esmClass, tlv } from '@postbus/smpp';
import { PortError } from '@postbus/ports';
import { afterEach, describe, expect, it } from 'vitest';
import { CarrierWorld, type CarrierWorldOptions, channel, dyingStore, number } from '../../test/carrier-world.ts';

let world: CarrierWorld;
afterEach(() => world.end());

async function begin(options: CarrierWorldOptions = {}): Promise<void> {
  world = await CarrierWorld.begin(options);
}

const isReceipt = esmClass({ type: 'receipt' });
const text = (written: string): Uint8Array => new TextEncoder().encode(written);

describe('a receipt', () => {
  it.each<SmscReceipt>([
    { id: 'same', in: 'text' },
    { id: 'decimal', in: 'text' },
    { id: 'leading-zeros', in: 'parameters' },
    { id: 'decimal', in: 'both' },
  ])('finds its message by %o', async (receipt) => {
    await begin({ script: { submit: () => ({ receipt: { after: 20, ...receipt } }) } });
    const id = await world.message();
    await world.dispatch(id);
    expect(await world.until(id, ({ state }) => state !== 'sent')).toMatchObject({ state: 'delivered' });
  });

  it('that comes before the answer is kept until then', async () => {
    await begin({ script: { submit: () => ({ delay: 40, receipt: { after: 1 } }) } });
    const id = await world.message();
    await world.dispatch(id);
    expect(await world.stored(id)).toMatchObject({ state: 'delivered' });
  });

  it('that came before a process died is taken by the one that goes on', async () => {
    await begin({ script: { submit: () => ({ delay: 40, receipt: { after: 1 } }) } });
    const id = await world.message();
    const carriers = await world.process(dyingStore(world.texts, (put) => put === 2));
    await expect(world.dispatch(id, 'Hi', { carriers })).rejects.toBeInstanceOf(PortError);
    const [pdu] = world.smsc.submitted;
    const session = await world.smsc.bound();
    await session.deliver(
      { source_addr: number.slice(1), esm_class: isReceipt, short_message: text('id:3e8 stat:DELIVRD') },
      pdu!.tlvs,
    );
    await world.dispatch(id);
    expect(await world.stored(id)).toMatchObject({ state: 'delivered' });
    expect(world.smsc.submitted).toHaveLength(1);
  });

  it('that came before an answer whose process died then is taken when the message is looked at again', async () => {
    await begin({ script: { submit: () => ({ delay: 40, receipt: { after: 1 } }) } });
    const id = await world.message();
    const carriers = await world.process(dyingStore(world.texts, (_, { state }) => state === 'delivered'));
    await expect(world.dispatch(id, 'Hi', { carriers })).rejects.toBeInstanceOf(PortError);
    const sent = await world.stored(id);
    expect(sent).toMatchObject({ state: 'sent' });
    await world.carriers.dispatches.get(channel)!.followUp(sent);
    expect(await world.stored(id)).toMatchObject({ state: 'delivered' });
  });

  it('of a part that a process had submitted before it died is taken by the one that submits the rest', async () => {
    await begin({ script: { submit: (_, index) => ({ messageId: `part-${index}` }) } });
    const id = await world.message();
    await world.texts.keepReceipt({ channel, messageIds: ['part-0'], state: 'delivered', at: 1 }, 10);
    const carriers = await world.process(dyingStore(world.texts, (put) => put === 3));
    const inThree = 'All that there is to say. '.repeat(15);
    await expect(world.dispatch(id, inThree, { carriers })).rejects.toBeInstanceOf(PortError);
    await world.dispatch(id);
    const { parts } = (await world.stored(id)).carrier!;
    expect(parts.map(({ state }) => state)).toEqual(['delivered', 'unknown', 'submitted']);
  });

  it('that came before its part was known to be of unknown outcome is taken then, and those after it', async () => {
    await begin({ script: { submit: () => 'silence' }, settings: { answerWithin: '60ms' } });
    const id = await world.message();
    const dispatched = world.dispatch(id);
    await world.smsc.until(() => world.smsc.submitted.length === 1);
    const session = await world.smsc.bound();
    const reference = world.smsc.submitted[0]!.tlvs;
    for (const stat of ['ENROUTE', 'DELIVRD']) {
      const body = { source_addr: number.slice(1), esm_class: isReceipt, short_message: text(`id:77 stat:${stat}`) };
      await session.deliver(body, reference);
    }
    await dispatched;
    expect(await world.stored(id)).toMatchObject({ state: 'delivered', carrier: { parts: [{ messageId: '77' }] } });
    expect(await world.texts.keptReceipts(channel, '77')).toEqual([]);
  });

  it('over any process tells of a message of unknown outcome by its reference', async () => {
    await begin({ script: { submit: () => 'silence' }, settings: { answerWithin: '20ms' } });
    const id = await world.message();
    await world.dispatch(id);
    expect(await world.stored(id)).toMatchObject({ state: 'unknown' });
    await world.process();
    const session = world.smsc.sessions.findLast(({ isReceiving }) => isReceiving)!;
    const reference = world.smsc.submitted[0]!.tlvs;
    const body = { source_addr: number.slice(1), esm_class: isReceipt };
    await session.deliver({ ...body, short_message: text('id:77 stat:ENROUTE') }, reference);
    expect(await world.stored(id)).toMatchObject({ state: 'sent' });
    await session.deliver({ ...body, short_message: text('id:77 stat:UNDELIV err:27') });
    expect(await world.stored(id)).toMatchObject({ state: 'failed', fault: { code: 'UNDELIV' } });
  });

  it('tells once what became of it: later ones change nothing', async () => {
    await begin();
    const id = await world.message();
    await world.dispatch(id);
    const session = await world.smsc.bound();
    for (const stat of ['ACCEPTD', 'DELIVRD', 'UNDELIV', 'DELIVRD']) {
      const short_message = text(`id:3e8 stat:${stat}`);
      expect(await session.deliver({ esm_class: isReceipt, short_message })).toMatchObject({ status: 0 });
    }
    expect(await world.stored(id)).toMatchObject({ state: 'delivered' });
    expect((await world.statuses()).map(({ state }) => state)).toEqual(['dispatched', 'sent', 'delivered']);
  });

  it('whose id is that of another message in another form is not taken for its', async () => {
    await begin({ script: { submit: (_, index) => ({ messageId: index === 0 ? '4096' : '1000' }) } });
    const other = await world.message({ recipients: [{ number: '+31611111111' }] });
    await world.dispatch(other);
    const session = await world.smsc.bound();
    // 1000 may be hexadecimal for 4096, but is told of another number, and comes before its own answer.
    await session.deliver({
      source_addr: number.slice(1),
      esm_class: isReceipt,
      short_message: text('id:1000 stat:DELIVRD'),
    });
    expect(await world.stored(other)).toMatchObject({ state: 'sent' });
    const id = await world.message();
    await world.dispatch(id);
    expect(await world.stored(id)).toMatchObject({ state: 'delivered' });
  });

  it('that was kept is not taken for another message whose id it may be in another form', async () => {
    await begin({ script: { submit: (_, index) => ({ messageId: index === 0 ? '4096' : '1000' }) } });
    const session = await world.smsc.bound();
    const body = { source_addr: number.slice(1), esm_class: isReceipt };
    await session.deliver({ ...body, short_message: text('id:1000 stat:DELIVRD') });
    const other = await world.message({ recipients: [{ number: '+31611111111' }] });
    await world.dispatch(other);
    expect(await world.stored(other)).toMatchObject({ state: 'sent' });
    const id = await world.message();
    await world.dispatch(id);
    expect(await world.stored(id)).toMatchObject({ state: 'delivered' });
  });

  it('of messages that nobody knows are kept so many, the newest', async () => {
    await begin({ settings: { receiptsKept: 50 } });
    const session = await world.smsc.bound();
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, index) =>
        session.deliver({ esm_class: isReceipt }, [tlv('receipted_message_id', `x-${index}`), tlv('message_state', 2)]),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([0]));
    const kept = await Promise.all(answers.map((_, index) => world.texts.takeReceipts(channel, `x-${index}`)));
    expect(kept.flat()).toHaveLength(50);
    expect(kept[119]).toHaveLength(1);
  });

  it('is asked for again where the store is away', async () => {
    await begin();
    const findPart = world.texts.findPart.bind(world.texts);
    world.texts.findPart = () => Promise.reject(new PortError('unavailable', 'text-message-store', 'away'));
    const session = await world.smsc.bound();
    const deliver = () => session.deliver({ esm_class: isReceipt, short_message: text('id:1 stat:DELIVRD') });
    expect(await deliver()).toMatchObject({ status: 0x64 });
    world.texts.findPart = findPart;
    expect(await deliver()).toMatchObject({ status: 0 });
  });
});
