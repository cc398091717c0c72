import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '@postbus/ports';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Connection } from './connection.ts';
import { StoreError, openSqliteStore } from './index.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';

describe("the store's file", () => {
  let folder: TemporaryFolder;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  const file = () => join(folder.path, 'store.db');
  const change = (sql: string) => {
    const database = new DatabaseSync(file());
    database.exec(sql);
    database.close();
  };
  const versions = () => {
    const database = new DatabaseSync(file());
    const rows = database.prepare('SELECT version, name FROM schema_migrations ORDER BY version').all();
    database.close();
    return rows.map((row) => ({ ...row }));
  };

  it('applies each migration once, and numbers them without a gap', async () => {
    await openSqliteStore({ folder: folder.path }).close();
    await openSqliteStore({ folder: folder.path }).close();
    expect(versions()).toEqual(migrations.map(({ version, name }) => ({ version, name })));
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
  });

  it('keeps what was there over a further migration, and nothing of one that fails', () => {
    const further = {
      version: migrations.length + 1,
      name: 'further',
      sql: 'ALTER TABLE domains ADD COLUMN note TEXT',
    };
    const broken = { version: migrations.length + 2, name: 'broken', sql: 'CREATE TABLE half (a); SELECT nonsense' };
    const connection = new Connection(file(), { busyTimeout: 1, cacheSize: 1 << 20 });
    migrate(connection, file(), systemClock);
    connection.run("INSERT INTO domains (domain) VALUES ('kept.example')");
    expect(() => migrate(connection, file(), systemClock, [...migrations, further, broken])).toThrow('nonsense');
    expect(versions()).toHaveLength(migrations.length);
    migrate(connection, file(), systemClock, [...migrations, further]);
    expect({ ...connection.get<object>('SELECT * FROM domains') }).toEqual({ domain: 'kept.example', note: null });
    connection.close();
  });

  it('refuses a file that a later program wrote', async () => {
    await openSqliteStore({ folder: folder.path }).close();
    change("INSERT INTO schema_migrations VALUES (1000, 'of tomorrow', 0)");
    const opening = () => openSqliteStore({ folder: folder.path });
    expect(opening).toThrow(StoreError);
    expect(opening).toThrow(expect.objectContaining({ code: 'schema-newer', file: file() }));
  });

  it('refuses a file whose versions are other ones', async () => {
    await openSqliteStore({ folder: folder.path }).close();
    change("UPDATE schema_migrations SET name = 'another' WHERE version = 2");
    expect(() => openSqliteStore({ folder: folder.path })).toThrow(expect.objectContaining({ code: 'schema-changed' }));
  });

  it('tells of a file that is no database as unavailable', () => {
    writeFileSync(file(), 'no database '.repeat(1000));
    expect(() => openSqliteStore({ folder: folder.path })).toThrow(expect.objectContaining({ code: 'unavailable' }));
  });

  it('is in WAL mode and leaves the sync of its commits to another thread', () => {
    const connection = new Connection(file(), { busyTimeout: 1, cacheSize: 1 << 20 });
    expect({ ...connection.get<object>('PRAGMA journal_mode') }).toEqual({ journal_mode: 'wal' });
    expect({ ...connection.get<object>('PRAGMA synchronous') }).toEqual({ synchronous: 1 });
    connection.close();
  });
});
