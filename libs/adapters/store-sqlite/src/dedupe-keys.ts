/** Keys of what was applied, with its results, so that a repetition changes nothing. */
import type { ChangeNumber, OperationResult } from '@postbus/domain';
import type { Applied } from '@postbus/ports';
import type { Connection } from './connection.ts';

/** What the first apply that had any of `keys` gave. */
export function appliedBefore(connection: Connection, mailbox: number, keys: readonly string[]): Applied | undefined {
  for (const key of keys) {
    const row = connection.get<{ readonly change_number: ChangeNumber; readonly results: string }>(
      'SELECT change_number, results FROM dedupe_keys WHERE mailbox = ? AND key = ?',
      mailbox,
      key,
    );
    if (row !== undefined) {
      const results = JSON.parse(row.results) as readonly OperationResult[];
      return { results, changeNumber: row.change_number, repeated: true };
    }
  }
  return undefined;
}

export function rememberApplied(
  connection: Connection,
  mailbox: number,
  keys: readonly string[],
  { results, changeNumber }: Applied,
  now: number,
): void {
  for (const key of new Set(keys)) {
    connection.run(
      'INSERT INTO dedupe_keys (mailbox, key, applied_at, change_number, results) VALUES (?, ?, ?, ?, ?)',
      mailbox,
      key,
      now,
      changeNumber,
      JSON.stringify(results),
    );
  }
}

/** Forgets at most `most` keys, of applies and of jobs that are over, from before `before`; returns how many. */
export function forgetKeys(connection: Connection, before: number, most: number): number {
  const applied = connection.run(
    `DELETE FROM dedupe_keys WHERE (mailbox, key) IN (
       SELECT mailbox, key FROM dedupe_keys WHERE applied_at < ? ORDER BY applied_at LIMIT ?)`,
    before,
    most,
  );
  const jobs = connection.run(
    `DELETE FROM job_keys WHERE (queue, dedupe_key) IN (
       SELECT queue, dedupe_key FROM job_keys WHERE over_at < ? ORDER BY over_at LIMIT ?)`,
    before,
    most,
  );
  return applied.changes + jobs.changes;
}
