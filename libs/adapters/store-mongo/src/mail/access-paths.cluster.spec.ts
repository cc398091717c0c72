import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type TestDatabase, mongoUrl, openTestDatabase } from '@postbus/mongo-connection/testing';
import type { IndexSpec } from '@postbus/mongo-connection';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blobReferenceIndexes } from '../blob-references/blob-references.ts';
import { outboxIndexes } from '../outbox/outbox-document.ts';
import { mailIndexes } from './mail-documents.ts';
import { type OpenedStore, idsOf, insert, newMailbox, newMessage, opened } from './mail.fixture.ts';

type Fields = Readonly<Record<string, unknown>>;

/** How a command finds documents. */
interface Access {
  readonly collection: string;
  readonly filter: Fields;
  readonly sort?: Fields;
  readonly hint?: string;
}

const indexes: readonly IndexSpec[] = [...mailIndexes, ...outboxIndexes, ...blobReferenceIndexes];

/** Few documents at any time; jobs are not of this. */
const notLookedAt: ReadonlySet<string> = new Set(['abandoned', 'jobs']);

describe.skipIf(mongoUrl === undefined)('how commands find their documents', () => {
  let database: TestDatabase;
  const accesses: Access[] = [];
  const listening = () => undefined;

  beforeAll(async () => {
    // Whoever listens to round trips makes the client tell of commands.
    subscribe('postbus.store.round-trip', listening);
    database = await openTestDatabase();
    const store = await opened(await database.open());
    store.mongo.connection
      .getClient()
      .on('commandStarted', ({ command }) => void accesses.push(...accessesOf(command as Fields)));
    await useEverything(store);
  });
  afterAll(async () => {
    unsubscribe('postbus.store.round-trip', listening);
    await database.drop();
  });

  it('is by their key, or by an index that begins with what is asked for and has the order that is wanted', () => {
    const byNone = accesses.filter(
      (access) => !notLookedAt.has(access.collection) && !isByKey(access) && !isByIndex(access),
    );
    expect(byNone).toEqual([]);
    expect(new Set(accesses.map(({ collection }) => collection)).size).toBeGreaterThan(10);
  });

  it('is by every index that there is', () => {
    const used = new Set(
      accesses.flatMap((access) => indexesFor(access).map(({ collection, name }) => `${collection}.${name}`)),
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
    const unnamed = accesses.filter(({ collection, filter }) => ofMailboxes.has(collection) && !hasMailbox(filter));
    expect(unnamed.map(({ filter }) => Object.keys(filter)).filter(([field]) => field !== 'at')).toEqual([]);
  });
});

/** Every alternative of a filter is looked at alone. */
function accessesOf(command: Fields): Access[] {
  const { find, aggregate, update, findAndModify, hint, sort } = command;
  const collection = [find, aggregate, update, findAndModify, command['delete']].find(
    (name) => typeof name === 'string',
  );
  if (collection === undefined) return [];
  const filters = filtersOf(command).flatMap((filter) => alternatives(filter));
  const more = {
    ...(sort !== undefined && { sort: sort as Fields }),
    ...(hint !== undefined && { hint: hint as string }),
  };
  return filters.map((filter) => ({ collection, filter, ...more }));
}

function filtersOf(command: Fields): Fields[] {
  const several = [command['updates'], command['deletes']].flatMap((list) => (list ?? []) as { readonly q: Fields }[]);
  const [first] = (command['pipeline'] ?? []) as { readonly $match?: Fields }[];
  return [command['filter'], command['query'], first?.$match, ...several.map(({ q }) => q)].filter(
    (filter): filter is Fields => filter !== undefined,
  );
}

function alternatives({ $or, ...rest }: Fields): Fields[] {
  return $or === undefined ? [rest] : ($or as Fields[]).map((one) => ({ ...rest, ...one }));
}

function isByKey({ filter, hint }: Access): boolean {
  return '_id' in filter && hint === undefined;
}

function isByIndex(access: Access): boolean {
  return indexesFor(access).length > 0;
}

/** Those whose keys begin with what is asked for by equality, then have what is asked for in a range and in order. */
function indexesFor({ collection, filter, sort, hint }: Access): IndexSpec[] {
  return indexes.filter(({ collection: of, name, key }) => {
    if (of !== collection || (hint !== undefined && hint !== name)) return false;
    const keys = Object.keys(key);
    const equal = keys.findIndex((field) => !(field in filter) || isRange(filter[field]));
    const prefix = equal < 0 ? keys : keys.slice(0, equal);
    const asked = [...Object.keys(sort ?? {}), ...Object.keys(filter)].filter((field) => !prefix.includes(field));
    const ordered = Object.keys(sort ?? {}).filter((field) => !prefix.includes(field));
    const rest = keys.slice(prefix.length);
    return (
      (prefix.length > 0 || asked.includes(rest[0] ?? '')) &&
      ordered.every((field, index) => field === rest[index]) &&
      Object.keys(filter).includes(keys[0] ?? '')
    );
  });
}

function isRange(condition: unknown): boolean {
  return (
    typeof condition === 'object' && condition !== null && Object.keys(condition).some((key) => /^\$[gl]te?$/.test(key))
  );
}

function hasMailbox(filter: Fields): boolean {
  return 'mailbox' in filter;
}

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
