/** How folders, messages and attachments are named to a client. [MS-ASCMD] 2.2.3.166.9, [MS-ASAIRS] 2.2.2.24 */
import type { FolderId, MessageId } from '@postbus/domain';

export interface ItemId {
  readonly folder: FolderId;
  readonly message: MessageId;
}

export interface AttachmentId extends ItemId {
  /** Position in the message's attachments, and so on in those of embedded messages. */
  readonly attachment: readonly number[];
}

const folderForm = /^[1-9]\d{0,14}$/;
const itemForm = /^([1-9]\d{0,14}):([1-9]\d{0,14})$/;
const attachmentForm = /^([1-9]\d{0,14}):([1-9]\d{0,14}):(\d{1,6}(?:\.\d{1,6}){0,9})$/;

export function collectionId(folder: FolderId): string {
  return String(folder);
}

export function parseCollectionId(text: string): FolderId | undefined {
  return folderForm.test(text) ? Number(text) : undefined;
}

/** ServerId of a message: where it lies and which it is. */
export function serverId({ folder, message }: ItemId): string {
  return `${folder}:${message}`;
}

export function parseServerId(text: string): ItemId | undefined {
  const [, folder, message] = itemForm.exec(text) ?? [];
  return folder === undefined || message === undefined
    ? undefined
    : { folder: Number(folder), message: Number(message) };
}

export function fileReference({ folder, message, attachment }: AttachmentId): string {
  return `${folder}:${message}:${attachment.join('.')}`;
}

export function parseFileReference(text: string): AttachmentId | undefined {
  const [, folder, message, path] = attachmentForm.exec(text) ?? [];
  if (folder === undefined || message === undefined || path === undefined) return undefined;
  return { folder: Number(folder), message: Number(message), attachment: path.split('.').map(Number) };
}
