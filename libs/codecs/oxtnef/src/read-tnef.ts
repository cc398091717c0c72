/** TNEF streams as Message objects. [MS-OXTNEF] 2.1.3, 2.3 */
import { ByteReader } from '@postbus/bytes';
import { type MessageObject, PidTagInternetCodepage, PropertyBag } from '@postbus/mapi';
import { AttachmentBuilder } from './attachment-builder.ts';
import { attributeLevel, AttributeLevel } from './attribute-id.ts';
import { type TnefAttribute, peekAttributes, readAttributes } from './attribute-reader.ts';
import { addLegacyProperties } from './legacy-properties.ts';
import { type LegacyMessage, readMessageAttribute } from './message-attributes.ts';
import {
  type PropertyListContext,
  type TnefObject,
  readPropertyList,
  readPropertyTable,
} from './property-list-reader.ts';
import { type StreamCodePage, streamCodePage } from './stream-code-page.ts';
import { headerLength, signature, tnefVersion } from './stream-header.ts';
import { TnefDefectList, type TnefDefect } from './tnef-defect.ts';
import { TnefError } from './tnef-error.ts';
import { Budget, type TnefLimits, defaultLimits } from './tnef-limits.ts';

export interface ReadTnefOptions {
  readonly limits?: TnefLimits;
}

export interface TnefContent {
  readonly message: MessageObject;
  /** The legacy key, which nothing depends on any more: a MIME message knows its stream by PidTagTnefCorrelationKey. */
  readonly key: number;
  /** What was wrong, in the order of the bytes; empty for a stream without fault. */
  readonly defects: readonly TnefDefect[];
}

/** What reading one stream and those within shares. */
interface Reading {
  readonly bytes: Uint8Array;
  readonly defects: TnefDefectList;
  readonly budget: Budget;
}

/** What a stream has from the one that it lies in. */
interface Around {
  readonly depth: number;
  readonly codePage: StreamCodePage;
}

/** Whether `bytes` begin with the signature of a TNEF stream. [MS-OXTNEF] 2.1.3.2 */
export function isTnef(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && hasSignature(bytes, 0, bytes.length);
}

/**
 * Reads a stream whole: attributes, properties, recipients, attachments, embedded messages. [MS-OXTNEF] 2.3
 *
 * @param bytes the stream; values share them, nothing is copied, so keep them as they are
 * @returns the best message that they make, and what is wrong with them
 * @throws {TnefError} `not-tnef` without the signature, `too-short` where nothing follows it
 */
export function readTnef(bytes: Uint8Array, options: ReadTnefOptions = {}): TnefContent {
  if (!isTnef(bytes)) throw new TnefError('not-tnef', '0', 'the bytes do not begin with the signature of TNEF');
  if (bytes.length < headerLength) throw new TnefError('too-short', '4', 'there is nothing after the signature');
  const limits = { ...defaultLimits, ...options.limits };
  const reading: Reading = { bytes, defects: new TnefDefectList(limits.defects), budget: new Budget(limits) };
  const message = readStream(reading, 0, bytes.length, { depth: 0, codePage: streamCodePage(undefined) });
  return { message, key: bytes[4]! | (bytes[5]! << 8), defects: reading.defects.list };
}

function hasSignature(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 4 && new ByteReader(bytes, start).uint32() === signature;
}

function readStream(reading: Reading, start: number, end: number, around: Around): MessageObject {
  const { bytes, defects, budget } = reading;
  const first = start + headerLength;
  const codePage = codePageOf(bytes, first, end, around.codePage);
  const context: PropertyListContext = { codePage, defects, budget };
  const legacy: LegacyMessage = { properties: new PropertyBag() };
  const encapsulated = new PropertyBag();
  const recipients: PropertyBag[] = [];
  const attachments = new AttachmentBuilder(context, (object) =>
    readEmbedded(reading, object, { depth: around.depth + 1, codePage }),
  );
  for (const attribute of readAttributes(bytes, first, end, defects)) {
    if (attributeLevel(attribute.name) === AttributeLevel.attachment) attachments.add(attribute, bytes);
    else if (attribute.name === 'attMsgProps') readPropertyList(listOf(bytes, attribute), context, encapsulated);
    else if (attribute.name === 'attRecipTable') {
      for (const row of readPropertyTable(listOf(bytes, attribute), context)) recipients.push(row);
    } else addLegacy(legacy, attribute, bytes, context);
  }
  addLegacyProperties(encapsulated, legacy, codePage);
  return { properties: encapsulated, recipients, attachments: attachments.finish() };
}

function listOf(bytes: Uint8Array, { start, end }: TnefAttribute): ByteReader {
  return new ByteReader(bytes.subarray(0, end), start);
}

function addLegacy(
  legacy: LegacyMessage,
  { name, offset, start, end }: TnefAttribute,
  bytes: Uint8Array,
  { codePage, defects }: PropertyListContext,
): void {
  const data = bytes.subarray(start, end);
  if (name === 'attTnefVersion') {
    const version = data.length < 4 ? 0 : new ByteReader(data).uint32();
    if (version !== tnefVersion) defects.add('wrong-version', offset, `the version is ${version}, not ${tnefVersion}`);
  } else if (!readMessageAttribute(legacy, name, data, codePage)) {
    defects.add('bad-attribute', offset, `${name} does not hold a value of it`);
  }
}

/** An embedded message; undefined where it is no stream or lies too deep, and its bytes are kept. */
function readEmbedded(reading: Reading, { bytes, start }: TnefObject, around: Around): MessageObject | undefined {
  const { defects, budget } = reading;
  if (around.depth > budget.depth) {
    defects.add('too-deep', start, `a message lies ${around.depth} deep in others; it is left as its bytes`);
    return undefined;
  }
  const end = start + bytes.length;
  if (bytes.length < headerLength || !hasSignature(reading.bytes, start, end)) {
    defects.add('bad-embedded-message', start, 'an embedded message is no TNEF stream; it is left as its bytes');
    return undefined;
  }
  return readStream(reading, start, end, around);
}

/** attOemCodepage, else PidTagInternetCodepage, else that of the message around it. [MS-OXTNEF] 2.1.3.3.2 */
function codePageOf(bytes: Uint8Array, start: number, end: number, around: StreamCodePage): StreamCodePage {
  let properties: TnefAttribute | undefined;
  for (const attribute of peekAttributes(bytes, start, end)) {
    if (attribute.name === 'attOemCodepage' && attribute.end - attribute.start >= 4) {
      const told = streamCodePage(new ByteReader(bytes, attribute.start).uint32());
      if (told.codePage !== undefined) return told;
    } else if (attribute.name === 'attMsgProps') properties = attribute;
  }
  const internet = properties === undefined ? undefined : internetCodePage(listOf(bytes, properties), around);
  return internet?.codePage === undefined ? around : internet;
}

function internetCodePage(list: ByteReader, codePage: StreamCodePage): StreamCodePage | undefined {
  const bag = readPropertyList(list, { codePage, defects: new TnefDefectList(0), budget: new Budget(defaultLimits) });
  const value: unknown = bag.get(PidTagInternetCodepage);
  return typeof value === 'number' ? streamCodePage(value) : undefined;
}
