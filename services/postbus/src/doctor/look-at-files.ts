/** The files of the stores, read without touching them: SQLite's own check. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { counted } from '../terminal/numbers.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

const files = ['store.db', 'bus.db', join('blobs', 'blobs.sqlite')];
/** Bytes above which a file is not read through, which would take minutes. */
const mostRead = 2 ** 30;

export function lookAtFiles(data: string, everything: boolean): Finding {
  const there = files.map((name) => join(data, name)).filter((file) => existsSync(file));
  const small = there.filter((file) => everything || statSync(file).size <= mostRead);
  const faults = small.flatMap((file) => faultsOf(file).map((fault) => `${file}: ${fault}`));
  if (faults.length > 0) return failed('stores', faults.join('; '));
  const skipped = there.length - small.length;
  return skipped === 0
    ? ok('stores', `${counted(small.length, 'file')} sound`)
    : warning('stores', `${counted(skipped, 'file')} of more than 1 GiB not read through; --deep does`);
}

function faultsOf(file: string): string[] {
  try {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    try {
      const rows = database.prepare('PRAGMA quick_check(3)').all() as { quick_check: string }[];
      return rows.map((row) => row.quick_check).filter((text) => text !== 'ok');
    } finally {
      database.close();
    }
  } catch (error) {
    return [error instanceof Error ? error.message : 'it cannot be opened'];
  }
}
