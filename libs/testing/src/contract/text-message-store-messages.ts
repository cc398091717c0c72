/** Messages added and put, one version after the other, each with its events. */
import { randomUUID } from 'node:crypto';
import type { BusRecord } from '@postbus/contracts';
import type { TextMessage } from '@postbus/domain';
import type { TextMessageStore } from '@postbus/ports';
import { beforeEach, expect, it } from 'vitest';
import {
  type StoreContractPart,
  type Stores,
  drainOutbox,
  handlesOf,
  plainRecord,
  range,
  rounds,
} from './mail-store-fixture.ts';
import { added, inParts, inState, newText } from './text-message-store-fixture.ts';

const conflict = { code: 'conflict', retryable: false };

/** A message in which everything is that there can be. */
const full = newText({
  item: 2 ** 40,
  kind: 'mms',
  source: 'mail',
  recipients: [{ number: '+4915112345678', name: 'Zoë "Z" 🦊\u0000' }, { number: '40404' }],
  channels: ['b', 'phone'],
  channel: 'a',
  state: 'unknown',
  fault: { code: 'ESME_RTHROTTLED', text: 'too fast' },
  sender: 'Postbus',
  carrier: {
    ...inParts(
      { state: 'submitted', messageId: 'A1' },
      { state: 'unknown', fault: { code: 'lost', text: 'no answer' } },
    ),
    userData: [{ dataCoding: 8, header: 'BQADBwIB', body: 'AEE=' }],
  },
  phone: { state: 'offered', device: 'D1', only: 'D1', since: 5 },
  mail: { from: 'ada@example.org', messageId: '<a@example.org>', subject: 'Lünch' },
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
});

const eventOf = ({ mailbox }: TextMessage, value: string): BusRecord => plainRecord(mailbox, JSON.stringify(value));

/** The texts of the events that wait, of each mailbox in their order. */
async function told(stores: Stores): Promise<string[]> {
  const entries = await drainOutbox(stores);
  return entries.map(({ record }) => JSON.parse(new TextDecoder().decode(record.value ?? new Uint8Array())) as string);
}

