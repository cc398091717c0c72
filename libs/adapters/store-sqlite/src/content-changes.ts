/** What changed in a folder or among the folders since a number. [MS-OXCFXICS] 3.2.5.3 */
import type { ChangeNumber, FolderId, MessageId, MessageRecord, TombstoneReason } from '@postbus/domain';
import type { FolderContentChange, FolderContentChanges, HierarchyChanges } from '@postbus/ports';
import type { Connection } from './connection.ts';
import { type FolderRow, folderColumns, folderOf, folderRow } from './folder-rows.ts';
import type { MailboxRow } from './mailbox-row.ts';
import { type MessageRow, messageColumns, messageRecord } from './message-rows.ts';

interface TombstoneRow {
  readonly change_number: number;
  readonly id: number;
  readonly received: number;
  readonly reason: TombstoneReason;
  readonly text_message: number;
}

/** One index range of messages by their latest change, merged with one of tombstones. @throws {DomainError} `no-such-folder` */
export function contentChanges(
  connection: Connection,
  mailbox: MailboxRow,
  folder: FolderId,
  since: ChangeNumber,
  limit: number,
): FolderContentChanges {
  folderRow(connection, mailbox.number, folder);
  const messages = connection.all<MessageRow>(
    `SELECT ${messageColumns} FROM messages AS m INDEXED BY messages_by_change
     WHERE m.mailbox = ? AND m.folder = ? AND m.latest_change > ? ORDER BY m.latest_change LIMIT ?`,
    mailbox.number,
    folder,
    since,
    limit + 1,
  );
  const tombstones = connection.all<TombstoneRow>(
    `SELECT change_number, id, received, reason, text_message FROM message_tombstones
     WHERE mailbox = ? AND folder = ? AND change_number > ? ORDER BY change_number LIMIT ?`,
    mailbox.number,
    folder,
    since,
    limit + 1,
  );
  const merged = merge(messages, tombstones, limit);
  const more = messages.length + tombstones.length > limit;
  const last = more ? merged.at(-1)?.changeNumber : undefined;
  return { changes: merged, upTo: last ?? (more ? since : mailbox.changeNumber), more };
}

/** @throws {DomainError} `no-such-folder` */
export function arrivals(
  connection: Connection,
  mailbox: number,
  folder: FolderId,
  after: MessageId,
  limit: number,
): MessageRecord[] {
  folderRow(connection, mailbox, folder);
  const rows = connection.all<MessageRow>(
    `SELECT ${messageColumns} FROM messages AS m INDEXED BY messages_by_arrival
     WHERE m.mailbox = ? AND m.folder = ? AND m.id > ? ORDER BY m.id LIMIT ?`,
    mailbox,
    folder,
    after,
    limit,
  );
  return rows.map(messageRecord);
}

export function hierarchyChanges(connection: Connection, mailbox: MailboxRow, since: ChangeNumber): HierarchyChanges {
  const changed = connection.all<FolderRow>(
    `SELECT ${folderColumns} FROM folders WHERE mailbox = ? AND change_number > ? ORDER BY change_number`,
    mailbox.number,
    since,
  );
  const deleted = connection.all<{ readonly id: number }>(
    'SELECT id FROM folder_tombstones WHERE mailbox = ? AND change_number > ? ORDER BY change_number',
    mailbox.number,
    since,
  );
  return {
    changed: changed.map(folderOf),
    deleted: since === 0 ? [] : deleted.map(({ id }) => id),
    upTo: mailbox.changeNumber,
  };
}

/** Both lists are in the order of change numbers. */
function merge(
  messages: readonly MessageRow[],
  tombstones: readonly TombstoneRow[],
  limit: number,
): FolderContentChange[] {
  const merged: FolderContentChange[] = [];
  let atMessage = 0;
  let atTombstone = 0;
  while (merged.length < limit) {
    const message = messages[atMessage];
    const tombstone = tombstones[atTombstone];
    if (message !== undefined && (tombstone === undefined || message.latest_change < tombstone.change_number)) {
      merged.push({ kind: 'message', changeNumber: message.latest_change, message: messageRecord(message) });
      atMessage++;
    } else if (tombstone !== undefined) {
      const { change_number: changeNumber, id, received, reason, text_message: text } = tombstone;
      merged.push({ kind: 'tombstone', changeNumber, id, received, of: text === 1 ? 'text' : 'mail', reason });
      atTombstone++;
    } else {
      break;
    }
  }
  return merged;
}
