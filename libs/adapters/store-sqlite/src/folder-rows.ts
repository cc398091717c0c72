/** Rows of folders as the port's folders. */
import { DomainError, type Folder, type FolderId, type FolderReference, type FolderRole } from '@postbus/domain';
import type { Connection } from './connection.ts';
import type { MailboxStep } from './mailbox-step.ts';

export interface FolderRow {
  readonly id: number;
  readonly parent: number;
  readonly display_name: string;
  readonly name_key: string;
  readonly role: FolderRole | null;
  readonly container_class: string;
  readonly change_number: number;
  readonly content_number: number;
  readonly uid_validity: number;
  readonly uid_next: number;
  readonly messages: number;
  readonly unread: number;
}

export const folderColumns = `id, parent, display_name, name_key, role, container_class, change_number, content_number,
  uid_validity, uid_next, messages, unread`;

export function folderOf(row: FolderRow): Folder {
  return {
    id: row.id,
    parent: row.parent,
    displayName: row.display_name,
    ...(row.role !== null && { role: row.role }),
    containerClass: row.container_class,
    changeNumber: row.change_number,
    uidValidity: row.uid_validity,
    uidNext: row.uid_next,
    messages: row.messages,
    unread: row.unread,
  };
}

export function findFolderRow(connection: Connection, mailbox: number, id: FolderId): FolderRow | undefined {
  return connection.get<FolderRow>(`SELECT ${folderColumns} FROM folders WHERE mailbox = ? AND id = ?`, mailbox, id);
}

/** @throws {DomainError} `no-such-folder` */
export function folderRow(connection: Connection, mailbox: number, id: FolderId): FolderRow {
  const row = findFolderRow(connection, mailbox, id);
  if (row === undefined) throw noSuchFolder(id);
  return row;
}

/** The id of a folder told by id or role; one told by id may still not be there. @throws {DomainError} `no-such-folder` */
export function folderId({ connection, mailbox }: MailboxStep, reference: FolderReference): FolderId {
  if (typeof reference === 'number') return reference;
  const row = connection.get<{ readonly id: number }>(
    'SELECT id FROM folders WHERE mailbox = ? AND role = ?',
    mailbox,
    reference,
  );
  if (row === undefined) throw noSuchFolder(reference);
  return row.id;
}

export function noSuchFolder(reference: FolderReference): DomainError {
  return new DomainError('no-such-folder', reference, 'there is no such folder');
}
