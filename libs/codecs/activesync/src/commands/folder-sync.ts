/** FolderSync: the folder hierarchy and what changed in it. [MS-ASCMD] 2.2.1.5 */
import { type Infer, integer, text, unsignedInteger } from '../content.ts';
import { container, elements, many, one, optional } from '../container.ts';
import { request, response } from '../message.ts';
import { FolderStatus } from '../status/folder-status.ts';

/** SyncKey, ServerId and ParentId have 1 to 64 characters. [MS-ASCMD] 6 */
export const folderId = text({ minLength: 1, maxLength: 64 });
export const folderSyncKey = text({ minLength: 1, maxLength: 64 });

/** What a folder is for. [MS-ASCMD] 2.2.1.5 */
export const FolderType = {
  UserGeneric: 1,
  Inbox: 2,
  Drafts: 3,
  DeletedItems: 4,
  SentItems: 5,
  Outbox: 6,
  Tasks: 7,
  Calendar: 8,
  Contacts: 9,
  Notes: 10,
  Journal: 11,
  UserMail: 12,
  UserCalendar: 13,
  UserContacts: 14,
  UserTasks: 15,
  UserJournal: 16,
  UserNotes: 17,
  Unknown: 18,
  RecipientInformation: 19,
} as const;
export type FolderType = (typeof FolderType)[keyof typeof FolderType];

/** ParentId of the folders at the top. [MS-ASCMD] 2.2.1.5 */
export const topFolder = '0';

export const folderSyncRequest = request(
  'FolderHierarchy',
  'FolderSync',
  container(elements('FolderHierarchy', { SyncKey: one(folderSyncKey) })),
  { malformed: FolderStatus.MalformedRequest },
);
export type FolderSyncRequest = Infer<typeof folderSyncRequest>;

const folder = container(
  elements('FolderHierarchy', {
    ServerId: one(folderId),
    ParentId: one(folderId),
    DisplayName: one(text()),
    Type: one(integer({ min: 1, max: 19 })),
  }),
);
/** A folder as Add and Update tell it. [MS-ASCMD] 2.2.3.25 */
export type FolderDescription = Infer<typeof folder>;

const changes = container(
  elements('FolderHierarchy', {
    Count: optional(unsignedInteger),
    Update: many(folder),
    Delete: many(container(elements('FolderHierarchy', { ServerId: one(folderId) }))),
    Add: many(folder),
  }),
);

export const folderSyncResponse = response(
  'FolderHierarchy',
  'FolderSync',
  container(
    elements('FolderHierarchy', {
      Status: one(unsignedInteger),
      SyncKey: optional(folderSyncKey),
      Changes: optional(changes),
    }),
  ),
);
export type FolderSyncResponse = Infer<typeof folderSyncResponse>;
