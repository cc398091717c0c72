/** Parts of text messages that came in, as rows, until all of them are there. */
import type { ReceivedPart } from '@postbus/ports';
import type { Connection } from './connection.ts';

/** Where its sequence is there already, nothing is written. */
export function insertReceivedPart(connection: Connection, { key, sequence, total, content, at }: ReceivedPart): void {
  connection.run(
    `INSERT OR IGNORE INTO text_received_parts (key, sequence, total, content, at, first_at)
     VALUES (?1, ?2, ?3, ?4, ?5, iif(EXISTS (SELECT 1 FROM text_received_parts WHERE key = ?1), NULL, ?5))`,
    key,
    sequence,
    total,
    content,
    at,
  );
}

/** In the order of their sequence. */
export function receivedParts(connection: Connection, key: string): ReceivedPart[] {
  const rows = connection.all<ReceivedPart>(
    'SELECT key, sequence, total, content, at FROM text_received_parts WHERE key = ? ORDER BY sequence',
    key,
  );
  return rows.map((row) => ({ ...row }));
}

/** Where more than `most` are there, nothing is removed. @returns whether none is left */
export function removeReceivedParts(connection: Connection, key: string, most: number): boolean {
  if (receivedParts(connection, key).length > most) return false;
  connection.run('DELETE FROM text_received_parts WHERE key = ?', key);
  return true;
}

/** Keys whose first part came before `before`, oldest first. */
export function keysSince(connection: Connection, before: number, limit: number): string[] {
  const rows = connection.all<{ readonly key: string }>(
    'SELECT key FROM text_received_parts WHERE first_at < ? ORDER BY first_at LIMIT ?',
    before,
    limit,
  );
  return rows.map(({ key }) => key);
}
