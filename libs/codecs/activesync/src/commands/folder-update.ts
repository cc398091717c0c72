/** FolderUpdate: renames a folder or puts it under another. [MS-ASCMD] 2.2.1.6 */
import { type Infer, text, unsignedInteger } from '../content.ts';
import { container, elements, one, optional } from '../container.ts';
import { request, response } from '../message.ts';
import { FolderStatus } from '../status/folder-status.ts';
import { folderId, folderSyncKey } from './folder-sync.ts';

export const folderUpdateRequest = request(
  'FolderHierarchy',
  'FolderUpdate',
  container(
    elements('FolderHierarchy', {
      SyncKey: one(folderSyncKey),
      ServerId: one(folderId),
      ParentId: one(folderId),
      DisplayName: one(text({ minLength: 1, maxLength: 256 })),
    }),
  ),
  { malformed: FolderStatus.MalformedRequest },
);
export type FolderUpdateRequest = Infer<typeof folderUpdateRequest>;

export const folderUpdateResponse = response(
  'FolderHierarchy',
  'FolderUpdate',
  container(elements('FolderHierarchy', { Status: one(unsignedInteger), SyncKey: optional(folderSyncKey) })),
);
export type FolderUpdateResponse = Infer<typeof folderUpdateResponse>;
