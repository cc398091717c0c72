/** Parts found by the names that carriers gave them, receipts that came before those names, and references. */
import type { TextMessageStore } from '@postbus/ports';
import { beforeEach, expect, it } from 'vitest';
import { type StoreContractPart, handlesOf, range, rounds } from './mail-store-fixture.ts';
import { added, carrier, inParts, inState, newText, noon, receiptOf, takenOver } from './text-message-store-fixture.ts';

const number = '+14255550123';

export const parts: StoreContractPart = (fixture) => {
  let store: TextMessageStore;
  beforeEach(() => {
    store = fixture().stores.textMessages;
  });

  it('finds a part by the first of its forms that is known', async () => {
    const [first, second] = [takenOver(['10', 'ff', '20']), takenOver(['255'])];
    await added(store, first, second);
    const found = async (...messageIds: string[]) => {
      const part = await store.findPart(carrier, messageIds);
      return part && [part.message.value.id, part.part, part.message.version];
    };
    expect(await found('ff', '255')).toEqual([first.id, 1, 1]);
    expect(await found('255', 'ff')).toEqual([second.id, 0, 1]);
    expect(await found('FF', '00ff', '20', '255')).toEqual([first.id, 2, 1]);
    expect(await found('FF', '1')).toBeUndefined();
    expect(await found()).toBeUndefined();
    expect(await store.findPart('another', ['10'])).toBeUndefined();
  });

  it('finds a part once its name is put, and not after another channel has the message', async () => {
    const waiting = newText({ channel: carrier, state: 'dispatched', carrier: inParts({ state: 'submitting' }) });
    await added(store, waiting);
    expect(await store.findPart(carrier, ['A'])).toBeUndefined();
    const submitted = { ...waiting, carrier: inParts({ state: 'submitted', messageId: 'A' }, { state: 'planned' }) };
    await store.put(submitted, 1);
    expect(await store.findPart(carrier, ['A'])).toEqual({ message: { value: submitted, version: 2 }, part: 0 });
    const both = inParts({ state: 'submitted', messageId: 'A' }, { state: 'submitted', messageId: 'B' });
    await store.put({ ...waiting, carrier: both }, 2);
    expect(await store.findPart(carrier, ['B'])).toMatchObject({ part: 1 });
    await store.put({ ...waiting, carrier: both, channel: 'another' }, 3);
    expect(await store.findPart(carrier, ['A', 'B'])).toBeUndefined();
    expect(await store.findPart('another', ['B'])).toMatchObject({ part: 1, message: { version: 4 } });
    const { carrier: _, ...again } = { ...waiting, channel: 'phone' };
    await store.put(again, 4);
    for (const channel of [carrier, 'another', 'phone'])
      expect(await store.findPart(channel, ['A', 'B'])).toBeUndefined();
  });

  it('finds no part by a name that a conflict kept from being put', async () => {
    const waiting = newText({ channel: carrier });
    await added(store, waiting);
    const late = takenOver(['A'], { id: waiting.id, mailbox: waiting.mailbox });
    await expect(store.put(late, 2)).rejects.toMatchObject({ code: 'conflict' });
    expect(await store.findPart(carrier, ['A'])).toBeUndefined();
  });

  it('takes a name that the carrier gives again for that of the newer message', async () => {
    const [old, young] = [takenOver(['A', 'old']), takenOver(['A'], { submittedAt: noon + 1 })];
    await added(store, old);
    await added(store, young);
    await store.put(inState(old, 'delivered', noon), 1);
    expect(await store.findPart(carrier, ['A'])).toMatchObject({ message: { value: { id: young.id } } });
    expect(await store.findPart(carrier, ['old'])).toMatchObject({ message: { value: { id: old.id } }, part: 1 });
    await store.prune({ messagesBefore: noon + 1, receiptsBefore: 0 });
  });

  it('gives a receipt that was kept to one who asks by any of its forms, in the order in which they came', async () => {
    const [first, second] = [
      receiptOf(['255', 'ff', '255'], { recipient: '14255550123' }),
      receiptOf(['ff'], { state: 'failed', fault: { code: 'UNDELIV', text: 'phone off' }, at: noon - 1 }),
    ];
    const others = [receiptOf(['fe']), receiptOf(['ff'], { channel: 'another' })];
    for (const receipt of [first, ...others, second]) await store.keepReceipt(receipt, 100);
    await fixture().crash();
    ({ textMessages: store } = await fixture().reopen());
    expect(await store.takeReceipts(carrier, 'FF')).toEqual([]);
    for (const id of ['ff', 'ff']) expect(await store.keptReceipts(carrier, id)).toEqual([first, second]);
    expect(await store.takeReceipts(carrier, 'ff')).toEqual([first, second]);
    expect(await store.keptReceipts(carrier, 'ff')).toEqual([]);
    for (const id of ['ff', '255']) expect(await store.takeReceipts(carrier, id)).toEqual([]);
    expect(await store.takeReceipts('another', 'ff')).toEqual([others[1]]);
  });

  it('gives each receipt to one of those who take at once', async () => {
    const handles = await handlesOf(fixture());
    const receipts = range(rounds(fixture(), 20)).map((at) => receiptOf(['A', String(at)], { at }));
    for (const receipt of receipts) await store.keepReceipt(receipt, 100);
    const taken = await Promise.all(
      range(6).map((taker) => handles[taker % handles.length]!.textMessages.takeReceipts(carrier, 'A')),
    );
    expect(taken.flat().toSorted((a, b) => a.at - b.at)).toEqual(receipts);
  });

  it('loses no receipt that races with the answer that names its part', async () => {
    const handles = await handlesOf(fixture());
    const [answering, receiving] = [handles[0]!.textMessages, handles.at(-1)!.textMessages];
    for (const round of range(rounds(fixture(), 40))) {
      const messageId = `A${round}`;
      const waiting = newText({ channel: carrier });
      await added(store, waiting);
      const answer = async () => {
        await answering.put(
          takenOver([messageId], { ...waiting, carrier: inParts({ state: 'submitted', messageId }) }),
          1,
        );
        return answering.takeReceipts(carrier, messageId);
      };
      const receipt = async () => {
        await receiving.keepReceipt(receiptOf([messageId]), 100);
        const found = await receiving.findPart(carrier, [messageId]);
        return found === undefined ? [] : receiving.takeReceipts(carrier, messageId);
      };
      const taken = await Promise.all(round % 2 === 0 ? [answer(), receipt()] : [receipt(), answer()]);
      expect(taken.flat()).toEqual([receiptOf([messageId])]);
    }
  });

  it('lets the oldest receipts of a channel go beyond as many as may be', async () => {
    await store.keepReceipt(receiptOf(['0'], { channel: 'another' }), 3);
    // One that was taken counts no more.
    await store.keepReceipt(receiptOf(['taken']), 3);
    await store.takeReceipts(carrier, 'taken');
    for (const id of range(5)) {
      fixture().clock.advance(1);
      await store.keepReceipt(receiptOf([String(id)]), 3);
    }
    const left = async (channel: string) => {
      const taken = await Promise.all(range(5).map((id) => store.takeReceipts(channel, String(id))));
      return taken.flat().flatMap(({ messageIds }) => messageIds);
    };
    expect(await left(carrier)).toEqual(['2', '3', '4']);
    expect(await left('another')).toEqual(['0']);
  });

  it('forgets receipts kept before a time', async () => {
    const { clock } = fixture();
    await store.keepReceipt(receiptOf(['old'], { at: clock.now() + 1_000_000 }), 100);
    clock.advance(1000);
    await store.keepReceipt(receiptOf(['young'], { at: 0 }), 100);
    await store.prune({ messagesBefore: 0, receiptsBefore: clock.now() });
    expect(await store.takeReceipts(carrier, 'old')).toEqual([]);
    expect(await store.takeReceipts(carrier, 'young')).toHaveLength(1);
  });

  it('gives references of two octets, after another each time, whoever asks', async () => {
    const handles = await handlesOf(fixture());
    const given = await Promise.all(
      range(rounds(fixture(), 60)).map((one) =>
        handles[one % handles.length]!.textMessages.nextReference(carrier, number),
      ),
    );
    expect(new Set(given).size).toBe(given.length);
    for (const reference of given) {
      expect(Number.isInteger(reference)).toBe(true);
      expect(reference >= 0 && reference <= 0xffff).toBe(true);
    }
  });

  it('goes on with references where it was after a crash, of each channel and number for itself', async () => {
    const next = (channel: string, to: string) => store.nextReference(channel, to);
    const before = [await next(carrier, number), await next('another', number), await next(carrier, '+1')];
    await fixture().crash();
    ({ textMessages: store } = await fixture().reopen());
    const after = [await next(carrier, number), await next('another', number), await next(carrier, '+1')];
    expect(after).toEqual(before.map((reference) => (reference + 1) % 0x1_0000));
  });

  it('forgets references with the messages of their time', async () => {
    const { clock } = fixture();
    await store.nextReference(carrier, '+1');
    await store.nextReference(carrier, number);
    clock.advance(1000);
    const last = await store.nextReference(carrier, number);
    await store.prune({ messagesBefore: clock.now(), receiptsBefore: 0 });
    expect(await store.nextReference(carrier, number)).toBe((last + 1) % 0x1_0000);
    expect(await store.nextReference(carrier, '+1')).toBeLessThanOrEqual(0xffff);
  });
};
