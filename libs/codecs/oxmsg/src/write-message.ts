/** Messages with their recipients and attachments as storages. [MS-OXMSG] 2.2 */
import { CfbError, Storage, type Stream, isCompoundFile, readCompoundFile } from '@postbus/cfb';
import {
  AttachMethod,
  type AttachmentObject,
  type MessageObject,
  PidTagAttachDataObject,
  PidTagAttachMethod,
  PidTagAttachNumber,
  PidTagInternetCodepage,
  PidTagMessageClass,
  PidTagMessageCodepage,
  PidTagMessageLocaleId,
  PidTagRowid,
  PidTagStoreSupportMask,
  type Property,
  PropertyBag,
  type PropertyDefinition,
  PropertyType,
} from '@postbus/mapi';
import { MsgError } from './msg-error.ts';
import { firstNamedId } from './named-property-storage.ts';
import type { NamedPropertyWriter } from './named-property-writer.ts';
import { CountField, PropertyStreamHeader, StorageKind, storageSize } from './property-stream.ts';
import { inOrder } from './property-order.ts';
import { dataObjectName, isObject } from './read-message.ts';
import { attachmentStorageName, recipientStorageName } from './storage-name.ts';
import { type CodePages, type StringCharset, ansiCodePage, stringCharset } from './string-charset.ts';
import type { WriteMsgOptions } from './write-options.ts';
import { PropertyWriter } from './write-properties.ts';

/** The class of a message that tells none. [MS-OXCMSG] 2.2.1.3 */
const defaultMessageClass = 'IPM.Note';
/** Of PidTagStoreSupportMask: strings are Unicode. [MS-OXMSG] 2.1.3 */
const STORE_UNICODE_OK = 0x0004_0000;
const dataObjectTag = 0x3701_000d;

export interface MessageTarget {
  readonly options: WriteMsgOptions;
  readonly names: NamedPropertyWriter;
  readonly eager: boolean;
}

/** Where a message goes. */
export interface WritePlace {
  readonly storage: Storage;
  /** Without a slash at its end. */
  readonly path: string;
  /** 0 for the message of the file. */
  readonly depth: number;
  /** PidTagMessageCodepage of the message that this one is embedded in. */
  readonly codePage?: number | undefined;
}

/** What every object in a message is written by. */
interface PartTarget extends MessageTarget {
  readonly charset: StringCharset;
  readonly codePage: number | undefined;
  readonly depth: number;
}

/** @throws {MsgError} `too-deep`, `value-not-of-type`, `value-not-resolved`, `too-many-names` */
export function writeMessage(target: MessageTarget, message: MessageObject, place: WritePlace): void {
  const { storage, path, depth } = place;
  const maxDepth = target.options.maxDepth ?? 100;
  if (depth > maxDepth) throw new MsgError('too-deep', path, `embedded messages more than ${maxDepth} deep`);
  const properties = messageProperties(message.properties, target.options.strings === 'ansi', place.codePage);
  const codePages = codePagesOf(properties);
  const part = { ...target, depth, codePage: codePages.message, charset: stringCharset(codePages) };
  const header = depth === 0 ? PropertyStreamHeader.topLevel : PropertyStreamHeader.embeddedMessage;
  const writer = propertyWriter(part, storage, path, header, properties.size);
  writer.setHeader(CountField.nextRecipientId, message.recipients.length);
  writer.setHeader(CountField.nextAttachmentId, message.attachments.length);
  writer.setHeader(CountField.recipients, message.recipients.length);
  writer.setHeader(CountField.attachments, message.attachments.length);
  for (const property of inOrder(properties)) writer.write(property);
  writer.end();
  message.recipients.forEach((recipient, index) => writeRecipient(part, place, recipient, index));
  message.attachments.forEach((attachment, index) => writeAttachment(part, place, attachment, index));
}

/** The properties, with those that no message can be opened without. */
function messageProperties(properties: PropertyBag, isAnsi: boolean, outer: number | undefined): PropertyBag {
  const bag = new PropertyBag(properties);
  const told: unknown = bag.get(PidTagStoreSupportMask);
  const mask = typeof told === 'number' ? told : 0;
  if (!bag.has(PidTagMessageClass)) bag.set(PidTagMessageClass, defaultMessageClass);
  const codePages = codePagesOf(bag);
  if (isAnsi && !stringCharset(codePages).isTold) bag.set(PidTagMessageCodepage, ansiCodePage(codePages, outer));
  return bag.set(PidTagStoreSupportMask, isAnsi ? mask & ~STORE_UNICODE_OK : mask | STORE_UNICODE_OK);
}

