/** Folders and the special ones that every mailbox has. [MS-OXOSFLD] 2.2.2; [MS-OXCFOLD] 2.2.2 */
import { DomainError } from './domain-error.ts';
import type { ChangeNumber, FolderId, Uid } from './identifiers.ts';

/** What a special folder is for; an ordinary folder has no role. */
export type FolderRole = 'root' | 'inbox' | 'drafts' | 'sent' | 'deleted' | 'outbox' | 'junk';

export interface Folder {
  readonly id: FolderId;
  /** Of the root: its own id. */
  readonly parent: FolderId;
  readonly displayName: string;
  readonly role?: FolderRole;
  /** PidTagContainerClass: `IPF.Note`. [MS-OXOSFLD] 2.2.3 */
  readonly containerClass: string;
  readonly changeNumber: ChangeNumber;
  /** RFC 9051 2.3.1.1 */
  readonly uidValidity: number;
  readonly uidNext: Uid;
  readonly messages: number;
  readonly unread: number;
}

/** The special folders in the order in which a new mailbox gets them, the root first. */
export const specialFolders: readonly { readonly role: FolderRole; readonly displayName: string }[] = [
  { role: 'root', displayName: 'Top of Information Store' },
  { role: 'inbox', displayName: 'Inbox' },
  { role: 'drafts', displayName: 'Drafts' },
  { role: 'sent', displayName: 'Sent Items' },
  { role: 'deleted', displayName: 'Deleted Items' },
  { role: 'outbox', displayName: 'Outbox' },
  { role: 'junk', displayName: 'Junk Email' },
];

export const mailContainerClass = 'IPF.Note';

/** Longest display name, in UTF-16 code units. */
const longestName = 255;

/** Names are compared without case among the folders of one parent. */
export function folderNameKey(displayName: string): string {
  return displayName.normalize('NFC').toLowerCase();
}

/** @throws {DomainError} `folder-name-invalid` where it is empty, too long or holds a control character */
export function checkFolderName(displayName: string): void {
  // eslint-disable-next-line no-control-regex
  if (displayName.trim() === '' || displayName.length > longestName || /[\u0000-\u001f\u007f]/.test(displayName)) {
    throw new DomainError('folder-name-invalid', displayName.slice(0, 32), 'this cannot be a folder name');
  }
}
