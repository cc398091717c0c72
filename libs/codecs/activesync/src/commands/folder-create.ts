/** FolderCreate: makes a folder. [MS-ASCMD] 2.2.1.3 */
import { type Infer, integer, text, unsignedInteger } from '../content.ts';
import { container, elements, one, optional } from '../container.ts';
import { request, response } from '../message.ts';
import { FolderStatus } from '../status/folder-status.ts';
import { folderId, folderSyncKey } from './folder-sync.ts';

export const folderCreateRequest = request(
  'FolderHierarchy',
  'FolderCreate',
  container(
    elements('FolderHierarchy', {
      SyncKey: one(folderSyncKey),
      ParentId: one(folderId),
      DisplayName: one(text({ minLength: 1, maxLength: 256 })),
      Type: one(integer({ min: 1, max: 19 })),
    }),
  ),
  { malformed: FolderStatus.MalformedRequest },
);
export type FolderCreateRequest = Infer<typeof folderCreateRequest>;

export const folderCreateResponse = response(
  'FolderHierarchy',
  'FolderCreate',
  container(
    elements('FolderHierarchy', {
      Status: one(unsignedInteger),
      SyncKey: optional(folderSyncKey),
      ServerId: optional(folderId),
    }),
  ),
);
export type FolderCreateResponse = Infer<typeof folderCreateResponse>;
