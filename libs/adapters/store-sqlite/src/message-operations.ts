/** Operations on messages. [MS-OXCMSG] 3.2.5; [MS-OXCFOLD] 3.2.5.6, 3.2.5.7 */
import {
  type ChangeNumber,
  DomainError,
  type FolderReference,
  type MessageId,
  type OperationResult,
  type PlacedMessage,
} from '@postbus/domain';
import { addBlobReferences, copyBlobReferences, removeBlobReferences } from './blob-references.ts';
import { leaveTombstone, noteContents, takeUid } from './folder-contents.ts';
import { folderId } from './folder-rows.ts';
import type { MailboxStep } from './mailbox-step.ts';
import type { EncodedMessage } from './message-encoding.ts';
import { type MessageRow, messageRow } from './message-rows.ts';

/** @throws {DomainError} `no-such-folder` */
export function insertMessage(
  step: MailboxStep,
  to: FolderReference,
  message: EncodedMessage,
  read: boolean,
): OperationResult {
  const folder = folderId(step, to);
  const uid = takeUid(step, folder);
  const id = step.takeChangeNumber();
  const { row } = step.connection.run(
    `INSERT INTO messages (mailbox, id, folder, uid, change_number, read_change_number, latest_change, received, read,
       text_message, mime_sha256, mime_size, traceparent, summary) VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)`,
    step.mailbox,
    id,
    folder,
    uid,
    id,
    id,
    message.received,
    read ? 1 : 0,
    message.textMessage ? 1 : 0,
    message.mimeSha256,
    message.mimeSize,
    message.traceparent,
    message.summary,
  );
  step.connection.run('INSERT INTO message_objects (row, object) VALUES (?, ?)', row, message.object);
  addBlobReferences(step.connection, 'message', row, message.blobs);
  noteContents(step, folder, id, { messages: 1, unread: read ? 0 : 1 });
  return { message: id, folder, uid, changeNumber: id };
}

/**
 * Replaces everything but the read state. The UID is a new one: what a UID names never changes. RFC 9051 2.3.1.1
 * @throws {DomainError} `no-such-message`, `changed-meanwhile`
 */
export function updateMessage(
  step: MailboxStep,
  id: MessageId,
  message: EncodedMessage,
  ifChangeNumber: ChangeNumber | undefined,
): OperationResult {
  const { row, folder, change_number: present } = messageRow(step.connection, step.mailbox, id);
  if (ifChangeNumber !== undefined && ifChangeNumber !== present) {
    throw new DomainError('changed-meanwhile', id, `its change number is ${present}, not ${ifChangeNumber}`);
  }
  const uid = takeUid(step, folder);
  const changeNumber = step.takeChangeNumber();
  step.connection.run(
    `UPDATE messages SET uid = ?, change_number = ?, latest_change = ?, received = ?, text_message = ?, mime_sha256 = ?,
       mime_size = ?, traceparent = ?, summary = ? WHERE row = ?`,
    uid,
    changeNumber,
    changeNumber,
    message.received,
    message.textMessage ? 1 : 0,
    message.mimeSha256,
    message.mimeSize,
    message.traceparent,
    message.summary,
    row,
  );
  step.connection.run('UPDATE message_objects SET object = ? WHERE row = ?', message.object, row);
  removeBlobReferences(step.connection, 'message', row);
  addBlobReferences(step.connection, 'message', row, message.blobs);
  noteContents(step, folder, changeNumber, { messages: 0, unread: 0 });
  return { message: id, folder, uid, changeNumber };
}

/** @throws {DomainError} `no-such-message` */
export function setRead(step: MailboxStep, id: MessageId, read: boolean): OperationResult {
  const message = messageRow(step.connection, step.mailbox, id);
  if ((message.read === 1) === read) return { unchanged: true };
  const changeNumber = step.takeChangeNumber();
  step.connection.run(
    'UPDATE messages SET read = ?, read_change_number = ?, latest_change = ? WHERE row = ?',
    read ? 1 : 0,
    changeNumber,
    changeNumber,
    message.row,
  );
  noteContents(step, message.folder, changeNumber, { messages: 0, unread: read ? -1 : 1 });
  return { message: id, folder: message.folder, uid: message.uid, changeNumber };
}

/** To the folder where it is: nothing. @throws {DomainError} `no-such-message`, `no-such-folder` */
export function moveMessage(step: MailboxStep, id: MessageId, to: FolderReference): OperationResult {
  const message = messageRow(step.connection, step.mailbox, id);
  const folder = folderId(step, to);
  if (folder === message.folder) return { unchanged: true };
  const uid = takeUid(step, folder);
  const tombstone = leaveTombstone(step, message, 'moved');
  const newId = step.takeChangeNumber();
  step.connection.run(
    `UPDATE messages SET id = ?, folder = ?, uid = ?, change_number = ?, read_change_number = 0, latest_change = ?
     WHERE row = ?`,
    newId,
    folder,
    uid,
    newId,
    newId,
    message.row,
  );
  return arrived(step, message, { message: newId, folder, uid, changeNumber: newId, tombstone });
}

/** @throws {DomainError} `no-such-message`, `no-such-folder` */
export function copyMessage(step: MailboxStep, id: MessageId, to: FolderReference): OperationResult {
  const message = messageRow(step.connection, step.mailbox, id);
  const folder = folderId(step, to);
  const uid = takeUid(step, folder);
  const newId = step.takeChangeNumber();
  const { row } = step.connection.run(
    `INSERT INTO messages (mailbox, id, folder, uid, change_number, read_change_number, latest_change, received, read,
       text_message, mime_sha256, mime_size, traceparent, summary)
     SELECT mailbox, ?, ?, ?, ?, 0, ?, received, read, text_message, mime_sha256, mime_size, traceparent, summary
     FROM messages WHERE row = ?`,
    newId,
    folder,
    uid,
    newId,
    newId,
    message.row,
  );
  step.connection.run(
    'INSERT INTO message_objects SELECT ?, object FROM message_objects WHERE row = ?',
    row,
    message.row,
  );
  copyBlobReferences(step.connection, 'message', message.row, row);
  return arrived(step, message, { message: newId, folder, uid, changeNumber: newId });
}

/** @throws {DomainError} `no-such-message` */
export function deleteMessage(step: MailboxStep, id: MessageId): OperationResult {
  const message = messageRow(step.connection, step.mailbox, id);
  const tombstone = leaveTombstone(step, message, 'deleted');
  step.connection.run('DELETE FROM messages WHERE row = ?', message.row);
  step.connection.run('DELETE FROM message_objects WHERE row = ?', message.row);
  removeBlobReferences(step.connection, 'message', message.row);
  return { tombstone };
}

function arrived(step: MailboxStep, message: MessageRow, placed: PlacedMessage): PlacedMessage {
  noteContents(step, placed.folder, placed.changeNumber, { messages: 1, unread: message.read === 1 ? 0 : 1 });
  return placed;
}
