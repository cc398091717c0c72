/** Indexes as the program needs them: made where missing, told where another one has the name. */
import { isDeepStrictEqual } from 'node:util';
import type { Connection, mongo } from 'mongoose';
import { MongoSetupError } from './mongo-setup-error.ts';

export interface IndexSpec {
  readonly collection: string;
  readonly name: string;
  /** In this order. */
  readonly key: Readonly<Record<string, 1 | -1 | 'hashed'>>;
  readonly unique?: boolean;
  readonly sparse?: boolean;
  readonly partialFilterExpression?: Readonly<Record<string, unknown>>;
  readonly expireAfterSeconds?: number;
}

/** Codes of createIndexes where the name, or the same keys, are taken with other options. */
const optionsConflict = 85;
const keySpecsConflict = 86;
const namespaceNotFound = 26;

/** @throws {MongoSetupError} `index-differs`, with `collection.index` */
export async function ensureIndexes(connection: Connection, specs: readonly IndexSpec[]): Promise<void> {
  const missing = await missingIndexes(connection, specs);
  for (const [collection, wanted] of Map.groupBy(missing, (spec) => spec.collection)) {
    await createIndexes(connection, collection, wanted);
  }
}

/** Those of `specs` that are not there. @throws {MongoSetupError} `index-differs` */
export async function missingIndexes(connection: Connection, specs: readonly IndexSpec[]): Promise<IndexSpec[]> {
  const missing: IndexSpec[] = [];
  for (const [collection, wanted] of Map.groupBy(specs, (spec) => spec.collection)) {
    const present = new Map((await indexesOf(connection, collection)).map((index) => [index.name, index]));
    for (const spec of wanted) {
      const index = present.get(spec.name);
      if (index === undefined) missing.push(spec);
      else check(spec, index);
    }
  }
  return missing;
}

async function indexesOf(connection: Connection, collection: string): Promise<mongo.IndexDescriptionInfo[]> {
  try {
    return await connection.collection(collection).indexes();
  } catch (error) {
    if (codeOf(error) === namespaceNotFound) return [];
    throw error;
  }
}

async function createIndexes(connection: Connection, collection: string, specs: readonly IndexSpec[]): Promise<void> {
  try {
    await connection
      .collection(collection)
      .createIndexes(specs.map(({ collection: _, ...description }) => description as mongo.IndexDescription));
  } catch (error) {
    if (codeOf(error) !== optionsConflict && codeOf(error) !== keySpecsConflict) throw error;
    const place = `${collection}.${specs.map(({ name }) => name).join(',')}`;
    throw new MongoSetupError('index-differs', place, (error as Error).message, { cause: error });
  }
}

function check(spec: IndexSpec, index: mongo.IndexDescriptionInfo): void {
  const differing = (['key', 'unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds'] as const).find(
    (trait) => !isDeepStrictEqual(plain(spec[trait]), plain(index[trait])),
  );
  if (differing === undefined) return;
  const [there, here] = [JSON.stringify(index[differing]), JSON.stringify(spec[differing])];
  const place = `${spec.collection}.${spec.name}`;
  throw new MongoSetupError('index-differs', place, `its ${differing} is ${there} there and ${here} here`);
}

/** A key as pairs, since its order counts; absent and false are the same. */
function plain(trait: unknown): unknown {
  if (trait instanceof Map) return [...trait];
  if (typeof trait === 'object' && trait !== null)
    return Object.entries(trait).map(([key, value]) => [key, plain(value)]);
  return trait === undefined ? false : trait;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
