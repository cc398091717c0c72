/** Attributes one after another: level, id, length, data, checksum. [MS-OXTNEF] 2.1.3.2 */
import { ByteReader } from '@postbus/bytes';
import {
  AttributeLevel,
  type AttributeName,
  attributeLevel,
  attributeName,
  attributeNameOfHalf,
} from './attribute-id.ts';
import { checksum } from './checksum.ts';
import type { TnefDefectList } from './tnef-defect.ts';

/** Where an attribute lies; offsets count from the start of the outermost bytes. */
export interface TnefAttribute {
  readonly name: AttributeName;
  /** Of its level, where it begins. */
  readonly offset: number;
  /** Of its data. */
  readonly start: number;
  readonly end: number;
}

const headerLength = 9;
const checksumLength = 2;
/** Their data may hold a whole stream, or be of any length: a header within is not the next one. */
const containers: ReadonlySet<AttributeName> = new Set([
  'attMsgProps',
  'attAttachment',
  'attRecipTable',
  'attAttachData',
  'attAttachMetaFile',
  'attBody',
]);

/**
 * The attributes from `start` to `end`, unknown ones left out.
 * A length that passes the end is cut; bytes that are no attribute are passed over up to the next that is.
 */
export function* readAttributes(
  bytes: Uint8Array,
  start: number,
  end: number,
  defects: TnefDefectList,
): Generator<TnefAttribute, void, undefined> {
  const reader = new ByteReader(bytes.subarray(0, end), start);
  while (reader.remaining > 0) {
    const offset = reader.offset;
    if (!isHeader(bytes, offset, end)) {
      if (!skipToHeader(reader, defects)) return;
      continue;
    }
    const attribute = readAttribute(reader, defects);
    if (attribute !== undefined) yield attribute;
  }
}

/** The same up to the first bytes that are none, without a look at checksums: to find one ahead of its turn. */
export function* peekAttributes(
  bytes: Uint8Array,
  start: number,
  end: number,
): Generator<TnefAttribute, void, undefined> {
  const reader = new ByteReader(bytes.subarray(0, end), start);
  while (isHeader(bytes, reader.offset, end)) {
    const offset = reader.offset;
    reader.uint8();
    const name = attributeName(reader.uint32());
    const length = reader.uint32();
    if (length > reader.remaining) return;
    const data = reader.offset;
    if (name !== undefined) yield { name, offset, start: data, end: data + length };
    reader.seek(Math.min(data + length + checksumLength, end));
  }
}

function isHeader(bytes: Uint8Array, offset: number, end: number): boolean {
  const level = bytes[offset];
  return (level === AttributeLevel.message || level === AttributeLevel.attachment) && end - offset >= headerLength;
}

function readAttribute(reader: ByteReader, defects: TnefDefectList): TnefAttribute | undefined {
  const offset = reader.offset;
  const level = reader.uint8();
  const id = reader.uint32();
  const length = reader.uint32();
  const name = attributeName(id) ?? attributeNameOfHalf(id);
  if (length > reader.remaining) return cutAttribute(reader, offset, name, length, defects);
  const start = reader.offset;
  reader.seek(start + length);
  const end = reader.offset;
  verifyChecksum(reader, offset, start, defects);
  if (name === undefined) {
    defects.add('unknown-attribute', offset, `there is no attribute 0x${id.toString(16).padStart(8, '0')}`);
    return undefined;
  }
  if (attributeName(id) === undefined) {
    defects.add('wrong-attribute-type', offset, `${name} has the type of another attribute`);
  }
  if (attributeLevel(name) !== level) defects.add('wrong-level', offset, `${name} is at level ${level}`);
  return { name, offset, start, end };
}

function verifyChecksum(reader: ByteReader, offset: number, start: number, defects: TnefDefectList): void {
  const end = reader.offset;
  if (reader.remaining < checksumLength) {
    defects.add('truncated', offset, 'the stream ends before the checksum of its last attribute');
    reader.seek(end + reader.remaining);
    return;
  }
  const told = reader.uint16();
  const sum = checksum(reader.bytes, start, end);
  if (told !== sum) defects.add('wrong-checksum', offset, `the checksum is ${told}, the bytes add up to ${sum}`);
}

/** One whose length passes the end: up to the end, or up to the next header where it cannot be that long. */
function cutAttribute(
  reader: ByteReader,
  offset: number,
  name: AttributeName | undefined,
  length: number,
  defects: TnefDefectList,
): TnefAttribute | undefined {
  const start = reader.offset;
  const { bytes } = reader;
  defects.add('truncated', offset, `${name ?? 'an attribute'} claims ${length} bytes, ${reader.remaining} are left`);
  if (name === undefined) return undefined;
  const next = containers.has(name) ? bytes.length : nextHeader(bytes, start);
  reader.seek(next);
  return { name, offset, start, end: next === bytes.length ? next : Math.max(start, next - checksumLength) };
}

/** Moves to the next known attribute; false where there is none. */
function skipToHeader(reader: ByteReader, defects: TnefDefectList): boolean {
  const next = nextHeader(reader.bytes, reader.offset + 1);
  defects.add('not-an-attribute', reader.offset, `${next - reader.offset} bytes are no attribute`);
  reader.seek(next);
  return next < reader.bytes.length;
}

/** Where a known attribute begins at its own level, with a length that fits; the end where none does. */
function nextHeader(bytes: Uint8Array, from: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = from; at + headerLength <= bytes.length; at++) {
    const level = bytes[at];
    if (level !== AttributeLevel.message && level !== AttributeLevel.attachment) continue;
    const name = attributeName(view.getUint32(at + 1, true));
    if (name === undefined || attributeLevel(name) !== level) continue;
    if (view.getUint32(at + 5, true) <= bytes.length - at - headerLength) return at;
  }
  return bytes.length;
}
