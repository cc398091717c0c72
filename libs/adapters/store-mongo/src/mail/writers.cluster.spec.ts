import { type TestDatabase, WireProxy, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedStore, idsOf, insert, newMailbox, opened, range } from './mail.fixture.ts';

describe.skipIf(mongoUrl === undefined)('writers of one mailbox', () => {
  let database: TestDatabase;
  let stores: [OpenedStore, OpenedStore];
  beforeAll(async () => {
    database = await openTestDatabase();
    stores = [await opened(await database.open()), await opened(await database.open())];
  });
  afterAll(() => database.drop());

  it('conflict, and yet each number is taken once, in order', { timeout: 60_000 }, async () => {
    const scope = await newMailbox(stores[0]);
    const { changeNumber: before } = await stores[0].mailStore.mailbox(scope);
    const told: { readonly writer: number; readonly ids: readonly number[] }[] = [];
    const write = async (writer: number) => {
      const { mailStore } = stores[writer % 2] as OpenedStore;
      for (const number of range(8)) {
        const applied = await mailStore.apply(scope, [insert(`${writer}/${number}`), insert(`${writer}/${number}+`)]);
        told.push({ writer, ids: idsOf(applied) });
      }
    };
    await Promise.all(range(8).map(write));

    const numbers = told.flatMap(({ ids }) => ids).toSorted((a, b) => a - b);
    expect(numbers).toEqual(range(128).map((index) => before + 1 + index));
    for (const writer of range(8)) {
      const own = told.filter((each) => each.writer === writer).flatMap(({ ids }) => ids);
      expect(own).toEqual(own.toSorted((a, b) => a - b));
    }
    const { mailStore } = stores[1];
    expect((await mailStore.mailbox(scope)).changeNumber).toBe(before + 128);
    const inbox = (await mailStore.folders(scope)).find(({ role }) => role === 'inbox');
    expect(inbox).toMatchObject({ messages: 128, unread: 128, uidNext: 129 });
    const listed = await mailStore.list(scope, inbox?.id ?? 0, { limit: 1000 });
    expect(new Set(listed.map(({ uid }) => uid)).size).toBe(128);
    // A server that lets one transaction in after the other would show nothing of what is shown here.
    const conflicts = stores[0].mongo.conflicts + stores[1].mongo.conflicts;
    expect(conflicts, 'transactions conflicted').toBeGreaterThan(0);
  });

  it('of one process go one after the other, and so without conflicts', async () => {
    const [store] = stores;
    const scope = await newMailbox(store);
    const before = store.mongo.conflicts;
    const applied = await Promise.all(
      range(20).map((number) => store.mailStore.apply(scope, [insert(String(number))])),
    );
    expect(applied.flatMap(idsOf)).toEqual(applied.flatMap(idsOf).toSorted((a, b) => a - b));
    expect(store.mongo.conflicts).toBe(before);
  });

  it.each(['findAndModify', 'bulkWrite', 'commitTransaction'])(
    'apply once, though the answer to %s is lost',
    async (command) => {
      const proxy = await WireProxy.before(mongoUrl ?? '');
      const store = await opened(await database.open({ url: proxy.url }));
      const scope = await newMailbox(store);
      const lost = proxy.loseAnswerTo(command);
      const applied = await store.mailStore.apply(scope, [insert('once')], { dedupe: ['key'] });
      await lost;
      expect(applied.repeated).toBe(false);
      const folders = await stores[0].mailStore.folders(scope);
      expect(folders.map(({ messages }) => messages)).toEqual([0, 1, 0, 0, 0, 0, 0]);
      await store.mongo.close();
      await proxy.close();
    },
  );
});
