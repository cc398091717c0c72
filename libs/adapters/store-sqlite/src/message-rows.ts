/** Rows of messages as the port's records. */
import { type BlobRef, DomainError, type MessageId, type MessageRecord, type MessageSummary } from '@postbus/domain';
import type { Connection } from './connection.ts';

export interface MessageRow {
  readonly row: number;
  readonly id: number;
  readonly folder: number;
  readonly uid: number;
  readonly change_number: number;
  readonly read_change_number: number;
  readonly latest_change: number;
  readonly received: number;
  readonly read: number;
  readonly text_message: number;
  readonly mime_sha256: Uint8Array | null;
  readonly mime_size: number | null;
  readonly traceparent: string | null;
  readonly summary: string;
}

export const messageColumns = `m.row, m.id, m.folder, m.uid, m.change_number, m.read_change_number, m.latest_change,
  m.received, m.read, m.text_message, m.mime_sha256, m.mime_size, m.traceparent, m.summary`;

/** A message of a folder that is there: contents of deleted folders wait for their removal unseen. */
export const visibleMessages = 'messages AS m JOIN folders AS f ON f.mailbox = m.mailbox AND f.id = m.folder';

export function messageRecord(row: MessageRow): MessageRecord {
  const read = row.read === 1;
  const mime = mimeOf(row);
  return {
    id: row.id,
    folder: row.folder,
    uid: row.uid,
    changeNumber: row.change_number,
    readChangeNumber: row.read_change_number,
    received: row.received,
    read,
    summary: { ...(JSON.parse(row.summary) as MessageSummary), read },
    ...(mime !== undefined && { mime }),
    ...(row.traceparent !== null && { traceparent: row.traceparent }),
  };
}

export function findMessageRow(connection: Connection, mailbox: number, id: MessageId): MessageRow | undefined {
  return connection.get<MessageRow>(
    `SELECT ${messageColumns} FROM ${visibleMessages} WHERE m.mailbox = ? AND m.id = ?`,
    mailbox,
    id,
  );
}

/** @throws {DomainError} `no-such-message` */
export function messageRow(connection: Connection, mailbox: number, id: MessageId): MessageRow {
  const row = findMessageRow(connection, mailbox, id);
  if (row === undefined) throw new DomainError('no-such-message', id, 'there is no such message');
  return row;
}

function mimeOf(row: MessageRow): BlobRef | undefined {
  if (row.mime_sha256 === null || row.mime_size === null) return undefined;
  return { sha256: Buffer.from(row.mime_sha256).toString('hex'), size: row.mime_size };
}
