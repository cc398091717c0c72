/** Rows of text messages, of the numbers that they go to, and of the names that carriers gave to their parts. */
import { type TextMessage, isEnded } from '@postbus/domain';
import { PortError, type Versioned } from '@postbus/ports';
import type { Connection } from './connection.ts';

export interface TextMessageRow {
  readonly version: number;
  readonly message: string;
}

/** What else is written for a row, as it was last. */
interface PresentRow {
  readonly row: number;
  readonly version: number;
  readonly channel: string;
  readonly state: string;
  readonly submitted_at: number;
  readonly numbers: string;
  readonly message_ids: string;
}

export function versioned({ version, message }: TextMessageRow): Versioned<TextMessage> {
  return { value: messageOf({ message }), version };
}

export function messageOf({ message }: Pick<TextMessageRow, 'message'>): TextMessage {
  return JSON.parse(message) as TextMessage;
}

/** @returns whether its id is new; where it is not, nothing is written */
export function insertTextMessage(connection: Connection, message: TextMessage): boolean {
  const { id, submission, mailbox } = message;
  const { item, channel, state, submittedAt, endedAt, numbers, messageIds, json } = columnsOf(message);
  const { changes, row } = connection.run(
    `INSERT OR IGNORE INTO text_messages (id, version, submission, mailbox, item, channel, state, submitted_at, ended_at,
       numbers, message_ids, message)
     VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    submission,
    mailbox,
    item,
    channel,
    state,
    submittedAt,
    endedAt,
    numbers,
    messageIds,
    json,
  );
  if (changes === 0) return false;
  insertRecipients(connection, row, mailbox, numbers, submittedAt);
  insertParts(connection, row, channel, messageIds);
  count(connection, channel, state, 1);
  return true;
}

/** @returns its new version @throws {PortError} `conflict` */
export function updateTextMessage(connection: Connection, message: TextMessage, ifVersion: number): number {
  const present = connection.get<PresentRow>(
    'SELECT row, version, channel, state, submitted_at, numbers, message_ids FROM text_messages WHERE id = ?',
    message.id,
  );
  if (present?.version !== ifVersion) throw conflict(message.id, ifVersion);
  const { item, channel, state, submittedAt, endedAt, numbers, messageIds, json } = columnsOf(message);
  const { row } = present;
  connection.run(
    `UPDATE text_messages SET version = ?, item = ?, channel = ?, state = ?, submitted_at = ?, ended_at = ?, numbers = ?,
       message_ids = ?, message = ?
     WHERE row = ?`,
    ifVersion + 1,
    item,
    channel,
    state,
    submittedAt,
    endedAt,
    numbers,
    messageIds,
    json,
    row,
  );
  if (numbers !== present.numbers || submittedAt !== present.submitted_at) {
    deleteRecipients(connection, message.mailbox, present);
    insertRecipients(connection, row, message.mailbox, numbers, submittedAt);
  }
  if (messageIds !== present.message_ids || channel !== present.channel) {
    deleteParts(connection, present);
    insertParts(connection, row, channel, messageIds);
  }
  if (state !== present.state || channel !== present.channel) {
    count(connection, present.channel, present.state, -1);
    count(connection, channel, state, 1);
  }
  return ifVersion + 1;
}

/** Forgets up to `limit` that ended before `before`. @returns how many */
export function deleteEnded(connection: Connection, before: number, limit: number): number {
  const ended = connection.all<PresentRow & { readonly mailbox: string }>(
    `SELECT row, mailbox, channel, state, submitted_at, numbers, message_ids FROM text_messages
     WHERE ended_at < ? ORDER BY ended_at LIMIT ?`,
    before,
    limit,
  );
  for (const present of ended) {
    connection.run('DELETE FROM text_messages WHERE row = ?', present.row);
    deleteRecipients(connection, present.mailbox, present);
    deleteParts(connection, present);
    count(connection, present.channel, present.state, -1);
  }
  return ended.length;
}

function columnsOf(message: TextMessage) {
  const { item = null, channel = '', state, submittedAt, changedAt, recipients, carrier } = message;
  const messageIds = carrier?.parts.flatMap(({ messageId }) => messageId ?? []) ?? [];
  return {
    item,
    channel,
    state,
    submittedAt,
    endedAt: isEnded(state) ? changedAt : null,
    numbers: JSON.stringify(recipients.map(({ number }) => number)),
    messageIds: JSON.stringify(messageIds),
    json: JSON.stringify(message),
  };
}

function insertRecipients(connection: Connection, row: number, mailbox: string, numbers: string, at: number): void {
  connection.run(
    `INSERT OR IGNORE INTO text_message_recipients (mailbox, number, submitted_at, row)
     SELECT ?, value, ?, ? FROM json_each(?)`,
    mailbox,
    at,
    row,
    numbers,
  );
}

function deleteRecipients(connection: Connection, mailbox: string, { row, submitted_at, numbers }: PresentRow): void {
  connection.run(
    `DELETE FROM text_message_recipients
     WHERE mailbox = ? AND number IN (SELECT value FROM json_each(?)) AND submitted_at = ? AND row = ?`,
    mailbox,
    numbers,
    submitted_at,
    row,
  );
}

/** A name that the carrier gave before is the newer part's from now on. */
function insertParts(connection: Connection, row: number, channel: string, messageIds: string): void {
  if (messageIds === '[]') return;
  connection.run(
    'INSERT OR REPLACE INTO text_message_parts (channel, message_id, row) SELECT ?, value, ? FROM json_each(?)',
    channel,
    row,
    messageIds,
  );
}

function deleteParts(connection: Connection, { row, channel, message_ids }: PresentRow): void {
  if (message_ids === '[]') return;
  connection.run(
    `DELETE FROM text_message_parts
     WHERE channel = ? AND message_id IN (SELECT value FROM json_each(?)) AND row = ?`,
    channel,
    message_ids,
    row,
  );
}

function count(connection: Connection, channel: string, state: string, messages: number): void {
  connection.run(
    `INSERT INTO text_message_counts (channel, state, messages) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET messages = messages + excluded.messages`,
    channel,
    state,
    messages,
  );
}

function conflict(id: string, ifVersion: number): PortError {
  return new PortError('conflict', 'text-message-store', `message ${id} is no longer at version ${ifVersion}`);
}
