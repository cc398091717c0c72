/** FolderDelete: removes a folder. [MS-ASCMD] 2.2.1.4 */
import { type Infer, unsignedInteger } from '../content.ts';
import { container, elements, one, optional } from '../container.ts';
import { request, response } from '../message.ts';
import { FolderStatus } from '../status/folder-status.ts';
import { folderId, folderSyncKey } from './folder-sync.ts';

export const folderDeleteRequest = request(
  'FolderHierarchy',
  'FolderDelete',
  container(elements('FolderHierarchy', { SyncKey: one(folderSyncKey), ServerId: one(folderId) })),
  { malformed: FolderStatus.MalformedRequest },
);
export type FolderDeleteRequest = Infer<typeof folderDeleteRequest>;

export const folderDeleteResponse = response(
  'FolderHierarchy',
  'FolderDelete',
  container(elements('FolderHierarchy', { Status: one(unsignedInteger), SyncKey: optional(folderSyncKey) })),
);
export type FolderDeleteResponse = Infer<typeof folderDeleteResponse>;
