/** Folders with what their contents are. */
import type { Folder, FolderId, MailboxScope } from '@postbus/domain';
import { keyOf } from '../of-mailbox.ts';
import { type FolderDocument, folderOf } from './folder-document.ts';
import type { MailDocuments } from './mail-documents.ts';
import { mailboxKey, readMailbox } from './mailbox-document.ts';

/** In the order of their ids. */
export async function folders(documents: MailDocuments, scope: MailboxScope): Promise<Folder[]> {
  const [mailbox, found] = await Promise.all([
    readMailbox(documents.mailboxes, scope, 'all'),
    documents.folders
      .find({ mailbox: mailboxKey(scope) })
      .hint('by_change')
      .lean<FolderDocument[]>(),
  ]);
  return found
    .flatMap((folder) => {
      const contents = mailbox.contents[folder.id];
      return contents === undefined ? [] : [folderOf(folder, contents)];
    })
    .toSorted((one, other) => one.id - other.id);
}

export async function folder(documents: MailDocuments, scope: MailboxScope, id: FolderId): Promise<Folder | undefined> {
  const [mailbox, found] = await Promise.all([
    readMailbox(documents.mailboxes, scope, [id]),
    documents.folders.findOne(keyOf(mailboxKey(scope), id)).lean<FolderDocument>(),
  ]);
  const contents = mailbox.contents?.[id];
  return found === null || contents === undefined ? undefined : folderOf(found, contents);
}
