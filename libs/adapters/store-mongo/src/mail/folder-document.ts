/** Folders as documents: what they are called and where they lie. What is in them, the mailbox's document tells. */
import { type ChangeNumber, type Folder, type FolderId, type FolderRole } from '@postbus/domain';
import type { IndexSpec } from '@postbus/mongo-connection';
import { type Connection, type Model, Schema } from 'mongoose';
import { number, plainDocuments, text } from '../as-it-is.ts';
import { type OfMailbox, ofMailbox } from '../of-mailbox.ts';
import { type FolderContents, noSuchFolder } from './mailbox-document.ts';

export interface FolderDocument extends OfMailbox {
  readonly id: FolderId;
  readonly parent: FolderId;
  readonly displayName: string;
  readonly nameKey: string;
  readonly role?: FolderRole;
  readonly containerClass: string;
  readonly changeNumber: ChangeNumber;
  readonly uidValidity: number;
}

export interface FolderTombstoneDocument extends OfMailbox {
  readonly changeNumber: ChangeNumber;
  readonly id: FolderId;
}

export const folderIndexes: readonly IndexSpec[] = [
  { collection: 'folders', name: 'by_change', key: { mailbox: 1, changeNumber: 1 } },
  { collection: 'folder_tombstones', name: 'by_change', key: { mailbox: 1, changeNumber: 1 } },
];

export function folderModel(connection: Connection): Model<FolderDocument> {
  const schema = new Schema<FolderDocument>(
    {
      ...ofMailbox,
      id: number,
      parent: number,
      displayName: text,
      nameKey: text,
      role: String,
      containerClass: text,
      changeNumber: number,
      uidValidity: number,
    },
    plainDocuments,
  );
  return connection.model<FolderDocument>('Folder', schema, 'folders');
}

export function folderTombstoneModel(connection: Connection): Model<FolderTombstoneDocument> {
  const schema = new Schema<FolderTombstoneDocument>(
    { ...ofMailbox, changeNumber: number, id: number },
    plainDocuments,
  );
  return connection.model<FolderTombstoneDocument>('FolderTombstone', schema, 'folder_tombstones');
}

export function folderOf(document: FolderDocument, contents: FolderContents): Folder {
  return {
    id: document.id,
    parent: document.parent,
    displayName: document.displayName,
    ...(document.role !== undefined && { role: document.role }),
    containerClass: document.containerClass,
    changeNumber: document.changeNumber,
    uidValidity: document.uidValidity,
    uidNext: contents.lastUid + 1,
    messages: contents.messages,
    unread: contents.unread,
  };
}

/** The folders of a mailbox by their ids. */
export class FolderTree {
  readonly #folders: Map<FolderId, FolderDocument>;

  constructor(folders: readonly FolderDocument[]) {
    this.#folders = new Map(folders.map((folder) => [folder.id, folder]));
  }

  /** @throws {DomainError} `no-such-folder` */
  get(id: FolderId): FolderDocument {
    const folder = this.#folders.get(id);
    if (folder === undefined) throw noSuchFolder(id);
    return folder;
  }

  put(folder: FolderDocument): void {
    this.#folders.set(folder.id, folder);
  }

  remove(id: FolderId): void {
    this.#folders.delete(id);
  }

  /** The folder of that name below `parent`. */
  named(parent: FolderId, nameKey: string): FolderDocument | undefined {
    return [...this.#folders.values()].find(
      (folder) => folder.parent === parent && folder.nameKey === nameKey && folder.id !== parent,
    );
  }

  /** Every folder below `id`, the deepest last. */
  below(id: FolderId): FolderId[] {
    const found: FolderId[] = [];
    for (let level = [id]; level.length > 0;) {
      const parents = new Set(level);
      level = [];
      for (const folder of this.#folders.values()) {
        if (parents.has(folder.parent) && folder.id !== folder.parent) level.push(folder.id);
      }
      found.push(...level);
    }
    return found;
  }
}
