/** Operations on folders. [MS-OXCFOLD] 3.2.5.2, 3.2.5.3, 3.2.5.4 */
import {
  DomainError,
  type FolderId,
  type FolderReference,
  type FolderRole,
  type OperationResult,
  checkFolderName,
  folderNameKey,
  mailContainerClass,
  specialFolders,
} from '@postbus/domain';
import { type FolderRow, folderId, folderRow } from './folder-rows.ts';
import type { MailboxStep } from './mailbox-step.ts';

interface NewFolder {
  readonly parent: FolderReference;
  readonly displayName: string;
  readonly containerClass?: string;
}

/** The root and every other special folder of a new mailbox. [MS-OXOSFLD] 2.2.1 */
export function createSpecialFolders(step: MailboxStep, now: number): void {
  const root = step.takeChangeNumber();
  for (const { role, displayName } of specialFolders) {
    const id = role === 'root' ? root : step.takeChangeNumber();
    insertFolder(step, { id, parent: root, displayName, role, containerClass: mailContainerClass }, now);
  }
}

/** @throws {DomainError} `folder-name-invalid`, `no-such-folder`, `folder-exists` */
export function createFolder(step: MailboxStep, folder: NewFolder, now: number): OperationResult {
  const { displayName, containerClass = mailContainerClass } = folder;
  checkFolderName(displayName);
  const parent = folderRow(step.connection, step.mailbox, folderId(step, folder.parent)).id;
  checkNameFree(step, parent, displayName);
  const id = step.takeChangeNumber();
  insertFolder(step, { id, parent, displayName, containerClass }, now);
  return { folder: id, changeNumber: id };
}

/**
 * Renames or moves a folder; where nothing is to change, nothing does.
 * @throws {DomainError} `no-such-folder`, `folder-is-special`, `folder-name-invalid`, `folder-would-cycle`, `folder-exists`
 */
export function updateFolder(
  step: MailboxStep,
  id: FolderId,
  change: { readonly parent?: FolderReference; readonly displayName?: string },
): OperationResult {
  const present = ordinaryFolder(step, id);
  const { displayName = present.display_name } = change;
  checkFolderName(displayName);
  const parent = change.parent === undefined ? present.parent : folderId(step, change.parent);
  if (displayName === present.display_name && parent === present.parent) return { unchanged: true };
  if (parent !== present.parent) checkNoCycle(step, id, folderRow(step.connection, step.mailbox, parent).id);
  checkNameFree(step, parent, displayName, id);
  const changeNumber = step.takeChangeNumber();
  step.connection.run(
    'UPDATE folders SET parent = ?, display_name = ?, name_key = ?, change_number = ? WHERE mailbox = ? AND id = ?',
    parent,
    displayName,
    folderNameKey(displayName),
    changeNumber,
    step.mailbox,
    id,
  );
  step.hierarchyChanged = true;
  return { folder: id, changeNumber };
}

/**
 * Removes a folder and all below it, each with a tombstone; their messages are gone for every reader at once, and their
 * rows removed little by little.
 * @throws {DomainError} `no-such-folder`, `folder-is-special`
 */
export function deleteFolder(step: MailboxStep, id: FolderId): OperationResult {
  ordinaryFolder(step, id);
  const { connection, mailbox } = step;
  for (const below of [...foldersBelow(step, id), id]) {
    const changeNumber = step.takeChangeNumber();
    connection.run('INSERT INTO folder_tombstones VALUES (?, ?, ?)', mailbox, changeNumber, below);
    connection.run('DELETE FROM folders WHERE mailbox = ? AND id = ?', mailbox, below);
    connection.run('INSERT INTO abandoned VALUES (?, ?)', mailbox, below);
  }
  step.hierarchyChanged = true;
  step.abandoned = true;
  return { folder: id, changeNumber: step.changeNumber };
}

function insertFolder(
  step: MailboxStep,
  folder: {
    readonly id: FolderId;
    readonly parent: FolderId;
    readonly displayName: string;
    readonly role?: FolderRole;
    readonly containerClass: string;
  },
  now: number,
): void {
  step.connection.run(
    `INSERT INTO folders (mailbox, id, parent, display_name, name_key, role, container_class, change_number,
       content_number, uid_validity, uid_next, messages, unread) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 1, 0, 0)`,
    step.mailbox,
    folder.id,
    folder.parent,
    folder.displayName,
    folderNameKey(folder.displayName),
    folder.role ?? null,
    folder.containerClass,
    folder.id,
    step.takeUidValidity(now),
  );
  step.hierarchyChanged = true;
}

function ordinaryFolder(step: MailboxStep, id: FolderId): FolderRow {
  const folder = folderRow(step.connection, step.mailbox, id);
  if (folder.role !== null) throw new DomainError('folder-is-special', id, 'a special folder stays as it is');
  return folder;
}

function checkNameFree(step: MailboxStep, parent: FolderId, displayName: string, except?: FolderId): void {
  const taken = step.connection.get<{ readonly id: number }>(
    'SELECT id FROM folders WHERE mailbox = ? AND parent = ? AND name_key = ? AND parent <> id',
    step.mailbox,
    parent,
    folderNameKey(displayName),
  );
  if (taken !== undefined && taken.id !== except) {
    throw new DomainError('folder-exists', taken.id, 'a folder of this name is there');
  }
}

function checkNoCycle(step: MailboxStep, id: FolderId, parent: FolderId): void {
  if (parent === id || foldersBelow(step, id).includes(parent)) {
    throw new DomainError('folder-would-cycle', id, 'a folder cannot come to lie in itself');
  }
}

/** Every folder below `id`, the deepest last. */
function foldersBelow({ connection, mailbox }: MailboxStep, id: FolderId): FolderId[] {
  const rows = connection.all<{ readonly id: number }>(
    `WITH RECURSIVE below (id) AS (
       SELECT id FROM folders WHERE mailbox = ?1 AND parent = ?2 AND id <> parent
       UNION SELECT folders.id FROM folders JOIN below ON folders.mailbox = ?1 AND folders.parent = below.id
     ) SELECT id FROM below`,
    mailbox,
    id,
  );
  return rows.map((row) => row.id);
}
