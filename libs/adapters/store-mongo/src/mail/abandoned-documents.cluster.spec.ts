import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import type { MailboxScope } from '@postbus/domain';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type OpenedStore, idsOf, insert, newMailbox, newMessage, opened, range } from './mail.fixture.ts';

const many = 450;
const collections = [
  'folders',
  'folder_tombstones',
  'messages',
  'objects',
  'tombstones',
  'dedupe_keys',
  'property_names',
];

describe.skipIf(mongoUrl === undefined)('what deleted folders and mailboxes left', { timeout: 60_000 }, () => {
  let database: TestDatabase;
  let stores: [OpenedStore, OpenedStore];
  beforeAll(async () => {
    database = await openTestDatabase();
    stores = [await opened(await database.open()), await opened(await database.open())];
  });
  beforeEach(() => database.clear());
  afterAll(() => database.drop());

  const documentsOf = async ({ tenant, mailbox }: MailboxScope) => {
    const { connection } = stores[0].mongo;
    const filter = { mailbox: `${tenant}/${mailbox}` };
    const counts = collections.map(async (name) => [name, await connection.collection(name).countDocuments(filter)]);
    return Object.fromEntries(await Promise.all(counts)) as Record<string, number>;
  };
  const nothingLeft = () =>
    vi.waitFor(async () => expect(await stores[0].mongo.connection.collection('abandoned').countDocuments()).toBe(0), {
      timeout: 30_000,
      interval: 200,
    });

  it('goes by the hands of several processes, and nothing else with it', async () => {
    const [{ mailStore }] = stores;
    const scope = await newMailbox(stores[0]);
    const { results } = await mailStore.apply(scope, [
      { do: 'create-folder', parent: 'root', displayName: 'Gone' },
      insert('stays'),
    ]);
    const gone = results[0]?.folder ?? 0;
    const ids = idsOf(
      await mailStore.apply(
        scope,
        range(many).map((number) => insert(String(number), gone)),
      ),
    );
    await mailStore.apply(
      scope,
      ids.slice(0, 20).map((id) => ({ do: 'delete-message', id })),
    );
    await mailStore.apply(scope, [{ do: 'delete-folder', id: gone }]);
    // A process that starts goes on with what another left, or is about to remove.
    await opened(await database.open());
    await nothingLeft();
    expect(await documentsOf(scope)).toEqual({
      folders: 7,
      folder_tombstones: 1,
      messages: 1,
      objects: 1,
      tombstones: 0,
      dedupe_keys: 0,
      property_names: 0,
    });
  });

  it('goes in time, though the process that was to remove it died', async () => {
    const [{ mailStore, mongo }] = stores;
    const scope = await newMailbox(stores[0]);
    const mailbox = `${scope.tenant}/${scope.mailbox}`;
    await mailStore.apply(scope, [insert('left')]);
    await mongo.connection.collection('mailboxes').updateOne({ _id: mailbox as never }, { $set: { abandoned: true } });
    const rest = { _id: `${mailbox}/0` as never, mailbox, folder: 0 };
    await mongo.connection.collection('abandoned').insertOne(rest);
    await mailStore.prune({ dedupeBefore: 0 });
    await nothingLeft();
    expect(Object.values(await documentsOf(scope)).every((count) => count === 0)).toBe(true);
  });

  it('is gone before the mailbox is made anew, however many make it and remove it', async () => {
    const [one, other] = stores;
    const scope = await newMailbox(one);
    const { guid } = await one.mailStore.mailbox(scope);
    await one.mailStore.apply(
      scope,
      range(many).map((number) => insert(String(number))),
      { dedupe: ['key'] },
    );
    await one.mailStore.propertyIds(scope, [{ guid: '00020386-0000-0000-c000-000000000046', name: 'x-mailer' }]);
    await one.mailStore.deleteMailbox(scope);
    await Promise.all(stores.map(({ mailStore }) => mailStore.createMailbox(scope)));
    const again = await other.mailStore.apply(scope, [insert('new')], { dedupe: ['key'] });
    expect(again.repeated).toBe(false);
    await nothingLeft();
    expect((await one.mailStore.mailbox(scope)).guid).not.toBe(guid);
    expect(await documentsOf(scope)).toEqual({
      folders: 7,
      folder_tombstones: 0,
      messages: 1,
      objects: 1,
      tombstones: 0,
      dedupe_keys: 1,
      property_names: 0,
    });
    const [id] = idsOf(again);
    expect(await one.mailStore.message(scope, id ?? 0)).toMatchObject({ summary: newMessage('new').summary });
  });
});
