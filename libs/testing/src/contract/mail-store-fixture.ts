/** What the contracts of the stores need of an adapter, and what their tests share. */
import { createHash, randomUUID } from 'node:crypto';
import { utf8Bytes } from '@postbus/bytes';
import type { BusRecord } from '@postbus/contracts';
import type {
  BlobRef,
  Folder,
  FolderRole,
  MailboxScope,
  MessageSummary,
  NewMessage,
  Operation,
  OperationResult,
} from '@postbus/domain';
import { PropertyBag, PropertyType } from '@postbus/mapi';
import type {
  DeviceStore,
  Directory,
  JobStore,
  MailStore,
  OutboxEntry,
  SmimeStore,
  TextMessageStore,
} from '@postbus/ports';
import type { ManualClock } from '../manual-clock.ts';

/** The ports over one set of data. */
export interface Stores {
  readonly mailStore: MailStore;
  readonly jobStore: JobStore;
  readonly directory: Directory;
  readonly deviceStore: DeviceStore;
  readonly smimeStore: SmimeStore;
  readonly textMessages: TextMessageStore;
}

export interface StoreFixture {
  readonly stores: Stores;
  /** The clock of every instance. */
  readonly clock: ManualClock;
  /** Part of the usual rounds that tests of chance and of races go; 1 unless told. A server slow as tests have it needs less. */
  readonly share?: number;
  /** Another instance over the same data, as another process has one. Absent where only one process can open the data. */
  readonly second?: () => Promise<Stores>;
  /** Drops every instance as the death of its process would: nothing that was not fulfilled need be there. */
  crash(): Promise<void>;
  /** Another instance over what closed or crashed ones left; `stores` from now on. */
  reopen(): Promise<Stores>;
  /** Closes whatever is open and removes the data. */
  dispose(): Promise<void>;
}

/** The part of a suite about one subject; `fixture` gives the running test's. */
export type StoreContractPart = (fixture: () => StoreFixture) => void;

/** The instances that tests of racing writers use by turns. */
export async function handlesOf({ stores, second }: StoreFixture): Promise<readonly Stores[]> {
  return second === undefined ? [stores] : [stores, await second()];
}

/** How many of the `usual` rounds a test goes. */
export function rounds({ share = 1 }: StoreFixture, usual: number): number {
  return Math.max(1, Math.round(usual * share));
}

export function newScope(): MailboxScope {
  return { tenant: 'tenant', mailbox: randomUUID(), principal: { kind: 'service', service: 'contract' } };
}

/** A mailbox of its own for a test. */
export async function newMailbox({ mailStore }: Stores): Promise<MailboxScope> {
  const scope = newScope();
  await mailStore.createMailbox(scope);
  return scope;
}

export async function folderOf({ mailStore }: Stores, scope: MailboxScope, role: FolderRole): Promise<Folder> {
  const folder = (await mailStore.folders(scope)).find((folder) => folder.role === role);
  if (folder === undefined) throw new Error(`the mailbox has no ${role}`);
  return folder;
}

export interface MessageTraits {
  readonly subject?: string;
  readonly received?: number;
  readonly read?: boolean;
  readonly messageClass?: string;
  readonly mime?: BlobRef;
  /** Blobs of values. */
  readonly blobs?: readonly BlobRef[];
  readonly traceparent?: string;
}

export function newMessage(traits: MessageTraits = {}): NewMessage {
  const {
    subject = 'Lunch',
    received = Date.UTC(2026, 0, 14, 9),
    read = false,
    messageClass,
    mime,
    blobs = [],
    traceparent,
  } = traits;
  const properties = new PropertyBag([{ key: 0x0037, type: PropertyType.PtypString, value: subject }]);
  blobs.forEach(({ sha256, size }, index) =>
    properties.put({ key: 0x6600 + index, type: PropertyType.PtypBinary, value: { in: 'blob', sha256, size } }),
  );
  return {
    object: { properties, recipients: [], attachments: [] },
    summary: { ...summaryOf(subject, read), ...(messageClass !== undefined && { messageClass }) },
    received,
    read,
    ...(mime !== undefined && { mime }),
    ...(traceparent !== undefined && { traceparent }),
  };
}

export function insert(traits: MessageTraits = {}, folder: FolderRole | number = 'inbox'): Operation {
  return { do: 'insert-message', folder, message: newMessage(traits) };
}

/** A reference to a blob that nobody put. */
export function blobNamed(name: string): BlobRef {
  return { sha256: createHash('sha256').update(name).digest('hex'), size: name.length };
}

/** A record that is no event of ours, to go through the outbox. */
export function plainRecord(key: string, value = '{}'): BusRecord {
  return { topic: 'contract.v1', key, headers: { ce_id: randomUUID() }, value: utf8Bytes(value) };
}

/** The id of the message that an operation made or wrote. */
export function messageOf(result: OperationResult | undefined): number {
  if (result === undefined || !('message' in result)) throw new Error('the operation gave no message');
  return result.message;
}

/** The id of the folder that an operation concerned. */
export function folderIdOf(result: OperationResult | undefined): number {
  if (result === undefined || !('folder' in result)) throw new Error('the operation gave no folder');
  return result.folder;
}

/** Inserts one message into the Inbox and gives its id. */
export async function inserted(
  { mailStore }: Stores,
  scope: MailboxScope,
  traits: MessageTraits = {},
): Promise<number> {
  const { results } = await mailStore.apply(scope, [insert(traits)]);
  return messageOf(results[0]);
}

/** Takes every event out of the outbox, shard by shard, each in order. */
export async function drainOutbox({ mailStore: { outbox } }: Stores): Promise<OutboxEntry[]> {
  const drained: OutboxEntry[] = [];
  for (let shard = 0; shard < outbox.shards; shard++) {
    const lease = await outbox.lease(shard, 'drain', 60_000);
    if (lease === undefined) throw new Error(`shard ${shard} is held by another`);
    for (let entries = await outbox.read(lease, 100); entries.length > 0; entries = await outbox.read(lease, 100)) {
      drained.push(...entries);
      await outbox.remove(
        lease,
        entries.map(({ id }) => id),
      );
    }
    await outbox.release(lease);
  }
  return drained;
}

/** For sorting ids and numbers. */
export const ascending = (a: number, b: number): number => a - b;

export function range(length: number, from = 0): number[] {
  return Array.from({ length }, (_, index) => from + index);
}

function summaryOf(subject: string, read: boolean): MessageSummary {
  return {
    messageClass: 'IPM.Note',
    subject,
    normalizedSubject: subject,
    from: { name: 'Ada', address: 'ada@example.org' },
    to: [{ name: '', address: 'bob@example.org' }],
    cc: [],
    bcc: [],
    replyTo: [],
    displayTo: 'bob@example.org',
    displayCc: '',
    importance: 1,
    sensitivity: 0,
    read,
    preview: `${subject} at noon?`,
    bodySizes: { text: 20 },
    nativeBody: 1,
    codePage: 65001,
    conversationId: '0'.repeat(32),
    conversationIndex: '01'.repeat(22),
    conversationTopic: subject,
    references: [],
    readReceiptRequested: false,
    hasAttachments: false,
    attachments: [],
    size: 400,
  };
}
