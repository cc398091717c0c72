import { randomUUID } from 'node:crypto';
import { type BusRecord, mailboxChanged, toRecord } from '@postbus/contracts';
import type { StoredMessage } from '@postbus/domain';
import { eventSource } from './event-source.ts';

/** A hint that wakes a Sync that waits for the Outbox: what is in it did not change, but whom it is for. @param now epoch milliseconds */
export function outboxChanged(
  mailbox: string,
  { folder, changeNumber }: Pick<StoredMessage, 'folder' | 'changeNumber'>,
  now: number,
): BusRecord {
  const data = { mailbox, folders: [folder], hierarchy: false, changeNumber };
  return toRecord(mailboxChanged, data, { id: randomUUID(), source: eventSource }, new Date(now));
}
