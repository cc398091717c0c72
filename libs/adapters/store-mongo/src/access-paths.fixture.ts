/** How commands find their documents, as the client sends them. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IndexSpec } from '@postbus/mongo-connection';
import type { TestDatabase } from '@postbus/mongo-connection/testing';
import { type OpenedStore, opened } from './mail/mail.fixture.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface Access {
  readonly collection: string;
  readonly filter: Fields;
  readonly sort?: Fields;
  readonly hint?: string;
}

/** What `use` makes a store ask of the server. */
export async function accessesOfUse(
  database: TestDatabase,
  use: (store: OpenedStore) => Promise<void>,
): Promise<readonly Access[]> {
  const accesses: Access[] = [];
  // Whoever listens to round trips makes the client tell of commands.
  const listening = () => undefined;
  subscribe('postbus.store.round-trip', listening);
  const store = await opened(await database.open());
  store.mongo.connection
    .getClient()
    .on('commandStarted', ({ command }) => void accesses.push(...accessesOf(command as Fields)));
  await use(store);
  unsubscribe('postbus.store.round-trip', listening);
  return accesses;
}

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

export function isByKey({ filter, hint }: Access): boolean {
  return '_id' in filter && hint === undefined;
}

/** Those of `indexes` that begin with what is asked for by equality, then have what is asked for in a range and in order. */
export function indexesFor({ collection, filter, sort, hint }: Access, indexes: readonly IndexSpec[]): IndexSpec[] {
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