/** As they will be read. */
function codePagesOf(properties: PropertyBag): CodePages {
  const valueOf = ({ key }: PropertyDefinition) => {
    const { type, value } = properties.find(key) ?? {};
    return type === PropertyType.PtypInteger32 && typeof value === 'number' ? value >>> 0 : undefined;
  };
  return {
    message: valueOf(PidTagMessageCodepage),
    locale: valueOf(PidTagMessageLocaleId),
    internet: valueOf(PidTagInternetCodepage),
  };
}

function propertyWriter(
  { options, eager, names, charset }: PartTarget,
  storage: Storage,
  path: string,
  headerSize: number,
  most: number,
): PropertyWriter {
  const ansi = options.strings === 'ansi' ? charset : undefined;
  return new PropertyWriter(storage, { resolve: options.resolve, eager, ansi, path }, names, headerSize, most);
}

/** [MS-OXMSG] 2.2.1 */
function writeRecipient(target: PartTarget, place: WritePlace, recipient: PropertyBag, index: number): void {
  const storage = place.storage.add(new Storage(recipientStorageName(index)));
  const properties = recipient.has(PidTagRowid) ? recipient : new PropertyBag(recipient).set(PidTagRowid, index);
  const path = `${place.path}/${storage.name}`;
  const writer = propertyWriter(target, storage, path, PropertyStreamHeader.recipientOrAttachment, properties.size);
  for (const property of inOrder(properties)) writer.write(property);
  writer.end();
}

/** [MS-OXMSG] 2.2.2 */
function writeAttachment(target: PartTarget, place: WritePlace, attachment: AttachmentObject, index: number): void {
  const storage = place.storage.add(new Storage(attachmentStorageName(index)));
  const path = `${place.path}/${storage.name}`;
  const properties = attachmentProperties(attachment, index);
  const header = PropertyStreamHeader.recipientOrAttachment;
  const writer = propertyWriter(target, storage, path, header, properties.size + 1);
  const method = properties.get(PidTagAttachMethod);
  for (const property of inOrder(properties)) {
    const object = attachment.embedded === undefined ? objectStorage(property, method) : undefined;
    if (object === undefined) writer.write(property);
    else {
      storage.add(object);
      writer.writeEntry(dataObjectTag, storageSize, StorageKind.customAttachment);
    }
  }
  if (attachment.embedded !== undefined) {
    writer.writeEntry(dataObjectTag, storageSize, StorageKind.embeddedMessage);
    const inner = storage.add(new Storage(dataObjectName));
    const { depth, codePage } = target;
    const innerPath = `${path}/${dataObjectName}`;
    writeMessage(target, attachment.embedded, { storage: inner, path: innerPath, depth: depth + 1, codePage });
  }
  writer.end();
}

/** The properties, with the number and the method that the attachment's storage implies. */
function attachmentProperties({ properties, embedded }: AttachmentObject, index: number): PropertyBag {
  const bag = new PropertyBag(properties);
  if (!bag.has(PidTagAttachNumber)) bag.set(PidTagAttachNumber, index);
  if (embedded === undefined) return bag;
  const method = bag.get(PidTagAttachMethod);
  if (method === undefined || method === AttachMethod.afOle)
    bag.set(PidTagAttachMethod, AttachMethod.afEmbeddedMessage);
  if (bag.find(PidTagAttachDataObject.key)?.type === PropertyType.PtypObject) bag.delete(PidTagAttachDataObject);
  return bag;
}

/** The storage of an OLE object that is a compound file; undefined for any other value. [MS-OXMSG] 2.2.2.2 */
function objectStorage({ key, type, value }: Property, method: number | undefined): Storage | undefined {
  if (type !== PropertyType.PtypObject || key !== PidTagAttachDataObject.key) return undefined;
  if (!(value instanceof Uint8Array) || !isCompoundFile(value)) return undefined;
  const root = openObject(value);
  if (root === undefined || !isObject(root, method)) return undefined;
  const storage = new Storage(dataObjectName, root);
  for (const entry of root) storage.add<Storage | Stream>(entry);
  return storage;
}

/** A damaged object stays the bytes that it is. */
function openObject(value: Uint8Array): Storage | undefined {
  try {
    const { root, defects } = readCompoundFile(value);
    return defects.length === 0 ? root : undefined;
  } catch (error) {
    if (error instanceof CfbError) return undefined;
    throw error;
  }
}

/** Ids from 0x8000 on that properties without a name have in `message` or in what it holds. */
export function namelessIds(message: MessageObject): ReadonlySet<number> {
  const ids = new Set<number>();
  const pending = [message];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { properties, recipients, attachments } = next;
    for (const bag of [properties, ...recipients, ...attachments.map((attachment) => attachment.properties)])
      for (const { key } of bag) if (typeof key === 'number' && key >= firstNamedId) ids.add(key);
    for (const { embedded } of attachments) if (embedded !== undefined) pending.push(embedded);
  }
  return ids;
}
