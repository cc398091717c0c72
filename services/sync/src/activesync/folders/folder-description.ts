/** Folders as a client is told of them. [MS-ASCMD] 2.2.3.186.3 */
import { type FolderDescription, FolderType, topFolder } from '@postbus/activesync';
import { type Folder, type FolderId, type FolderRole, mailContainerClass } from '@postbus/domain';
import { collectionId, parseCollectionId } from '../server-id.ts';

const typeOfRole: Partial<Record<FolderRole, number>> = {
  inbox: FolderType.Inbox,
  drafts: FolderType.Drafts,
  deleted: FolderType.DeletedItems,
  sent: FolderType.SentItems,
  outbox: FolderType.Outbox,
};

/** @param root id of the mailbox's root, which itself is not told */
export function describeFolder(folder: Folder, root: FolderId): FolderDescription {
  const ordinary = folder.containerClass === mailContainerClass ? FolderType.UserMail : FolderType.Unknown;
  return {
    ServerId: collectionId(folder.id),
    ParentId: folder.parent === root ? topFolder : collectionId(folder.parent),
    DisplayName: folder.displayName,
    Type: (folder.role === undefined ? undefined : typeOfRole[folder.role]) ?? ordinary,
  };
}

/** The folder that a ParentId names, the root for `0`. */
export function parseParentId(text: string): FolderId | 'root' | undefined {
  return text === topFolder ? 'root' : parseCollectionId(text);
}
