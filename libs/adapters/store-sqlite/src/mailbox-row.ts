/** The row of a mailbox, found for a caller who may use it. */
import { DomainError, type ChangeNumber, type MailboxScope, mayAccess } from '@postbus/domain';
import type { Connection } from './connection.ts';

export interface MailboxRow {
  /** Its short number, by which every other row names it. */
  readonly number: number;
  readonly guid: string;
  /** The last number taken. */
  readonly counter: number;
  readonly changeNumber: ChangeNumber;
  /** The highest UIDVALIDITY given to a folder. */
  readonly uidValidity: number;
}

/** @throws {DomainError} `access-denied` */
export function checkAccess(scope: MailboxScope): void {
  if (!mayAccess(scope))
    throw new DomainError('access-denied', scope.mailbox, 'the mailbox is not open to this principal');
}

export function findMailbox(connection: Connection, scope: MailboxScope): MailboxRow | undefined {
  return connection.get<MailboxRow>(
    `SELECT number, guid, counter, change_number AS changeNumber, uid_validity AS uidValidity
     FROM mailboxes WHERE tenant = ? AND mailbox = ?`,
    scope.tenant,
    scope.mailbox,
  );
}

/** @throws {DomainError} `access-denied`, `no-such-mailbox` */
export function openMailbox(connection: Connection, scope: MailboxScope): MailboxRow {
  checkAccess(scope);
  const mailbox = findMailbox(connection, scope);
  if (mailbox === undefined) throw new DomainError('no-such-mailbox', scope.mailbox, 'there is no such mailbox');
  return mailbox;
}
