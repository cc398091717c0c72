/** A message in a mailbox: what the store keeps of it beside its MAPI Message object. */
import { type AttachmentObject, type MessageObject, type PropertyBag, isExternal } from '@postbus/mapi';
import type { MessageSummary } from '@postbus/oxcmail';
import type { BlobRef } from './blob-ref.ts';
import type { ChangeNumber, FolderId, MessageId, Uid } from './identifiers.ts';

/** What devices synchronize apart: text messages, SMS and MMS, and all the others. [MS-ASMS] 3.1.4.1.1 */
export type MessageKind = 'mail' | 'text';

const textMessageClass = /^IPM\.Note\.Mobile\.[SM]MS/i;

/** By the message class. [MS-OXOSMMS] 2.2.2.2 */
export function messageKindOf(messageClass: string): MessageKind {
  return textMessageClass.test(messageClass) ? 'text' : 'mail';
}

/** What is given to the store; the numbers are taken by it. */
export interface NewMessage {
  readonly object: MessageObject;
  /** What list views and Sync need, made once at conversion. */
  readonly summary: MessageSummary;
  /** The original MIME, byte for byte, where there is one. */
  readonly mime?: BlobRef;
  /** PidTagMessageDeliveryTime, epoch milliseconds. */
  readonly received: number;
  readonly read: boolean;
  /** W3C traceparent of the message's way, kept until a device gets it. */
  readonly traceparent?: string;
}

/** A message as the lists of the store give it: everything but its object. */
export interface MessageRecord {
  readonly id: MessageId;
  readonly folder: FolderId;
  readonly uid: Uid;
  /** Of the last change to anything but the read state; equal to `id` while there was none: one number is taken for both. */
  readonly changeNumber: ChangeNumber;
  /** Of the last change to the read state; 0 while there was none. [MS-OXCFXICS] 3.2.5.6 */
  readonly readChangeNumber: ChangeNumber;
  readonly received: number;
  readonly read: boolean;
  readonly summary: MessageSummary;
  readonly mime?: BlobRef;
  readonly traceparent?: string;
}

export interface StoredMessage extends MessageRecord {
  readonly object: MessageObject;
}

/** Every blob that a message needs while it is kept: its MIME and the values held as blobs. */
export function blobsOf(message: Pick<NewMessage, 'object' | 'mime'>): BlobRef[] {
  const blobs = new Map<string, BlobRef>();
  if (message.mime !== undefined) blobs.set(message.mime.sha256, message.mime);
  collectBlobs(message.object, blobs);
  return [...blobs.values()];
}

function collectBlobs(object: MessageObject, into: Map<string, BlobRef>): void {
  collectFromBag(object.properties, into);
  for (const recipient of object.recipients) collectFromBag(recipient, into);
  for (const attachment of object.attachments) collectFromAttachment(attachment, into);
}

function collectFromAttachment(attachment: AttachmentObject, into: Map<string, BlobRef>): void {
  collectFromBag(attachment.properties, into);
  if (attachment.embedded !== undefined) collectBlobs(attachment.embedded, into);
}

function collectFromBag(bag: PropertyBag, into: Map<string, BlobRef>): void {
  for (const { value } of bag) {
    if (isExternal(value) && value.in === 'blob') into.set(value.sha256, { sha256: value.sha256, size: value.size });
  }
}
