/** Receipts whose part is not known yet, and references for parts, as rows. */
import { randomInt } from 'node:crypto';
import type { CarrierReceipt } from '@postbus/ports';
import type { Connection } from './connection.ts';

interface ReceiptRow {
  readonly row: number;
  readonly receipt: string;
}

const references = 0x1_0000;

/** @param now epoch milliseconds, when it is kept */
export function keepReceipt(connection: Connection, receipt: CarrierReceipt, most: number, now: number): void {
  const { channel, messageIds } = receipt;
  const { row } = connection.run(
    'INSERT INTO text_receipts (channel, kept_at, receipt) VALUES (?, ?, ?)',
    channel,
    now,
    JSON.stringify(receipt),
  );
  connection.run(
    'INSERT OR IGNORE INTO text_receipt_ids (channel, message_id, row) SELECT ?, value, ? FROM json_each(?)',
    channel,
    row,
    JSON.stringify(messageIds),
  );
  const beyond = count(connection, channel, 1) - most;
  if (beyond <= 0) return;
  const oldest = connection.all<ReceiptRow>(
    'SELECT row, receipt FROM text_receipts WHERE channel = ? ORDER BY row LIMIT ?',
    channel,
    beyond,
  );
  for (const old of oldest) removeReceipt(connection, old);
}

/** Gives and removes those with the id, in the order in which they were kept. */
export function takeReceipts(connection: Connection, channel: string, messageId: string): CarrierReceipt[] {
  return rowsOf(connection, channel, messageId).map((row) => removeReceipt(connection, row));
}

/** Gives those with the id, in the order in which they were kept. */
export function keptReceipts(connection: Connection, channel: string, messageId: string): CarrierReceipt[] {
  return rowsOf(connection, channel, messageId).map(({ receipt }) => JSON.parse(receipt) as CarrierReceipt);
}

function rowsOf(connection: Connection, channel: string, messageId: string): ReceiptRow[] {
  return connection.all<ReceiptRow>(
    `SELECT r.row, r.receipt FROM text_receipt_ids AS i JOIN text_receipts AS r ON r.row = i.row
     WHERE i.channel = ? AND i.message_id = ? ORDER BY i.row`,
    channel,
    messageId,
  );
}

/** Forgets up to `limit` that were kept before `before`. @returns how many */
export function deleteReceipts(connection: Connection, before: number, limit: number): number {
  const old = connection.all<ReceiptRow>(
    'SELECT row, receipt FROM text_receipts WHERE kept_at < ? ORDER BY kept_at LIMIT ?',
    before,
    limit,
  );
  for (const row of old) removeReceipt(connection, row);
  return old.length;
}

/** The first one is any; each further one is the next. @param now epoch milliseconds */
export function nextReference(connection: Connection, channel: string, number: string, now: number): number {
  const row = connection.get<{ readonly reference: number }>(
    `INSERT INTO text_references (channel, number, reference, used_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET reference = (reference + 1) % ${references}, used_at = excluded.used_at
     RETURNING reference`,
    channel,
    number,
    randomInt(references),
    now,
  );
  return row!.reference;
}

/** Forgets up to `limit` numbers that none was given for since `before`. @returns how many */
export function deleteReferences(connection: Connection, before: number, limit: number): number {
  return connection.run(
    `DELETE FROM text_references WHERE (channel, number) IN (
       SELECT channel, number FROM text_references WHERE used_at < ? ORDER BY used_at LIMIT ?)`,
    before,
    limit,
  ).changes;
}

function removeReceipt(connection: Connection, { row, receipt: json }: ReceiptRow): CarrierReceipt {
  const receipt = JSON.parse(json) as CarrierReceipt;
  connection.run('DELETE FROM text_receipts WHERE row = ?', row);
  connection.run(
    'DELETE FROM text_receipt_ids WHERE channel = ? AND message_id IN (SELECT value FROM json_each(?)) AND row = ?',
    receipt.channel,
    JSON.stringify(receipt.messageIds),
    row,
  );
  count(connection, receipt.channel, -1);
  return receipt;
}

/** @returns how many of the channel there are with these */
function count(connection: Connection, channel: string, receipts: number): number {
  const row = connection.get<{ readonly receipts: number }>(
    `INSERT INTO text_receipt_counts (channel, receipts) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET receipts = receipts + excluded.receipts RETURNING receipts`,
    channel,
    receipts,
  );
  return row!.receipts;
}
