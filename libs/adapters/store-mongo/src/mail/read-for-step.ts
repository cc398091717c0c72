/** What the operations of a step speak of, read at once within its transaction. A delivery needs none of it. */
import type { FolderReference, MessageId, Operation } from '@postbus/domain';
import type { ClientSession } from 'mongoose';
import { anyOf } from '../of-mailbox.ts';
import { FolderTree, type FolderDocument } from './folder-document.ts';
import type { MailDocuments } from './mail-documents.ts';
import { type WantedContents, specialFolderId } from './mailbox-document.ts';
import type { ReadForStep } from './mailbox-step.ts';
import type { MessageDocument, ObjectDocument } from './message-document.ts';

/** The folders whose contents the operations need; all, where that follows from what is read later. */
export function wantedContents(operations: readonly Operation[]): WantedContents {
  const inserts = operations.filter((operation) => operation.do === 'insert-message');
  if (inserts.length < operations.length) return 'all';
  return [...new Set(inserts.map(({ folder }) => idOf(folder)))];
}

export async function readForStep(
  documents: MailDocuments,
  session: ClientSession,
  mailbox: string,
  operations: readonly Operation[],
): Promise<ReadForStep> {
  const messages = await readMessages(documents, session, mailbox, operations);
  return {
    messages,
    objects: await readObjects(documents, session, mailbox, operations, messages),
    ...(operations.some(concernsFolders) && { folders: await readTree(documents, session, mailbox) }),
  };
}

async function readMessages(
  { messages }: MailDocuments,
  session: ClientSession,
  mailbox: string,
  operations: readonly Operation[],
): Promise<MessageDocument[]> {
  const ids = new Set(operations.flatMap(messageIdsOf));
  if (ids.size === 0) return [];
  return messages.find(anyOf(mailbox, [...ids]), null, { session }).lean<MessageDocument[]>();
}

/** Objects of messages to be copied. */
async function readObjects(
  { objects }: MailDocuments,
  session: ClientSession,
  mailbox: string,
  operations: readonly Operation[],
  messages: readonly MessageDocument[],
): Promise<ObjectDocument[]> {
  const copied = new Set(operations.flatMap((operation) => (operation.do === 'copy-message' ? [operation.id] : [])));
  const ids = messages.filter(({ id }) => copied.has(id)).map(({ object }) => object);
  if (ids.length === 0) return [];
  return objects.find(anyOf(mailbox, ids), null, { session }).lean<ObjectDocument[]>();
}

async function readTree({ folders }: MailDocuments, session: ClientSession, mailbox: string): Promise<FolderTree> {
  return new FolderTree(await folders.find({ mailbox }, null, { session }).lean<FolderDocument[]>());
}

function messageIdsOf(operation: Operation): MessageId[] {
  switch (operation.do) {
    case 'update-message':
    case 'set-read':
    case 'move-message':
    case 'copy-message':
    case 'delete-message':
      return [operation.id];
    default:
      return [];
  }
}

function concernsFolders(operation: Operation): boolean {
  return operation.do === 'create-folder' || operation.do === 'update-folder' || operation.do === 'delete-folder';
}

function idOf(folder: FolderReference): number {
  return typeof folder === 'number' ? folder : specialFolderId(folder);
}
