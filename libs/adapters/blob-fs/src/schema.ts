/** The tables of the index. A row without `content` says that the blob is a file. Times are epoch milliseconds. */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const schema = `
create table if not exists content (
  id integer primary key,
  bytes blob not null
) strict;
create table if not exists blob (
  sha256 blob primary key,
  size integer not null,
  put_at integer not null,
  condemned_at integer,
  content integer references content (id)
) strict, without rowid;
create index if not exists blob_condemned on blob (condemned_at) where condemned_at is not null;
`;

/** Milliseconds to wait for the other connection of this process. */
const busyTimeout = 10_000;

const ownerOnly = 0o600;

/** Opens the index, made where it is missing. Pages of 16 KiB hold three messages of the usual size. */
export function openIndex(path: string): DatabaseSync {
  closeSync(openSync(path, 'a', ownerOnly));
  const database = new DatabaseSync(path, { timeout: busyTimeout });
  database.exec('pragma page_size = 16384; pragma journal_mode = wal; pragma synchronous = full;');
  database.exec(schema);
  return database;
}