export const messages: StoreContractPart = (fixture) => {
  let store: TextMessageStore;
  beforeEach(() => {
    store = fixture().stores.textMessages;
  });

  it('gives back what was added, at version 1, and keeps it over a crash', async () => {
    const sparse = newText();
    expect(await added(store, full, sparse)).toEqual([true, true]);
    expect(await store.message(full.id)).toEqual({ value: full, version: 1 });
    await fixture().crash();
    ({ textMessages: store } = await fixture().reopen());
    expect(await store.message(full.id)).toEqual({ value: full, version: 1 });
    expect(await store.message(sparse.id)).toEqual({ value: sparse, version: 1 });
    expect(await store.message(randomUUID())).toBeUndefined();
  });

  it('adds those whose id is new with their events, and changes nothing of the others', async () => {
    const [first, second, third] = [newText(), newText(), newText()];
    const add = (...messages: TextMessage[]) =>
      store.add(messages.map((message) => ({ message, events: [eventOf(message, `${message.id} comes`)] })));
    expect(await add(first, second)).toEqual([true, true]);
    await store.put(inState(second, 'cancelled'), 1);
    expect(await add({ ...first, dueAt: 1 }, third, second, third)).toEqual([false, true, false, false]);
    expect(await store.message(first.id)).toEqual({ value: first, version: 1 });
    expect(await store.message(second.id)).toEqual({ value: inState(second, 'cancelled'), version: 2 });
    const expected = [first, second, third].map(({ id }) => `${id} comes`);
    expect((await told(fixture().stores)).toSorted()).toEqual(expected.toSorted());
    expect(await store.add([])).toEqual([]);
  });

  it('adds a submission to hundreds at once', async () => {
    const submission = randomUUID();
    const all = range(rounds(fixture(), 400)).map(() => newText({ submission }));
    await store.add(all.map((message) => ({ message, events: [eventOf(message, message.id)] })));
    expect(await store.ofSubmission(submission)).toHaveLength(all.length);
    expect(await told(fixture().stores)).toHaveLength(all.length);
  });

  it('has each new for one of many who add it at once', async () => {
    const handles = await handlesOf(fixture());
    const one = newText();
    const others = range(8).map(() => newText());
    const outcomes = await Promise.all(
      others.map((other, number) =>
        handles[number % handles.length]!.textMessages.add(
          [one, other].map((message) => ({ message, events: [eventOf(message, message.id)] })),
        ),
      ),
    );
    expect(outcomes.filter(([isNew]) => isNew)).toHaveLength(1);
    expect(outcomes.every(([, isNew]) => isNew)).toBe(true);
    const expected = [one, ...others].map(({ id }) => id);
    expect((await told(fixture().stores)).toSorted()).toEqual(expected.toSorted());
  });

  it('puts the next version in the place of the one that is known, and of no other', async () => {
    const message = newText();
    await added(store, message);
    expect(await store.put(inState(message, 'dispatched'), 1)).toBe(2);
    expect(await store.put({ ...full, ...inState(message, 'sent') }, 2)).toBe(3);
    const last = { ...full, ...inState(message, 'sent') };
    for (const version of [0, 1, 2, 4]) await expect(store.put(message, version)).rejects.toMatchObject(conflict);
    expect(await store.message(message.id)).toEqual({ value: last, version: 3 });
    await expect(store.put(newText(), 1)).rejects.toMatchObject(conflict);
    await expect(store.put(newText(), 0)).rejects.toMatchObject(conflict);
  });

  it('puts events in the outbox by the same commit, in the order of versions', async () => {
    const message = newText();
    await store.add([{ message, events: [eventOf(message, 'one'), eventOf(message, 'two')] }]);
    await store.put(inState(message, 'dispatched'), 1, [eventOf(message, 'three')]);
    await store.put(inState(message, 'sent'), 2, [eventOf(message, 'four'), eventOf(message, 'five')]);
    await store.put(inState(message, 'delivered'), 3);
    await fixture().crash();
    const stores = await fixture().reopen();
    expect(await told(stores)).toEqual(['one', 'two', 'three', 'four', 'five']);
    expect(await stores.textMessages.message(message.id)).toMatchObject({ version: 4 });
  });

  it('adds those that are parted from a message by the commit that puts it, and none after a conflict', async () => {
    const { stores } = fixture();
    const [whole, known, part] = [newText(), newText(), newText()];
    await added(store, whole, known);
    const parted = [known, part].map((message) => ({ message, events: [eventOf(message, message.id)] }));
    await expect(store.put(inState(whole, 'scheduled'), 2, [], parted)).rejects.toMatchObject(conflict);
    expect(await store.message(part.id)).toBeUndefined();
    expect(await told(stores)).toEqual([]);
    expect(await store.put(inState(whole, 'scheduled'), 1, [eventOf(whole, whole.id)], parted)).toBe(2);
    expect(await store.message(whole.id)).toEqual({ value: inState(whole, 'scheduled'), version: 2 });
    expect(await store.message(part.id)).toEqual({ value: part, version: 1 });
    expect((await told(stores)).toSorted()).toEqual([whole.id, part.id].toSorted());
  });

  it('puts no event after a conflict', async () => {
    const message = newText();
    await added(store, message);
    await store.put(inState(message, 'sent'), 1, [eventOf(message, 'sent')]);
    const late = store.put(inState(message, 'failed'), 1, [eventOf(message, 'failed')]);
    await expect(late).rejects.toMatchObject(conflict);
    const unknown = newText();
    await expect(store.put(unknown, 1, [eventOf(unknown, 'gone')])).rejects.toMatchObject(conflict);
    expect(await told(fixture().stores)).toEqual(['sent']);
  });

  it('tells whoever listens of the events once they are committed', async () => {
    const { mailStore, textMessages } = fixture().stores;
    const heard: unknown[] = [];
    const stop = mailStore.outbox.onCommitted((entries) => void heard.push(...entries.map(({ record }) => record)));
    const message = newText();
    const [first, second] = [eventOf(message, 'one'), eventOf(message, 'two')];
    await textMessages.add([{ message, events: [first] }]);
    await textMessages.put(message, 1, [second]);
    await expect(textMessages.put(message, 1, [first])).rejects.toMatchObject(conflict);
    stop();
    expect(heard).toEqual([first, second]);
  });

  it('lets one of those through who put at once, each with its event', async () => {
    const handles = await handlesOf(fixture());
    const message = newText();
    await added(store, message);
    for (const version of range(rounds(fixture(), 10), 1)) {
      const writers = range(6).map((writer) => ({
        next: { ...message, dueAt: writer },
        // One in two is put without a transaction's events.
        events: writer % 2 === 0 ? [eventOf(message, `${version} by ${writer}`)] : [],
      }));
      const outcomes = await Promise.allSettled(
        writers.map(({ next, events }, writer) =>
          handles[writer % handles.length]!.textMessages.put(next, version, events),
        ),
      );
      const through = range(6).filter((writer) => outcomes[writer]!.status === 'fulfilled');
      expect(through).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(conflict);
        else expect(outcome.value).toBe(version + 1);
      }
      const [writer] = through;
      expect(await store.message(message.id)).toEqual({ value: { ...message, dueAt: writer }, version: version + 1 });
      expect(await told(fixture().stores)).toEqual(writer! % 2 === 0 ? [`${version} by ${writer}`] : []);
    }
  });
};
