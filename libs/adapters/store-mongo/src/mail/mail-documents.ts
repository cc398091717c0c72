/** The collections of mailboxes, with their indexes. */
import type { IndexSpec } from '@postbus/mongo-connection';
import type { Connection, Model } from 'mongoose';
import { type AbandonedDocument, abandonedModel } from './abandoned-document.ts';
import { type DedupeKeyDocument, dedupeIndexes, dedupeKeyModel } from './dedupe-keys.ts';
import {
  type FolderDocument,
  type FolderTombstoneDocument,
  folderIndexes,
  folderModel,
  folderTombstoneModel,
} from './folder-document.ts';
import { type MailboxDocument, mailboxModel } from './mailbox-document.ts';
import {
  type MessageDocument,
  type ObjectDocument,
  type TombstoneDocument,
  messageIndexes,
  messageModel,
  objectModel,
  tombstoneModel,
} from './message-document.ts';
import { type PropertyNameDocument, propertyNameModel } from './property-names.ts';

export interface MailDocuments {
  readonly mailboxes: Model<MailboxDocument>;
  readonly folders: Model<FolderDocument>;
  readonly folderTombstones: Model<FolderTombstoneDocument>;
  readonly messages: Model<MessageDocument>;
  readonly objects: Model<ObjectDocument>;
  readonly tombstones: Model<TombstoneDocument>;
  readonly dedupeKeys: Model<DedupeKeyDocument>;
  readonly propertyNames: Model<PropertyNameDocument>;
  readonly abandoned: Model<AbandonedDocument>;
}

export const mailIndexes: readonly IndexSpec[] = [...folderIndexes, ...messageIndexes, ...dedupeIndexes];

export function mailDocuments(connection: Connection): MailDocuments {
  return {
    mailboxes: mailboxModel(connection),
    folders: folderModel(connection),
    folderTombstones: folderTombstoneModel(connection),
    messages: messageModel(connection),
    objects: objectModel(connection),
    tombstones: tombstoneModel(connection),
    dedupeKeys: dedupeKeyModel(connection),
    propertyNames: propertyNameModel(connection),
    abandoned: abandonedModel(connection),
  };
}
