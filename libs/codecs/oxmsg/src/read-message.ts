/** Messages with their recipients, attachments and the messages in these. [MS-OXMSG] 2.2, 2.4 */
import { CfbError, Storage, type Stream, writeCompoundFile } from '@postbus/cfb';
import {
  AttachMethod,
  type AttachmentObject,
  type MessageObject,
  PidTagAttachDataObject,
  PidTagAttachMethod,
  PidTagAttachNumber,
  PidTagRowid,
  type PropertyBag,
} from '@postbus/mapi';
import type { MsgDefectList } from './msg-defect.ts';
import type { NamedProperties } from './named-property-storage.ts';
import { CountField, PropertyStreamHeader } from './property-stream.ts';
import { propertyStreamOf, readCodePages, readProperties, valuesByTag } from './read-properties.ts';
import { attachmentIndexOf, propertyStreamName, recipientIndexOf, valueStreamName } from './storage-name.ts';
import { type StringCharset, stringCharset } from './string-charset.ts';

export interface MessageSource {
  readonly names: NamedProperties;
  readonly defects: MsgDefectList;
  readonly maxDepth: number;
}

/** Where a message lies. */
export interface MessagePlace {
  readonly storage: Storage;
  /** Without a slash at its end. */
  readonly path: string;
  /** 0 for the message of the file. */
  readonly depth: number;
  /** Of the message that this one is embedded in. */
  readonly charset?: StringCharset;
}

/** The storage, or stream, with what PidTagAttachDataObject is. [MS-OXMSG] 2.2.2.1, 2.2.2.2 */
export const dataObjectName = valueStreamName(0x3701_000d);

export function readMessage(source: MessageSource, place: MessagePlace): MessageObject {
  const { storage, path, depth } = place;
  const stream = propertyStreamOf(storage);
  const headerSize = depth === 0 ? PropertyStreamHeader.topLevel : PropertyStreamHeader.embeddedMessage;
  const charset = stringCharset(readCodePages(stream, headerSize), place.charset);
  const properties = readProperties(
    { storage, values: valuesByTag(storage), charset, path, defects: source.defects },
    stream,
    headerSize,
    source.names,
  );
  const recipients = storagesOf(storage, recipientIndexOf);
  const attachments = storagesOf(storage, attachmentIndexOf);
  checkCount(source, place, stream, CountField.recipients, recipients.length);
  checkCount(source, place, stream, CountField.attachments, attachments.length);
  const part = (item: Storage) => readPart(source, item, `${path}/${item.name}`, charset);
  return {
    properties,
    recipients: recipients.map(({ item, index }) => withNumber(part(item), PidTagRowid, index)),
    attachments: attachments.map(({ item, index }) => {
      const bag = withNumber(part(item), PidTagAttachNumber, index);
      return readData(source, bag, { storage: item, path: `${path}/${item.name}`, depth, charset });
    }),
  };
}

/** The properties of a recipient or of an attachment. */
function readPart(source: MessageSource, storage: Storage, path: string, charset: StringCharset): PropertyBag {
  const stream = propertyStreamOf(storage);
  const { defects, names } = source;
  return readProperties(
    { storage, values: valuesByTag(storage), charset, path, defects },
    stream,
    PropertyStreamHeader.recipientOrAttachment,
    names,
  );
}

/** Storages of one kind in the order of the numbers in their names. */
function storagesOf(storage: Storage, indexOf: (name: string) => number | undefined) {
  const found: { readonly item: Storage; readonly index: number }[] = [];
  for (const item of storage) {
    const index = item instanceof Storage ? indexOf(item.name) : undefined;
    if (index !== undefined) found.push({ item: item as Storage, index });
  }
  return found.sort((a, b) => a.index - b.index);
}

/** The number that is in the storage's name, where no property repeats it. */
function withNumber(bag: PropertyBag, definition: typeof PidTagRowid, index: number): PropertyBag {
  return bag.has(definition) ? bag : bag.set(definition, index | 0);
}

function checkCount(
  source: MessageSource,
  { path }: MessagePlace,
  stream: DataView,
  field: number,
  there: number,
): void {
  if (stream.byteLength < PropertyStreamHeader.embeddedMessage) return;
  const told = stream.getUint32(field, true);
  if (told === there) return;
  const what = field === CountField.recipients ? 'recipients' : 'attachments';
  source.defects.add('count-differs', `${path}/${propertyStreamName}`, `${there} ${what}, not ${told}`, field);
}

/** Adds what the attachment is: an embedded message, or the storage of an OLE object as a file of its own. */
function readData(source: MessageSource, properties: PropertyBag, place: MessagePlace): AttachmentObject {
  const method = properties.get(PidTagAttachMethod);
  const data = place.storage.entry(dataObjectName);
  const path = `${place.path}/${dataObjectName}`;
  if (!(data instanceof Storage)) {
    const lacksObject = method === AttachMethod.afOle && !properties.has(PidTagAttachDataObject);
    if (lacksObject || method === AttachMethod.afEmbeddedMessage)
      source.defects.add('object-missing', path, 'there is no storage with the embedded message or object');
    return { properties };
  }
  if (isObject(data, method))
    return { properties: properties.set(PidTagAttachDataObject, compoundFileOf(data, path, source.defects)) };
  if (place.depth >= source.maxDepth) {
    source.defects.add('too-deep', path, `messages more than ${source.maxDepth} deep are left out`);
    return { properties };
  }
  const embedded = { ...place, storage: data, path, depth: place.depth + 1 };
  return { properties, embedded: readMessage(source, embedded) };
}

/** Whether the storage that is the data of an attachment is an OLE object; else it is an embedded message. */
export function isObject(storage: Storage, method: number | undefined): boolean {
  return method === AttachMethod.afOle || (method !== AttachMethod.afEmbeddedMessage && !isMessage(storage));
}

/** Whether a storage has what only those of messages have. */
export function isMessage(storage: Storage): boolean {
  return storage.stream(propertyStreamName) !== undefined;
}

/** Undefined, and reported, where the storage has names that no compound file may have. */
function compoundFileOf(storage: Storage, path: string, defects: MsgDefectList): Uint8Array | undefined {
  const root = new Storage('Root Entry', storage);
  for (const entry of storage) root.add<Storage | Stream>(entry);
  try {
    return writeCompoundFile(root);
  } catch (error) {
    if (!(error instanceof CfbError)) throw error;
    defects.add('entry-invalid', path, `the storage is left out: ${error.message}`);
    return undefined;
  }
}
