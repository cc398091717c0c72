/** Brings a database to this version of the program, one process at a time. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, PortError } from '@postbus/ports';
import type { Connection, mongo } from 'mongoose';
import { isDuplicateKey } from './mongo-fault.ts';
import { MongoSetupError } from './mongo-setup-error.ts';

/** One step. A process may die within it, so it does no harm when it runs again from its start. */
export interface Migration {
  /** From 1, without gaps. */
  readonly version: number;
  readonly name: string;
  readonly up: (connection: Connection) => Promise<void>;
}

/** `_id`: `store/3` for a step that was done. */
interface AppliedMigration {
  readonly _id: string;
  readonly schema: string;
  readonly version: number;
  readonly name: string;
  readonly appliedAt: number;
}

/** `_id`: the schema. */
interface MigrationLock {
  readonly _id: string;
  readonly owner: string;
  readonly leasedUntil: number;
}

export interface MigrationOptions {
  /** Whose steps: each adapter numbers its own. */
  readonly schema: string;
  readonly clock: Clock;
  /** Milliseconds to wait for another process. */
  readonly time: number;
}

const lease = 30_000;
const betweenLooks = 100;

/**
 * @throws {MongoSetupError} `schema-newer` where a later program was here, `schema-changed` where a step has another name
 * @throws {PortError} `unavailable` where another process does not come to an end
 */
export async function migrate(
  connection: Connection,
  migrations: readonly Migration[],
  { schema, clock, time }: MigrationOptions,
): Promise<void> {
  const applied = connection.collection<AppliedMigration>('schema_migrations');
  const lock = new Lock(connection, schema, clock);
  const deadline = performance.now() + time;
  while (await anyLeft(applied, schema, migrations)) {
    if (await lock.take()) {
      try {
        await applyRest(connection, applied, schema, migrations, clock);
      } finally {
        await lock.release();
      }
    } else if (performance.now() >= deadline) {
      throw new PortError('unavailable', 'store', `another process still migrates the schema ${schema}`);
    } else await wait(betweenLooks);
  }
}

async function applyRest(
  connection: Connection,
  applied: mongo.Collection<AppliedMigration>,
  schema: string,
  migrations: readonly Migration[],
  clock: Clock,
): Promise<void> {
  const done = await appliedOf(applied, schema);
  for (const { version, name, up } of migrations.slice(done.length)) {
    await up(connection);
    const record = { schema, version, name, appliedAt: clock.now() };
    await applied.updateOne({ _id: `${schema}/${version}` }, { $setOnInsert: record }, { upsert: true });
  }
}

async function anyLeft(
  applied: mongo.Collection<AppliedMigration>,
  schema: string,
  migrations: readonly Migration[],
): Promise<boolean> {
  const done = await appliedOf(applied, schema);
  done.forEach(({ version, name }, index) => {
    const step = migrations[index];
    if (step === undefined) {
      throw new MongoSetupError('schema-newer', schema, `it is version ${version}, this program knows ${index}`);
    }
    if (step.version !== version || step.name !== name) {
      throw new MongoSetupError('schema-changed', schema, `version ${version} is ${name} there and ${step.name} here`);
    }
  });
  return done.length < migrations.length;
}

function appliedOf(applied: mongo.Collection<AppliedMigration>, schema: string): Promise<AppliedMigration[]> {
  return applied.find({ schema }, { sort: { version: 1 } }).toArray();
}

/** A document with a lease, kept while its holder lives. */
class Lock {
  readonly #locks: mongo.Collection<MigrationLock>;
  readonly #schema: string;
  readonly #clock: Clock;
  readonly #owner = randomUUID();
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: Connection, schema: string, clock: Clock) {
    this.#locks = connection.collection<MigrationLock>('schema_locks');
    this.#schema = schema;
    this.#clock = clock;
  }

  /** Whether this process has it now. */
  async take(): Promise<boolean> {
    const now = this.#clock.now();
    try {
      await this.#locks.updateOne(
        { _id: this.#schema, leasedUntil: { $lte: now } },
        { $set: { owner: this.#owner, leasedUntil: now + lease } },
        { upsert: true },
      );
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
    this.#timer = setInterval(() => void this.#renew().catch(() => undefined), lease / 3);
    return true;
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    await this.#locks.deleteOne({ _id: this.#schema, owner: this.#owner });
  }

  async #renew(): Promise<void> {
    const leasedUntil = this.#clock.now() + lease;
    await this.#locks.updateOne({ _id: this.#schema, owner: this.#owner }, { $set: { leasedUntil } });
  }
}
