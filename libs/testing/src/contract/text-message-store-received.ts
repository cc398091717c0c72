/** Parts of messages that came in, and numbers that want no messages. */
import type { ReceivedPart, TextMessageStore } from '@postbus/ports';
import { beforeEach, expect, it } from 'vitest';
import { type StoreContractPart, handlesOf, range, rounds } from './mail-store-fixture.ts';
import { noon } from './text-message-store-fixture.ts';

const anna = '+14255550123';
const bert = '+142555501234';
const here = '+14255550100';

const partOf = (key: string, sequence: number, traits: Partial<ReceivedPart> = {}): ReceivedPart => ({
  key,
  sequence,
  total: 12,
  content: JSON.stringify({ text: `part ${sequence}` }),
  at: noon,
  ...traits,
});

export const received: StoreContractPart = (fixture) => {
  let store: TextMessageStore;
  beforeEach(() => {
    store = fixture().stores.textMessages;
  });

  it('gives the parts that are there by their sequence, however they come', async () => {
    const came = [10, 2, 255, 1].map((sequence, at) => partOf('a', sequence, { total: 255, at }));
    const answers: number[][] = [];
    for (const part of came) answers.push((await store.addReceivedPart(part)).map(({ sequence }) => sequence));
    expect(answers).toEqual([[10], [2, 10], [2, 10, 255], [1, 2, 10, 255]]);
    await store.addReceivedPart(partOf('b', 3));
    await fixture().crash();
    ({ textMessages: store } = await fixture().reopen());
    expect(await store.receivedParts('a')).toEqual(came.toSorted((a, b) => a.sequence - b.sequence));
    expect(await store.receivedParts('c')).toEqual([]);
  });

  it('keeps the part that was there first', async () => {
    const first = partOf('a', 1, { content: '"🦊\\u0000$.x"' });
    await store.addReceivedPart(first);
    expect(await store.addReceivedPart(partOf('a', 1, { content: '"again"', at: noon - 5, total: 3 }))).toEqual([
      first,
    ]);
    expect(await store.receivedParts('a')).toEqual([first]);
  });

  it('shows all of a message to one at least of those who bring its parts at once', async () => {
    const handles = await handlesOf(fixture());
    for (const round of range(rounds(fixture(), 10))) {
      const key = `${here}/${anna}/${round}`;
      const answers = await Promise.all(
        [...range(6, 1), 3].map((sequence, one) =>
          handles[one % handles.length]!.textMessages.addReceivedPart(partOf(key, sequence, { total: 6 })),
        ),
      );
      expect(answers.map((parts) => parts.length)).toContain(6);
      expect((await store.receivedParts(key)).map(({ sequence }) => sequence)).toEqual(range(6, 1));
    }
  });

  it('names messages whose first part came before a time, oldest first, until they are removed', async () => {
    for (const [key, at] of [
      ['young', 30],
      ['old', 10],
      ['middle', 20],
    ] as const) {
      await store.addReceivedPart(partOf(key, 2, { at: noon + at }));
      await store.addReceivedPart(partOf(key, 1, { at: noon + at - 25 }));
    }
    expect(await store.incompleteSince(noon + 30, 10)).toEqual(['old', 'middle']);
    expect(await store.incompleteSince(noon + 31, 2)).toEqual(['old', 'middle']);
    expect(await store.incompleteSince(noon + 10, 10)).toEqual([]);
    expect(await store.removeReceivedParts('old', 2)).toBe(true);
    expect(await store.removeReceivedParts('nothing', 0)).toBe(true);
    expect(await store.receivedParts('old')).toEqual([]);
    expect(await store.incompleteSince(noon + 31, 10)).toEqual(['middle', 'young']);
    await store.addReceivedPart(partOf('old', 1, { at: noon + 40 }));
    expect(await store.incompleteSince(noon + 50, 10)).toEqual(['middle', 'young', 'old']);
  });

  it('keeps the parts of a message of which more are there than are to be removed', async () => {
    for (const sequence of [1, 2]) await store.addReceivedPart(partOf('late', sequence, { at: noon }));
    expect(await store.removeReceivedParts('late', 1)).toBe(false);
    expect(await store.receivedParts('late')).toHaveLength(2);
    expect(await store.removeReceivedParts('late', 2)).toBe(true);
    expect(await store.receivedParts('late')).toEqual([]);
  });

  it('remembers who wants none from whom', async () => {
    const known = async () =>
      Promise.all(
        [anna, bert].flatMap((number) => [here, 'Postbus'].map((sender) => store.isOptedOut(number, sender))),
      );
    expect(await known()).toEqual([false, false, false, false]);
    await store.optOut({ number: anna, sender: here, at: 1 });
    await store.optOut({ number: bert, sender: 'Postbus', at: 2 });
    await store.optOut({ number: bert, sender: 'Postbus', at: 3 });
    await fixture().crash();
    ({ textMessages: store } = await fixture().reopen());
    expect(await known()).toEqual([true, false, false, true]);
    expect(await store.optIn(anna, 'Postbus')).toBe(false);
    expect(await store.optIn(anna, here)).toBe(true);
    expect(await store.optIn(anna, here)).toBe(false);
    expect(await known()).toEqual([false, false, false, true]);
    expect(await store.optOuts()).toEqual([{ number: bert, sender: 'Postbus', at: 3 }]);
  });

  it('lists them in pages, in the order of numbers, then senders', async () => {
    const all = [anna, bert, '40404'].flatMap((number) =>
      ['+1', here, 'A B', 'Postbus'].map((sender, at) => ({ number, sender, at })),
    );
    for (const entry of all.toReversed()) await store.optOut(entry);
    expect(await store.optOuts()).toEqual(all);
    const listed = [];
    for (let page = await store.optOuts({ limit: 5 }); page.length > 0;) {
      listed.push(...page);
      page = await store.optOuts({ limit: 5, after: listed.at(-1)! });
    }
    expect(listed).toEqual(all);
  });

  it('keeps one entry of many who opt out at once', async () => {
    const handles = await handlesOf(fixture());
    const entries = range(8).map((at) => ({ number: anna, sender: here, at }));
    await Promise.all(entries.map((entry, one) => handles[one % handles.length]!.textMessages.optOut(entry)));
    const kept = await store.optOuts();
    expect(kept).toHaveLength(1);
    expect(entries).toContainEqual(kept[0]);
  });
};
