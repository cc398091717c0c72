/** Messages of a folder, newest first, by one range of the index of receipt. */
import type { FolderId, MessageId, MessageRecord } from '@postbus/domain';
import type { ListOptions } from '@postbus/ports';
import type { SQLInputValue } from 'node:sqlite';
import type { Connection } from './connection.ts';
import { folderRow } from './folder-rows.ts';
import { type MessageRow, messageColumns, messageRecord } from './message-rows.ts';

const inRange = `m.mailbox = ? AND m.folder = ? AND m.received >= ? AND (m.received, m.id) < (?, ?) AND m.id <= ?`;

/** @throws {DomainError} `no-such-folder` */
export function listMessages(
  connection: Connection,
  mailbox: number,
  folder: FolderId,
  options: ListOptions,
): MessageRecord[] {
  folderRow(connection, mailbox, folder);
  const rows = connection.all<MessageRow>(
    `SELECT ${messageColumns} FROM messages AS m INDEXED BY messages_by_receipt
     WHERE ${inRange} ORDER BY m.received DESC, m.id DESC LIMIT ?`,
    ...rangeOf(mailbox, folder, options),
    options.limit,
  );
  return rows.map(messageRecord);
}

/** At most `most`. @throws {DomainError} `no-such-folder` */
export function countMessages(
  connection: Connection,
  mailbox: number,
  folder: FolderId,
  options: Omit<ListOptions, 'limit'>,
  most: number,
): number {
  folderRow(connection, mailbox, folder);
  const row = connection.get<{ readonly count: number }>(
    `SELECT count(*) AS count FROM (
       SELECT 1 FROM messages AS m INDEXED BY messages_by_receipt WHERE ${inRange} LIMIT ?)`,
    ...rangeOf(mailbox, folder, options),
    most,
  );
  return row?.count ?? 0;
}

/** Those of `ids` that are there, in no order. */
export function messagesById(connection: Connection, mailbox: number, ids: readonly MessageId[]): MessageRecord[] {
  const rows = connection.all<MessageRow>(
    `SELECT ${messageColumns} FROM json_each(?) AS wanted
       JOIN messages AS m ON m.mailbox = ? AND m.id = wanted.value
       JOIN folders AS f ON f.mailbox = m.mailbox AND f.id = m.folder`,
    JSON.stringify([...new Set(ids)]),
    mailbox,
  );
  return rows.map(messageRecord);
}

function rangeOf(mailbox: number, folder: FolderId, options: Omit<ListOptions, 'limit'>): SQLInputValue[] {
  const { after, receivedSince = Number.MIN_SAFE_INTEGER, maxId = Number.MAX_SAFE_INTEGER } = options;
  const { received, id } = after ?? { received: Number.MAX_SAFE_INTEGER, id: 0 };
  return [mailbox, folder, receivedSince, received, id, maxId];
}
