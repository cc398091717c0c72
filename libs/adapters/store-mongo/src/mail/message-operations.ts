/** Operations on messages. [MS-OXCMSG] 3.2.5; [MS-OXCFOLD] 3.2.5.6, 3.2.5.7 */
import {
  type ChangeNumber,
  DomainError,
  type FolderReference,
  type MessageId,
  type OperationResult,
  type PlacedMessage,
} from '@postbus/domain';
import { type OfMailbox, keyOf } from '../of-mailbox.ts';
import { leaveTombstone, noteContents, takeUid } from './folder-contents.ts';
import type { MailboxStep } from './mailbox-step.ts';
import type { MessageDocument, ObjectDocument } from './message-document.ts';
import type { EncodedMessage } from './message-encoding.ts';

/** @throws {DomainError} `no-such-folder` */
export function insertMessage(
  step: MailboxStep,
  to: FolderReference,
  message: EncodedMessage,
  read: boolean,
): OperationResult {
  const folder = step.folderId(to);
  const uid = takeUid(step, folder);
  const id = step.takeChangeNumber();
  insertObject(step, id, message.object);
  return arrive(step, {
    ...keyOf(step.mailbox, id),
    id,
    folder,
    uid,
    changeNumber: id,
    readChangeNumber: 0,
    latestChange: id,
    read,
    object: id,
    ...message.fields,
  });
}

/**
 * Replaces everything but the read state. The UID is a new one: what a UID names never changes. RFC 9051 2.3.1.1
 * The object is a new document, so that no reader takes it for the one that it replaces.
 * @throws {DomainError} `no-such-message`, `changed-meanwhile`
 */
export function updateMessage(
  step: MailboxStep,
  id: MessageId,
  { fields, object }: EncodedMessage,
  ifChangeNumber: ChangeNumber | undefined,
): OperationResult {
  const { traceparent: _, mime: __, textMessage: ___, ...present } = step.message(id);
  if (ifChangeNumber !== undefined && ifChangeNumber !== present.changeNumber) {
    throw new DomainError(
      'changed-meanwhile',
      id,
      `its change number is ${present.changeNumber}, not ${ifChangeNumber}`,
    );
  }
  const { folder } = present;
  const uid = takeUid(step, folder);
  const changeNumber = step.takeChangeNumber();
  const numbers = { uid, changeNumber, latestChange: changeNumber, object: changeNumber };
  step.putMessage({ ...present, ...numbers, ...fields });
  const absent = (['mime', 'traceparent', 'textMessage'] as const).filter((field) => !(field in fields));
  writeMessage(step, id, {
    $set: { ...numbers, ...fields },
    ...(absent.length > 0 && { $unset: Object.fromEntries(absent.map((field) => [field, 1])) }),
  });
  removeObject(step, present.object);
  insertObject(step, changeNumber, object);
  noteContents(step, folder, changeNumber, { messages: 0, unread: 0 });
  return { message: id, folder, uid, changeNumber };
}

/** @throws {DomainError} `no-such-message` */
export function setRead(step: MailboxStep, id: MessageId, read: boolean): OperationResult {
  const message = step.message(id);
  if (message.read === read) return { unchanged: true };
  const changeNumber = step.takeChangeNumber();
  const change = { read, readChangeNumber: changeNumber, latestChange: changeNumber };
  step.putMessage({ ...message, ...change });
  writeMessage(step, id, { $set: change });
  noteContents(step, message.folder, changeNumber, { messages: 0, unread: read ? -1 : 1 });
  return { message: id, folder: message.folder, uid: message.uid, changeNumber };
}

/** To the folder where it is: nothing. @throws {DomainError} `no-such-message`, `no-such-folder` */
export function moveMessage(step: MailboxStep, id: MessageId, to: FolderReference): OperationResult {
  const message = step.message(id);
  const folder = step.folderId(to);
  if (folder === message.folder) return { unchanged: true };
  const uid = takeUid(step, folder);
  const tombstone = leaveTombstone(step, message, 'moved');
  removeMessage(step, message);
  return { ...arrive(step, placedAnew(step, message, folder, uid)), tombstone };
}

/** @throws {DomainError} `no-such-message`, `no-such-folder` */
export function copyMessage(step: MailboxStep, id: MessageId, to: FolderReference): OperationResult {
  const message = step.message(id);
  const folder = step.folderId(to);
  const uid = takeUid(step, folder);
  const { _id: _, mailbox: __, ...object } = step.object(message);
  const copy = placedAnew(step, message, folder, uid);
  insertObject(step, copy.id, object);
  return arrive(step, { ...copy, object: copy.id });
}

/** @throws {DomainError} `no-such-message` */
export function deleteMessage(step: MailboxStep, id: MessageId): OperationResult {
  const message = step.message(id);
  const tombstone = leaveTombstone(step, message, 'deleted');
  removeMessage(step, message);
  removeObject(step, message.object);
  return { tombstone };
}

/** As a message that comes into `folder` under a new id. */
function placedAnew(step: MailboxStep, message: MessageDocument, folder: number, uid: number): MessageDocument {
  const id = step.takeChangeNumber();
  const numbers = { changeNumber: id, readChangeNumber: 0, latestChange: id };
  return { ...message, ...keyOf(step.mailbox, id), id, folder, uid, ...numbers };
}

function arrive(step: MailboxStep, message: MessageDocument): PlacedMessage {
  const { id, folder, uid, changeNumber } = message;
  step.putMessage(message);
  step.writes.push({ do: 'insert', into: 'messages', document: message });
  noteContents(step, folder, changeNumber, { messages: 1, unread: message.read ? 0 : 1 });
  return { message: id, folder, uid, changeNumber };
}

function writeMessage(step: MailboxStep, id: MessageId, update: Readonly<Record<string, unknown>>): void {
  step.writes.push({ do: 'update', in: 'messages', filter: { ...keyOf(step.mailbox, id) }, update });
}

function removeMessage(step: MailboxStep, { id }: MessageDocument): void {
  step.removeMessage(id);
  step.writes.push({ do: 'delete', from: 'messages', filter: { ...keyOf(step.mailbox, id) } });
}

function insertObject(step: MailboxStep, id: number, object: Omit<ObjectDocument, keyof OfMailbox>): void {
  const document: ObjectDocument = { ...keyOf(step.mailbox, id), ...object };
  step.putObject(document);
  step.writes.push({ do: 'insert', into: 'objects', document });
}

function removeObject(step: MailboxStep, id: number): void {
  step.writes.push({ do: 'delete', from: 'objects', filter: { ...keyOf(step.mailbox, id) } });
}
