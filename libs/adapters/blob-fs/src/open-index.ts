/** The file of the index as both threads open it. */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Milliseconds to wait for the other connection of this process. */
const busyTimeout = 10_000;

const ownerOnly = 0o600;

/** Pages of 16 KiB hold three messages of the usual size. */
export function openIndex(path: string): DatabaseSync {
  closeSync(openSync(path, 'a', ownerOnly));
  const database = new DatabaseSync(path, { timeout: busyTimeout });
  database.exec('pragma page_size = 16384; pragma journal_mode = wal; pragma synchronous = full;');
  return database;
}
