import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { StoreRoundTrip } from '@postbus/mongo-connection';
import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import { mailboxChanged } from '@postbus/contracts';
import { utf8Bytes } from '@postbus/bytes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedStore, idsOf, insert, newMailbox, opened } from './mail.fixture.ts';

describe.skipIf(mongoUrl === undefined)('what a step costs in round trips', () => {
  let database: TestDatabase;
  let store: OpenedStore;
  let commands: string[] = [];
  const count = (message: unknown) => void commands.push((message as StoreRoundTrip).command);
  beforeAll(async () => {
    // Before the connection: one that nobody listens to does not count.
    subscribe('postbus.store.round-trip', count);
    database = await openTestDatabase();
    store = await opened(await database.open());
  });
  afterAll(async () => {
    unsubscribe('postbus.store.round-trip', count);
    await database.drop();
  });

  const commandsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
    commands = [];
    await work();
    return commands;
  };
  const mime = { sha256: 'a'.repeat(64), size: 1000 };
  const event = { topic: 'test.v1', key: 'k', headers: { ce_id: '1' }, value: utf8Bytes('{}') };
  const threeRoundTrips = ['findAndModify', 'bulkWrite', 'commitTransaction'];

  it('delivers a message, with its dedupe keys, blob references and events, in three', async () => {
    const scope = await newMailbox(store);
    const options = { dedupe: ['event', 'content'], events: [event], traceparent: `00-${'1'.repeat(32)}-01` };
    const delivered = () => store.mailStore.apply(scope, [insert('Lunch', 'inbox', mime)], options);
    expect(await commandsOf(delivered)).toEqual(threeRoundTrips);
    expect(await store.mailStore.referencedBlobs([mime.sha256])).toEqual(new Set([mime.sha256]));
    expect(await store.mongo.connection.collection('outbox').countDocuments({ topic: mailboxChanged.name })).toBe(2);
  });

  it('delivers many messages, to folders told by number too, in three', async () => {
    const scope = await newMailbox(store);
    const { results } = await store.mailStore.apply(scope, [
      { do: 'create-folder', parent: 'root', displayName: 'List' },
    ]);
    const folder = results[0]?.folder ?? 0;
    const many = Array.from({ length: 20 }, (_, index) => insert(String(index), index % 2 === 0 ? 'inbox' : folder));
    expect(await commandsOf(() => store.mailStore.apply(scope, many))).toEqual(threeRoundTrips);
  });

  it('finds out that a delivery is a repetition by its failing write, in four', async () => {
    const scope = await newMailbox(store);
    const deliver = () => store.mailStore.apply(scope, [insert('Lunch')], { dedupe: ['event'] });
    const first = await deliver();
    const repetition = ['findAndModify', 'bulkWrite', 'abortTransaction', 'find'];
    expect(await commandsOf(deliver)).toEqual(repetition);
    expect(await deliver()).toEqual({ ...first, repeated: true });
  });

  it('does not take for a repetition what it did itself, when the answer to its commit was lost', async () => {
    const mongo = await database.open();
    const { mailStore } = await opened(mongo);
    const transaction = mongo.transaction.bind(mongo);
    mongo.transaction = async (work) => {
      await transaction(work);
      return transaction(work);
    };
    const scope = await newMailbox(store);
    const deliver = () => mailStore.apply(scope, [insert('Lunch')], { dedupe: ['event'] });
    const first = await deliver();
    expect(first.repeated).toBe(false);
    expect(await deliver()).toEqual({ ...first, repeated: true });
    const inbox = (await store.mailStore.folders(scope)).find(({ role }) => role === 'inbox')?.id ?? 0;
    const kept = await store.mailStore.list(scope, inbox, { limit: 10 });
    expect(kept.map(({ id }) => id)).toEqual(idsOf(first));
  });

  it('reads the messages of many operations at once', async () => {
    const scope = await newMailbox(store);
    const ids = idsOf(await store.mailStore.apply(scope, [insert('a'), insert('b'), insert('c'), insert('d')]));
    const [read, moved, deleted, copied] = ids as [number, number, number, number];
    const changed = () =>
      store.mailStore.apply(scope, [
        { do: 'set-read', id: read, read: true },
        { do: 'move-message', id: moved, to: 'junk' },
        { do: 'delete-message', id: deleted },
      ]);
    expect(await commandsOf(changed)).toEqual(['findAndModify', 'find', 'bulkWrite', 'commitTransaction']);
    const copy = () => store.mailStore.apply(scope, [{ do: 'copy-message', id: copied, to: 'drafts' }]);
    expect(await commandsOf(copy)).toEqual(['findAndModify', 'find', 'find', 'bulkWrite', 'commitTransaction']);
  });

  it("reads a folder's changes in three, two of them beside each other", async () => {
    const scope = await newMailbox(store);
    await store.mailStore.apply(scope, [insert('a'), insert('b')]);
    const inbox = (await store.mailStore.folders(scope)).find(({ role }) => role === 'inbox')?.id ?? 0;
    expect(await commandsOf(() => store.mailStore.contentChanges(scope, inbox, 0, 10))).toHaveLength(3);
    expect(await commandsOf(() => store.mailStore.contentNumber(scope, inbox))).toEqual(['find']);
    const { changeNumber } = await store.mailStore.mailbox(scope);
    expect(await commandsOf(() => store.mailStore.contentChanges(scope, inbox, changeNumber, 10))).toEqual(['find']);
  });
});
