/**
 * One process a data folder. The lock is the operating system's lock on a SQLite file, so it ends with its owner,
 * however that dies: there are no stale locks. A text file beside it says who holds it, for people to read.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PostbusError } from '@postbus/errors';

/** Why a data folder cannot be had; `folder` says which. */
export class DataFolderError extends PostbusError<'folder-in-use' | 'folder-unusable'> {
  readonly folder: string;

  constructor(code: DataFolderError['code'], folder: string, message: string, options: ErrorOptions = {}) {
    super(code, `${folder}: ${message}`, options);
    this.folder = folder;
  }
}

/** Those held by this process: a database that nothing refers to would be closed one day, and its lock with it. */
const held = new Set<DatabaseSync>();

export interface DataFolderLock {
  release(): void;
}

/**
 * Takes the lock called `name` in `folder`, which is made where it is not there. A second one of the same name is
 * refused, in this process as in another.
 * @param name each adapter that keeps files in the folder may have a lock of its own
 * @throws {DataFolderError} `folder-in-use` with the owner's process id, `folder-unusable`
 */
export function lockDataFolder(folder: string, name = 'postbus'): DataFolderLock {
  const file = join(folder, `${name}.lock`);
  const ownerFile = join(folder, `${name}.pid`);
  const database = openLockFile(folder, file);
  try {
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw refusal(folder, ownerFile, error);
  }
  held.add(database);
  writeFileSync(ownerFile, `${process.pid}\n`);
  return { release: () => release(database, ownerFile) };
}

function openLockFile(folder: string, file: string): DatabaseSync {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw new DataFolderError('folder-unusable', folder, 'the folder cannot be made or written', { cause: error });
  }
}

const sqliteBusy = 5;

function refusal(folder: string, ownerFile: string, error: unknown): DataFolderError {
  const code = (error as { errcode?: number }).errcode ?? 0;
  if ((code & 0xff) !== sqliteBusy) {
    return new DataFolderError('folder-unusable', folder, 'the lock file cannot be used', { cause: error });
  }
  return new DataFolderError('folder-in-use', folder, `in use by process ${ownerOf(ownerFile)}`, { cause: error });
}

function ownerOf(ownerFile: string): string {
  try {
    return readFileSync(ownerFile, 'utf8').trim();
  } catch {
    return '(unknown)';
  }
}

function release(database: DatabaseSync, ownerFile: string): void {
  if (!database.isOpen) return;
  rmSync(ownerFile, { force: true });
  database.close();
  held.delete(database);
}
