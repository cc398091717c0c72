/**
 * What changed in a folder or among the folders since a number. [MS-OXCFXICS] 3.2.5.3
 * The mailbox's number is read first, and the lists after it: they hold all that changed up to it, and some of what
 * others write meanwhile. Of that, only what a reader must not miss is told; the rest comes with the next question.
 */
import type { ChangeNumber, FolderId, MailboxScope, MessageId, MessageRecord } from '@postbus/domain';
import type { FolderContentChange, FolderContentChanges, HierarchyChanges } from '@postbus/ports';
import { type FolderDocument, type FolderTombstoneDocument, folderOf } from './folder-document.ts';
import type { MailDocuments } from './mail-documents.ts';
import { contentsOf, mailboxKey, readMailbox } from './mailbox-document.ts';
import { type MessageDocument, type TombstoneDocument, messageRecord } from './message-document.ts';

/** One index range of messages by their latest change, merged with one of tombstones. @throws {DomainError} `no-such-folder` */
export async function contentChanges(
  documents: MailDocuments,
  scope: MailboxScope,
  folder: FolderId,
  since: ChangeNumber,
  limit: number,
): Promise<FolderContentChanges> {
  const mailbox = await readMailbox(documents.mailboxes, scope, [folder]);
  contentsOf(mailbox, folder);
  const until = mailbox.changeNumber;
  if (since >= until) return { changes: [], upTo: until, more: false };
  const [messages, tombstones] = await Promise.all([
    changedMessages(documents, mailbox._id, folder, since, limit + 1),
    leftTombstones(documents, mailbox._id, folder, since, until, limit + 1),
  ]);
  const told = merged(messages.filter(isToldBetween(since, until)), tombstones);
  const changes = told.slice(0, limit);
  if (told.length > limit) {
    return { changes, upTo: Math.min(changes.at(-1)?.changeNumber ?? since, until), more: true };
  }
  // Where the list was full, one that changed meanwhile may lie beyond its end.
  return { changes, upTo: until, more: messages.length > limit };
}

/** @throws {DomainError} `no-such-folder` */
export async function arrivals(
  { mailboxes, messages }: MailDocuments,
  scope: MailboxScope,
  folder: FolderId,
  after: MessageId,
  limit: number,
): Promise<MessageRecord[]> {
  const mailbox = mailboxKey(scope);
  const [state, arrived] = await Promise.all([
    readMailbox(mailboxes, scope, [folder]),
    messages
      .find({ mailbox, folder, id: { $gt: after } })
      .sort({ id: 1 })
      .hint('by_arrival')
      .limit(Math.max(limit, 1))
      .lean<MessageDocument[]>(),
  ]);
  contentsOf(state, folder);
  return arrived.slice(0, limit).map(messageRecord);
}

/** Folders that the mailbox's document does not name yet came later. */
export async function hierarchyChanges(
  documents: MailDocuments,
  scope: MailboxScope,
  since: ChangeNumber,
): Promise<HierarchyChanges> {
  const mailbox = await readMailbox(documents.mailboxes, scope, 'all');
  const [changed, deleted] = await Promise.all([
    documents.folders
      .find({ mailbox: mailbox._id, changeNumber: { $gt: since } })
      .sort({ changeNumber: 1 })
      .hint('by_change')
      .lean<FolderDocument[]>(),
    documents.folderTombstones
      .find({ mailbox: mailbox._id, changeNumber: { $gt: since, $lte: mailbox.changeNumber } })
      .sort({ changeNumber: 1 })
      .hint('by_change')
      .lean<FolderTombstoneDocument[]>(),
  ]);
  return {
    changed: changed.flatMap((folder) => {
      const contents = mailbox.contents[folder.id];
      return contents === undefined ? [] : [folderOf(folder, contents)];
    }),
    deleted: since === 0 ? [] : deleted.map(({ id }) => id),
    upTo: mailbox.changeNumber,
  };
}

function changedMessages(
  { messages }: MailDocuments,
  mailbox: string,
  folder: FolderId,
  since: ChangeNumber,
  limit: number,
): Promise<MessageDocument[]> {
  return messages
    .find({ mailbox, folder, latestChange: { $gt: since } })
    .sort({ latestChange: 1 })
    .hint('by_change')
    .limit(limit)
    .lean<MessageDocument[]>();
}

function leftTombstones(
  { tombstones }: MailDocuments,
  mailbox: string,
  folder: FolderId,
  since: ChangeNumber,
  until: ChangeNumber,
  limit: number,
): Promise<TombstoneDocument[]> {
  return tombstones
    .find({ mailbox, folder, changeNumber: { $gt: since, $lte: until } })
    .sort({ changeNumber: 1 })
    .hint('by_change')
    .limit(limit)
    .lean<TombstoneDocument[]>();
}

/** A message that is new since `since` and changed after `until` would, told later, no longer be taken for a new one. */
function isToldBetween(since: ChangeNumber, until: ChangeNumber): (message: MessageDocument) => boolean {
  return ({ id, latestChange }) => latestChange <= until || (id > since && id <= until);
}

/** In the order of change numbers; a list read while a message changed may hold it twice. */
function merged(messages: readonly MessageDocument[], tombstones: readonly TombstoneDocument[]): FolderContentChange[] {
  const latest = new Map(messages.map((message) => [message.id, message]));
  const changes: FolderContentChange[] = [
    ...[...latest.values()].map(
      (message) => ({ kind: 'message', changeNumber: message.latestChange, message: messageRecord(message) }) as const,
    ),
    ...tombstones.map(({ changeNumber, id, received, reason, textMessage }) => {
      const of = textMessage === true ? 'text' : 'mail';
      return { kind: 'tombstone', changeNumber, id, received: received.getTime(), of, reason } as const;
    }),
  ];
  return changes.toSorted((one, other) => one.changeNumber - other.changeNumber);
}
