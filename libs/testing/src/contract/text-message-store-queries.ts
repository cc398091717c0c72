/** Lists, counts, and which messages are forgotten. */
import { randomUUID } from 'node:crypto';
import { type TextMessage, type TextMessageState, isEnded, textMessageStates } from '@postbus/domain';
import type { TextMessageStore } from '@postbus/ports';
import { beforeEach, expect, it } from 'vitest';
import { type StoreContractPart, range, rounds } from './mail-store-fixture.ts';
import { added, carrier, inState, newText, noon, takenOver } from './text-message-store-fixture.ts';

const anna = '+14255550123';
const bert = '+4915112345678';

const idsOf = (messages: readonly TextMessage[]): string[] => messages.map(({ id }) => id);
/** Newest submission first, and by id where that is the same. */
const newestFirst = (messages: readonly TextMessage[]): TextMessage[] =>
  messages.toSorted((a, b) => b.submittedAt - a.submittedAt || (a.id < b.id ? 1 : -1));

export const queries: StoreContractPart = (fixture) => {
  let store: TextMessageStore;
  beforeEach(() => {
    store = fixture().stores.textMessages;
  });

  it('gives those of a submission in the order of their ids', async () => {
    const submission = randomUUID();
    const all = range(5).map(() => newText({ submission }));
    await added(store, ...all, newText());
    await store.put(inState(all[2]!, 'sent'), 1);
    const found = await store.ofSubmission(submission);
    expect(idsOf(found.map(({ value }) => value))).toEqual(idsOf(all).toSorted());
    expect(found.find(({ value }) => value.id === all[2]!.id)).toEqual({ value: inState(all[2]!, 'sent'), version: 2 });
    expect(await store.ofSubmission(randomUUID())).toEqual([]);
  });

  it('gives those of an item, as long as it is theirs', async () => {
    const mailbox = randomUUID();
    const [first, second] = [newText({ mailbox, item: 9 }), newText({ mailbox, item: 9 })];
    const elsewhere = [newText({ mailbox, item: 10 }), newText({ item: 9 }), newText({ mailbox })];
    await added(store, first, second, ...elsewhere);
    const found = async (item: number) => idsOf((await store.ofItem(mailbox, item)).map(({ value }) => value));
    expect((await found(9)).toSorted()).toEqual(idsOf([first, second]).toSorted());
    const { item: _, ...left } = inState(first, 'sent');
    await store.put(left, 1);
    await store.put({ ...second, item: 11 }, 1);
    expect([await found(9), await found(11)]).toEqual([[], [second.id]]);
  });

  it('gives what waits for a phone or is with one, oldest first', async () => {
    const mailbox = randomUUID();
    const [later, first, taken, carried, unchosen, scheduled, sent] = [
      newText({ mailbox, channel: 'phone', submittedAt: noon + 2 }),
      newText({ mailbox, channel: 'phone', submittedAt: noon }),
      newText({ mailbox, channel: 'phone', submittedAt: noon + 1, state: 'dispatched' }),
      newText({ mailbox, channel: carrier }),
      newText({ mailbox }),
      newText({ mailbox, channel: 'phone', state: 'scheduled' }),
      newText({ mailbox, channel: 'phone', state: 'sent' }),
    ] as const;
    const ofAnother = newText({ channel: 'phone' });
    await added(store, later, first, taken, carried, unchosen, scheduled, sent, ofAnother);
    const found = async () => idsOf((await store.forPhones(mailbox)).map(({ value }) => value));
    expect(await found()).toEqual(idsOf([first, taken, later]));
    await store.put(inState(first, 'unknown'), 1);
    await store.put({ ...taken, channel: carrier }, 1);
    await store.put({ ...unchosen, channel: 'phone', submittedAt: noon + 3 }, 1);
    await store.put(inState(scheduled, 'queued'), 1);
    await store.put(inState(later, 'dispatched'), 1);
    expect(await found()).toEqual(idsOf([scheduled, later, unchosen]));
    expect(await store.forPhones(mailbox)).toContainEqual({ value: inState(later, 'dispatched'), version: 2 });
  });

  it('lists those of a mailbox in pages, newest submission first', async () => {
    const mailbox = randomUUID();
    // Three in each millisecond.
    const all = range(12).map((number) => newText({ mailbox, submittedAt: noon + Math.floor(number / 3) }));
    const elsewhere = newText({ submittedAt: noon + 9 });
    await added(store, ...all, elsewhere);
    expect(idsOf(await store.list(mailbox, { limit: 100 }))).toEqual(idsOf(newestFirst(all)));
    const listed: string[] = [];
    for (let page = await store.list(mailbox, { limit: 5 }); page.length > 0;) {
      listed.push(...idsOf(page));
      page = await store.list(mailbox, { limit: 5, after: listed.at(-1)! });
    }
    expect(listed).toEqual(idsOf(newestFirst(all)));
    for (const after of [randomUUID(), elsewhere.id])
      expect(await store.list(mailbox, { limit: 5, after })).toEqual([]);
    expect(await store.list(randomUUID(), { limit: 5 })).toEqual([]);
  });

  it('lists those in the states asked for', async () => {
    const mailbox = randomUUID();
    const all = textMessageStates.flatMap((state, number) =>
      range(2).map((even) => newText({ mailbox, state, submittedAt: noon + number * 2 + even })),
    );
    await added(store, ...all);
    const states: TextMessageState[] = ['scheduled', 'unknown', 'sent'];
    const wanted = newestFirst(all.filter(({ state }) => states.includes(state)));
    const [first, ...rest] = wanted;
    expect(await store.list(mailbox, { limit: 10, states })).toEqual(wanted);
    expect(await store.list(mailbox, { limit: 3, states, after: first!.id })).toEqual(rest.slice(0, 3));
    expect(await store.list(mailbox, { limit: 10, states: [] })).toEqual([]);
  });

  it('counts what a mailbox submitted since a time, and what was to a number, up to as many as matter', async () => {
    const mailbox = randomUUID();
    await added(
      store,
      ...range(4).map((number) => newText({ mailbox, submittedAt: noon + number })),
      newText({ mailbox, submittedAt: noon + 3, recipients: [{ number: bert }, { number: anna }, { number: bert }] }),
      newText({ submittedAt: noon + 3, recipients: [{ number: bert }] }),
    );
    const of = { mailbox };
    const counts = [noon, noon + 2, noon + 3, noon + 4].map((since) => store.countSince(of, since, 100));
    expect(await Promise.all(counts)).toEqual([5, 3, 2, 0]);
    expect(await store.countSince(of, noon, 3)).toBe(3);
    expect(await store.countSince({ number: bert }, noon, 100)).toBe(2);
    expect(await store.countSince({ number: anna }, noon + 3, 100)).toBe(2);
    expect(await store.countSince({ number: anna }, noon, 4)).toBe(4);
    expect(await store.countSince({ number: '+1' }, noon, 100)).toBe(0);
  });

  it('finds the newest of a mailbox to a number, as it is by now', async () => {
    const mailbox = randomUUID();
    const [old, young] = [
      newText({ mailbox, recipients: [{ number: bert }] }),
      newText({ mailbox, submittedAt: noon + 5, recipients: [{ number: anna }, { number: bert }] }),
    ];
    await added(store, young, old, newText({ submittedAt: noon + 9, recipients: [{ number: bert }] }));
    expect(await store.lastTo(mailbox, bert)).toEqual(young);
    await store.put({ ...inState(young, 'failed'), recipients: [{ number: anna }] }, 1);
    expect(await store.lastTo(mailbox, bert)).toEqual(old);
    expect(await store.lastTo(mailbox, anna)).toMatchObject({ id: young.id, state: 'failed' });
    expect(await store.lastTo(mailbox, '+1')).toBeUndefined();
  });

  it('counts messages by channel and state, through each change', async () => {
    const [first, second, third] = [newText({ channel: 'a' }), newText({ channel: 'a' }), newText()];
    await added(store, first, second, third);
    await added(store, first);
    const counts = async () => (await store.counts()).toSorted((a, b) => a.messages - b.messages);
    expect(await counts()).toEqual([
      { channel: '', state: 'queued', messages: 1 },
      { channel: 'a', state: 'queued', messages: 2 },
    ]);
    await store.put(inState(first, 'delivered'), 1);
    await store.put({ ...third, channel: 'b' }, 1);
    await expect(store.put(inState(second, 'failed'), 9)).rejects.toMatchObject({ code: 'conflict' });
    await store.put(inState({ ...second, channel: 'b' }, 'queued'), 1);
    expect(await counts()).toEqual([
      { channel: 'a', state: 'delivered', messages: 1 },
      { channel: 'b', state: 'queued', messages: 2 },
    ]);
    await store.prune({ messagesBefore: noon + 1, receiptsBefore: 0 });
    expect(await counts()).toEqual([{ channel: 'b', state: 'queued', messages: 2 }]);
  });

  it('forgets those that ended before a time, with all that they are found by, and no other', async () => {
    const mailbox = randomUUID();
    const item = 3;
    const states = textMessageStates.map((state) => newText({ mailbox, item, state, channel: 'phone' }));
    const kept = states.filter(({ state }) => !isEnded(state));
    const ended = takenOver(['A', 'B'], { mailbox, recipients: [{ number: bert }] });
    const later = takenOver(['C'], { mailbox, changedAt: noon + 1 });
    await added(store, ...states, later, ended);
    await store.prune({ messagesBefore: noon, receiptsBefore: 0 });
    expect(await store.list(mailbox, { limit: 100 })).toHaveLength(states.length + 2);
    await store.prune({ messagesBefore: noon + 1, receiptsBefore: 0 });
    const left = newestFirst([...kept, later]);
    expect(await store.list(mailbox, { limit: 100 })).toEqual(left);
    expect(await store.findPart(carrier, ['A', 'B', 'C'])).toMatchObject({ message: { value: { id: later.id } } });
    expect(await store.countSince({ number: bert }, 0, 100)).toBe(0);
    expect(await store.lastTo(mailbox, bert)).toBeUndefined();
    expect(await store.ofItem(mailbox, item)).toHaveLength(kept.length);
    // Its id is free, and nothing of it is found in what comes after it.
    await added(store, ...range(states.length + 2).map(() => newText({ channel: carrier })));
    expect(await store.findPart(carrier, ['A', 'B'])).toBeUndefined();
    expect(await added(store, ended, later)).toEqual([true, false]);
  });

  it('forgets more than one commit has', async () => {
    const mailbox = randomUUID();
    const all = range(rounds(fixture(), 450)).map(() => newText({ mailbox, state: 'expired' }));
    await added(store, ...all);
    await store.prune({ messagesBefore: noon + 1, receiptsBefore: 0 });
    expect(await store.list(mailbox, { limit: 1000 })).toEqual([]);
    expect(await store.counts()).toEqual([]);
  });
};
