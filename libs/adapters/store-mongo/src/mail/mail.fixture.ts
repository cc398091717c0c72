/** What the tests of mailboxes over a server share. */
import { randomUUID } from 'node:crypto';
import type { BlobRef, FolderReference, MailboxScope, MessageSummary, NewMessage, Operation } from '@postbus/domain';
import { PropertyBag, PropertyType } from '@postbus/mapi';
import type { MongoConnection } from '@postbus/mongo-connection';
import type { Applied, MailStore } from '@postbus/ports';
import { type MongoStore, openMongoStore } from '../open-mongo-store.ts';

/** One instance of the store, with its own connection. */
export interface OpenedStore extends MongoStore {
  readonly mongo: MongoConnection;
}

export async function opened(mongo: MongoConnection): Promise<OpenedStore> {
  return { mongo, ...(await openMongoStore(mongo)) };
}

export function newScope(mailbox: string = randomUUID()): MailboxScope {
  return { tenant: 'tenant', mailbox, principal: { kind: 'service', service: 'test' } };
}

export async function newMailbox({ mailStore }: { readonly mailStore: MailStore }): Promise<MailboxScope> {
  const scope = newScope();
  await mailStore.createMailbox(scope);
  return scope;
}

export function newMessage(subject: string, mime?: BlobRef): NewMessage {
  const properties = new PropertyBag([{ key: 0x0037, type: PropertyType.PtypString, value: subject }]);
  return {
    object: { properties, recipients: [], attachments: [] },
    summary: { subject, read: false, preview: `${subject} at noon?` } as MessageSummary,
    received: Date.UTC(2026, 0, 14, 9),
    read: false,
    ...(mime !== undefined && { mime }),
  };
}

export function insert(subject: string, folder: FolderReference = 'inbox', mime?: BlobRef): Operation {
  return { do: 'insert-message', folder, message: newMessage(subject, mime) };
}

/** Ids of the messages that an apply made. */
export function idsOf({ results }: Applied): number[] {
  return results.map((result) => result.message ?? 0);
}

export function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
