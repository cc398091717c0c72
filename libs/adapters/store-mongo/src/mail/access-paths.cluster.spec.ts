import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import type { IndexSpec } from '@postbus/mongo-connection';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Access, accessesOfUse, indexesFor, isByKey } from '../access-paths.fixture.ts';
import { blobReferenceIndexes } from '../blob-references/blob-references.ts';
import { outboxIndexes } from '../outbox/outbox-document.ts';
import { mailIndexes } from './mail-documents.ts';
import { type OpenedStore, idsOf, insert, newMailbox, newMessage } from './mail.fixture.ts';

const indexes: readonly IndexSpec[] = [...mailIndexes, ...outboxIndexes, ...blobReferenceIndexes];

/** Few documents at any time; jobs are not of this. */
const notLookedAt: ReadonlySet<string> = new Set(['abandoned', 'jobs']);

describe.skipIf(mongoUrl === undefined)('how commands find their documents', () => {
  let database: TestDatabase;
  let accesses: readonly Access[];

  beforeAll(async () => {
    database = await openTestDatabase();
    accesses = await accessesOfUse(database, useEverything);
  });
  afterAll(() => database.drop());

  it('is by their key, or by an index that begins with what is asked for and has the order that is wanted', () => {
    const byNone = accesses.filter(
      (access) => !notLookedAt.has(access.collection) && !isByKey(access) && indexesFor(access, indexes).length === 0,
    );
    expect(byNone).toEqual([]);
    expect(new Set(accesses.map(({ collection }) => collection)).size).toBeGreaterThan(10);
  });

  it('is by every index that there is', () => {
    const used = new Set(
      accesses.flatMap((access) => indexesFor(access, indexes).map(({ collection, name }) => `${collection}.${name}`)),
    );
    const all = indexes.map(({ collection, name }) => `${collection}.${name}`);
    expect(all.filter((name) => !used.has(name))).toEqual([]);
  });

  it('names the mailbox wherever its documents are asked for, so that one shard is asked', () => {
    const ofMailboxes = new Set([
      'folders',
      'folder_tombstones',
      'messages',
      'tombstones',
      'dedupe_keys',
      'property_names',
    ]);
    const unnamed = accesses.filter(({ collection, filter }) => ofMailboxes.has(collection) && !('mailbox' in filter));
    expect(unnamed.map(({ filter }) => Object.keys(filter)).filter(([field]) => field !== 'at')).toEqual([]);
  });
});

async function useEverything(store: OpenedStore): Promise<void> {
  const { mailStore } = store;
  const { outbox } = mailStore;
  const scope = await newMailbox(store);
  const made = await mailStore.apply(scope, [
    insert('a'),
    insert('b'),
    { do: 'create-folder', parent: 'root', displayName: 'Folder' },
  ]);
  const [first = 0, second = 0] = idsOf(made);
  const folder = made.results[2]?.folder ?? 0;
  await mailStore.apply(scope, [insert('c')], { dedupe: ['key'] });
  await mailStore.apply(scope, [insert('c')], { dedupe: ['key'] });
  await mailStore.apply(scope, [
    { do: 'set-read', id: first, read: true },
    { do: 'update-message', id: first, message: newMessage('d') },
    { do: 'copy-message', id: first, to: folder },
    { do: 'move-message', id: first, to: 'junk' },
    { do: 'delete-message', id: second },
  ]);
  const inbox = (await mailStore.folders(scope)).find(({ role }) => role === 'inbox')?.id ?? 0;
  await mailStore.mailbox(scope);
  await mailStore.folder(scope, inbox);
  await mailStore.hierarchyChanges(scope, 1);
  await mailStore.contentChanges(scope, inbox, 1, 10);
  await mailStore.contentNumber(scope, inbox);
  await mailStore.arrivals(scope, inbox, 1, 10);
  const after = { received: Date.now(), id: second };
  const ranges = [{}, { of: 'mail' }, { of: 'text' }, { after }, { after, receivedSince: 1, maxId: 100 }] as const;
  for (const options of ranges) {
    await mailStore.list(scope, inbox, { ...options, limit: 10 });
    await mailStore.count(scope, inbox, options, 10);
  }
  await mailStore.message(scope, (await mailStore.list(scope, inbox, { limit: 1 }))[0]?.id ?? 0);
  await mailStore.messages(scope, [first, second]);
  await mailStore.propertyIds(scope, [{ guid: '00020386-0000-0000-c000-000000000046', name: 'x' }]);
  await mailStore.reserveNumbers(scope, 5);
  await mailStore.referencedBlobs(['a'.repeat(64)]);
  await mailStore.prune({ dedupeBefore: Date.now() + 1000 });
  for (const shard of [0, 1]) {
    const lease = await outbox.lease(shard, 'publisher', 1000);
    const entries = await outbox.read(lease!, 10, Date.now());
    await outbox.remove(
      lease!,
      entries.map(({ id }) => id),
    );
    await outbox.release(lease!);
  }
  await outbox.waiting();
  await mailStore.apply(scope, [{ do: 'delete-folder', id: folder }]);
  await mailStore.deleteMailbox(scope);
  await mailStore.createMailbox(scope);
}
