/**
 * A mailbox's document: its numbers, and what each of its folders keeps of its contents. It is the first that every
 * writer of the mailbox writes, so that of two writers one conflicts and tries again. docs/adr/0011
 */
import {
  type ChangeNumber,
  DomainError,
  type FolderId,
  type FolderRole,
  type MailboxScope,
  type Uid,
  mayAccess,
  specialFolders,
} from '@postbus/domain';
import { type ClientSession, type Connection, type Model, Schema } from 'mongoose';
import { asItIs, plainDocuments } from '../as-it-is.ts';

/** What a folder keeps of its contents. RFC 9051 2.3.1.1, 2.3.1.2 */
export interface FolderContents {
  /** The last UID given; 0 while there was none. */
  readonly lastUid: Uid;
  /** The highest change number of the contents; 0 while there was none. */
  readonly contentNumber: ChangeNumber;
  readonly messages: number;
  readonly unread: number;
}

export interface MailboxDocument {
  /** `mailboxKey`. */
  readonly _id: string;
  readonly guid: string;
  /** Transactions that wrote to the mailbox: what each writes first. */
  readonly commits: number;
  /** The last number taken. */
  readonly counter: number;
  /** The highest change that readers can see. */
  readonly changeNumber: ChangeNumber;
  /** The highest UIDVALIDITY given to a folder. */
  readonly uidValidity: number;
  /** The highest id given to an event of the mailbox in the outbox. */
  readonly lastEvent: number;
  /** The highest id given to a property name. */
  readonly lastPropertyId: number;
  /** By folder id: a folder is there as long as it is named here. */
  readonly contents: Readonly<Record<string, FolderContents>>;
  /** Deleted: nothing of it can be read, and its documents are being removed. */
  readonly abandoned?: true;
}

const base = {
  guid: 1,
  commits: 1,
  counter: 1,
  changeNumber: 1,
  uidValidity: 1,
  lastEvent: 1,
  lastPropertyId: 1,
} as const;

export function mailboxModel(connection: Connection): Model<MailboxDocument> {
  const number = { type: Number, required: true } as const;
  const schema = new Schema<MailboxDocument>(
    {
      _id: { type: String, required: true },
      guid: { type: String, required: true },
      commits: number,
      counter: number,
      changeNumber: number,
      uidValidity: number,
      lastEvent: number,
      lastPropertyId: number,
      contents: asItIs,
      abandoned: Boolean,
    },
    plainDocuments,
  );
  return connection.model<MailboxDocument>('Mailbox', schema, 'mailboxes');
}

/** What a mailbox is known by in the database: `tenant/mailbox`. */
export function mailboxKey({ tenant, mailbox }: MailboxScope): string {
  return [tenant, mailbox].map((name) => name.replaceAll(/[%/]/g, encodeURIComponent)).join('/');
}

/** @throws {DomainError} `access-denied` */
export function checkAccess(scope: MailboxScope): void {
  if (!mayAccess(scope))
    throw new DomainError('access-denied', scope.mailbox, 'the mailbox is not open to this principal');
}

/** Which folders' contents are wanted: a mailbox may have thousands of folders. */
export type WantedContents = readonly FolderId[] | 'all';

/** @throws {DomainError} `no-such-mailbox` */
export async function readMailbox(
  mailboxes: Model<MailboxDocument>,
  scope: MailboxScope,
  wanted: WantedContents = [],
): Promise<MailboxDocument> {
  const found = await mailboxes.findOne(there(scope), projection(wanted)).lean<MailboxDocument>();
  if (found === null) throw noSuchMailbox(scope);
  return found;
}

/**
 * Writes to the mailbox first, within the session's transaction, so that no other can until its end.
 * @throws {DomainError} `no-such-mailbox`
 */
export async function lockMailbox(
  mailboxes: Model<MailboxDocument>,
  session: ClientSession,
  scope: MailboxScope,
  wanted: WantedContents = [],
): Promise<MailboxDocument> {
  const found = await mailboxes
    .findOneAndUpdate(there(scope), { $inc: { commits: 1 } }, { session, projection: projection(wanted) })
    .lean<MailboxDocument>();
  if (found === null) throw noSuchMailbox(scope);
  return found;
}

/** @throws {DomainError} `no-such-folder` */
export function contentsOf(mailbox: MailboxDocument, folder: FolderId): FolderContents {
  const contents = mailbox.contents?.[folder];
  if (contents === undefined) throw noSuchFolder(folder);
  return contents;
}

export function hasFolder(mailbox: MailboxDocument, folder: FolderId): boolean {
  return mailbox.contents?.[folder] !== undefined;
}

/** A new mailbox gives its first numbers to the special folders, in their order. */
export function specialFolderId(role: FolderRole): FolderId {
  return specialFolders.findIndex((special) => special.role === role) + 1;
}

export function noSuchFolder(reference: FolderId | FolderRole): DomainError {
  return new DomainError('no-such-folder', reference, 'there is no such folder');
}

function there(scope: MailboxScope) {
  return { _id: mailboxKey(scope), abandoned: { $exists: false } };
}

function noSuchMailbox(scope: MailboxScope): DomainError {
  return new DomainError('no-such-mailbox', scope.mailbox, 'there is no such mailbox');
}

function projection(wanted: WantedContents): Record<string, 1> {
  if (wanted === 'all') return { ...base, contents: 1 };
  // A path with anything but digits would name something else.
  const folders = wanted.filter((folder) => Number.isSafeInteger(folder) && folder > 0);
  return { ...base, ...Object.fromEntries(folders.map((folder) => [`contents.${folder}`, 1 as const])) };
}
