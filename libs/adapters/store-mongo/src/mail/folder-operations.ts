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
import { keyOf } from '../of-mailbox.ts';
import type { FolderDocument, FolderTombstoneDocument } from './folder-document.ts';
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
  const parent = step.folderId(folder.parent);
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
  const { displayName = present.displayName } = change;
  checkFolderName(displayName);
  const parent = change.parent === undefined ? present.parent : step.folderId(change.parent);
  if (displayName === present.displayName && parent === present.parent) return { unchanged: true };
  if (parent !== present.parent) checkNoCycle(step, id, parent);
  checkNameFree(step, parent, displayName, id);
  const changeNumber = step.takeChangeNumber();
  const changed = { parent, displayName, nameKey: folderNameKey(displayName), changeNumber };
  step.tree.put({ ...present, ...changed });
  step.writes.push({ do: 'update', in: 'folders', filter: { ...keyOf(step.mailbox, id) }, update: { $set: changed } });
  step.hierarchyChanged = true;
  return { folder: id, changeNumber };
}

/**
 * Removes a folder and all below it, each with a tombstone; their messages are gone for every reader at once, and their
 * documents removed little by little.
 * @throws {DomainError} `no-such-folder`, `folder-is-special`
 */
export function deleteFolder(step: MailboxStep, id: FolderId): OperationResult {
  ordinaryFolder(step, id);
  const { mailbox } = step;
  for (const below of [...step.tree.below(id), id]) {
    const changeNumber = step.takeChangeNumber();
    const tombstone: FolderTombstoneDocument = { ...keyOf(mailbox, changeNumber), changeNumber, id: below };
    step.tree.remove(below);
    step.removeContents(below);
    step.writes.push(
      { do: 'insert', into: 'folder_tombstones', document: tombstone },
      { do: 'delete', from: 'folders', filter: { ...keyOf(mailbox, below) } },
      { do: 'insert', into: 'abandoned', document: { ...keyOf(mailbox, below), folder: below } },
    );
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
  const document: FolderDocument = {
    ...keyOf(step.mailbox, folder.id),
    ...folder,
    nameKey: folderNameKey(folder.displayName),
    changeNumber: folder.id,
    uidValidity: step.takeUidValidity(now),
  };
  step.tree.put(document);
  step.putContents(folder.id, { lastUid: 0, contentNumber: 0, messages: 0, unread: 0 });
  step.writes.push({ do: 'insert', into: 'folders', document });
  step.hierarchyChanged = true;
}

function ordinaryFolder(step: MailboxStep, id: FolderId): FolderDocument {
  const folder = step.tree.get(id);
  if (folder.role !== undefined) throw new DomainError('folder-is-special', id, 'a special folder stays as it is');
  return folder;
}

function checkNameFree(step: MailboxStep, parent: FolderId, displayName: string, except?: FolderId): void {
  const taken = step.tree.named(parent, folderNameKey(displayName))?.id;
  if (taken !== undefined && taken !== except) {
    throw new DomainError('folder-exists', taken, 'a folder of this name is there');
  }
}

function checkNoCycle(step: MailboxStep, id: FolderId, parent: FolderId): void {
  if (parent === id || step.tree.below(id).includes(parent)) {
    throw new DomainError('folder-would-cycle', id, 'a folder cannot come to lie in itself');
  }
}
