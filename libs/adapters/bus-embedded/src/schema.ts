/**
 * The tables of the log. Records lie in the order of their publishing, so that a commit touches few pages however many
 * partitions it writes to; an index finds them by partition and offset.
 */
import { DatabaseSync } from 'node:sqlite';
import { walPragmas } from '@postbus/sqlite-wal';

/** Each is one step from a version to the next; never changed once released. */
const migrations: readonly string[] = [
  `CREATE TABLE partitions (
     id INTEGER PRIMARY KEY,
     topic TEXT NOT NULL,
     number INTEGER NOT NULL,
     -- the next offset is at least this, also where no record is left
     floor INTEGER NOT NULL DEFAULT 0,
     UNIQUE (topic, number)
   ) STRICT;
   CREATE TABLE records (
     position INTEGER PRIMARY KEY,
     partition INTEGER NOT NULL,
     "offset" INTEGER NOT NULL,
     published_at INTEGER NOT NULL,
     -- bytes of the partition's log up to the end of this record
     log_bytes INTEGER NOT NULL,
     key TEXT NOT NULL,
     headers TEXT NOT NULL,
     value BLOB NOT NULL
   ) STRICT;
   CREATE UNIQUE INDEX records_by_offset ON records (partition, "offset");
   CREATE TABLE groups (
     topic TEXT NOT NULL,
     name TEXT NOT NULL,
     PRIMARY KEY (topic, name)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE committed_offsets (
     group_name TEXT NOT NULL,
     partition INTEGER NOT NULL,
     "offset" INTEGER NOT NULL,
     PRIMARY KEY (group_name, partition)
   ) STRICT, WITHOUT ROWID;`,
];

/** Opens the log and brings its tables up to date. Never waits for a lock: who writes tries again. */
export function openLog(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 0 });
  database.exec(walPragmas);
  database.exec('PRAGMA journal_size_limit = 67108864');
  const version = (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
  for (const [index, step] of migrations.entries()) {
    if (index >= version) database.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${index + 1}; COMMIT`);
  }
  return database;
}
