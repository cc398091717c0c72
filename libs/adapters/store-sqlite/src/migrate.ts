/** Brings the file's schema to this version of the program, a transaction a migration. */
import type { Clock } from '@postbus/ports';
import type { Connection } from './connection.ts';
import { migrations } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import { StoreError } from './store-error.ts';

interface AppliedMigration {
  readonly version: number;
  readonly name: string;
}

/**
 * @throws {StoreError} `schema-newer` where a later program wrote the file, `schema-changed` where a version has another
 *   name than here
 * @throws {PortError} `unavailable`, `storage-full`
 */
export function migrate(
  connection: Connection,
  file: string,
  clock: Clock,
  steps: readonly Migration[] = migrations,
): void {
  connection.execute(
    'CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)',
  );
  connection.run('BEGIN IMMEDIATE');
  try {
    const applied = connection.all<AppliedMigration>('SELECT version, name FROM schema_migrations ORDER BY version');
    check(applied, file, steps);
    for (const { version, name, sql } of steps.slice(applied.length)) {
      connection.execute(sql);
      connection.run('INSERT INTO schema_migrations VALUES (?, ?, ?)', version, name, clock.now());
    }
    connection.run('COMMIT');
  } catch (error) {
    if (connection.inTransaction) connection.run('ROLLBACK');
    throw error;
  }
}

function check(applied: readonly AppliedMigration[], file: string, steps: readonly Migration[]): void {
  applied.forEach(({ version, name }, index) => {
    const step = steps[index];
    if (step === undefined) {
      throw new StoreError(
        'schema-newer',
        file,
        `its schema is version ${version}, this program knows ${steps.length}`,
      );
    }
    if (step.version !== version || step.name !== name) {
      throw new StoreError('schema-changed', file, `version ${version} is ${name} there and ${step.name} here`);
    }
  });
}
