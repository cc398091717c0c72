/** Messages of a folder, newest first, by one range of the index of receipt. */
import type { FolderId, MessageId, MessageKind, MessageRecord } from '@postbus/domain';
import type { ListOptions } from '@postbus/ports';
import type { SQLInputValue } from 'node:sqlite';
import type { Connection } from './connection.ts';
import { folderRow } from './folder-rows.ts';
import { type MessageRow, messageColumns, messageRecord } from './message-rows.ts';

/** Text messages have an index of their own: in a folder of mail they are few. */
const ofKind: Readonly<Record<MessageKind | 'any', { readonly index: string; readonly condition: string }>> = {
  any: { index: 'messages_by_receipt', condition: '' },
  mail: { index: 'messages_by_receipt', condition: ' AND m.text_message = 0' },
  text: { index: 'text_messages_by_receipt', condition: ' AND m.text_message = 1' },
};

const inRange = `m.mailbox = ? AND m.folder = ? AND m.received >= ? AND (m.received, m.id) < (?, ?) AND m.id <= ?`;

/** @throws {DomainError} `no-such-folder` */
export function listMessages(
  connection: Connection,
  mailbox: number,
  folder: FolderId,
  options: ListOptions,
): MessageRecord[] {
  folderRow(connection, mailbox, folder);
  const { index, condition } = ofKind[options.of ?? 'any'];
  const rows = connection.all<MessageRow>(
    `SELECT ${messageColumns} FROM messages AS m INDEXED BY ${index}
     WHERE ${inRange}${condition} ORDER BY m.received DESC, m.id DESC LIMIT ?`,
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
  if (options.of === 'mail') return countMail(connection, mailbox, folder, options, most);
  const { index, condition } = ofKind[options.of ?? 'any'];
  const row = connection.get<{ readonly count: number }>(
    `SELECT count(*) AS count FROM (
       SELECT 1 FROM messages AS m INDEXED BY ${index} WHERE ${inRange}${condition} LIMIT ?)`,
    ...rangeOf(mailbox, folder, options),
    most,
  );
  return row?.count ?? 0;
}

/** All but the text messages: both indexes are counted, and no row is read. */
function countMail(
  connection: Connection,
  mailbox: number,
  folder: FolderId,
  { of: _, ...range }: Omit<ListOptions, 'limit'>,
  most: number,
): number {
  const texts = countMessages(connection, mailbox, folder, { ...range, of: 'text' }, Number.MAX_SAFE_INTEGER);
  const all = countMessages(connection, mailbox, folder, range, Math.min(most + texts, Number.MAX_SAFE_INTEGER));
  return all - texts;
}

/** Those of `ids` that are there, in no order. The cross join keeps the plan from reading all of the mailbox first. */
export function messagesById(connection: Connection, mailbox: number, ids: readonly MessageId[]): MessageRecord[] {
  const rows = connection.all<MessageRow>(
    `SELECT ${messageColumns} FROM json_each(?) AS wanted
       CROSS JOIN messages AS m ON m.mailbox = ? AND m.id = wanted.value
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
