/** One property's value out of its entry and its streams. [MS-OXMSG] 2.1.2, 2.1.3, 2.1.4, 2.4.2 */
import { guidText, utf16Text, withoutNulls } from '@postbus/bytes';
import { Storage, type Stream } from '@postbus/cfb';
import { PropertyType, type PropertyValue, type ScalarValue } from '@postbus/mapi';
import { fixedSize, readFixedValue } from './fixed-value.ts';
import type { MsgDefectList } from './msg-defect.ts';
import { EntryField, storageSize } from './property-stream.ts';
import { itemStreamName, valueStreamName } from './storage-name.ts';
import type { StringCharset } from './string-charset.ts';
import { readAnsi } from './ansi-text.ts';
import { itemType, valueForm } from './value-form.ts';

/** An object whose properties are read. */
export interface PropertySource {
  readonly storage: Storage;
  /** The streams and storages of values in `storage`, by their tags. */
  readonly values: ReadonlyMap<number, Storage | Stream>;
  readonly charset: StringCharset;
  /** Path of `storage` without a slash at its end. */
  readonly path: string;
  readonly defects: MsgDefectList;
}

const eightBitTypes: ReadonlySet<number> = new Set([PropertyType.PtypString8, PropertyType.PtypMultipleString8]);

/** The type that the value is given in: 8-bit strings are decoded, so that they are PtypString. */
export function typeAsRead(type: number): PropertyType {
  return (eightBitTypes.has(type) ? type + 1 : type) as PropertyType;
}

/**
 * @param entry the property's entry, from `at` on; undefined where the stream has none
 * @returns undefined where there is no value, which is reported, or where the value is a storage
 */
export function readValue(
  source: PropertySource,
  tag: number,
  entry: DataView | undefined,
  at: number,
): PropertyValue | undefined {
  const type = tag & 0xffff;
  switch (valueForm(type)) {
    case 'fixed':
      return entry === undefined ? undefined : readFixedValue(entry, at + EntryField.value, type);
    case 'variable':
      return readVariable(source, tag, entry?.getUint32(at + EntryField.size, true));
    case 'multiple-fixed':
      return readMultipleFixed(source, tag);
    case 'multiple-variable':
      return readMultipleVariable(source, tag);
    default:
      return readUnknown(source, tag, entry, at);
  }
}

/** @param size as the entry tells it: up to the two bytes of a null, an empty value that has no stream */
function readVariable(source: PropertySource, tag: number, size: number | undefined): ScalarValue | undefined {
  const found = source.values.get(tag);
  if (found instanceof Storage || (found === undefined && size === storageSize)) return undefined;
  if (found === undefined && (size === undefined || size > 2)) {
    noteMissing(source, tag, 'there is no stream with the value');
    return undefined;
  }
  return readItem(source, tag, found?.bytes ?? new Uint8Array());
}

function noteMissing({ defects, path }: PropertySource, tag: number, message: string): void {
  defects.add('value-missing', `${path}/${valueStreamName(tag)}`, message);
}

/** The bytes of the stream of `tag`, or undefined where there is none. */
function streamBytes({ values }: PropertySource, tag: number): Uint8Array | undefined {
  const found = values.get(tag);
  return found instanceof Storage ? undefined : found?.bytes;
}

/** @param index of one value among several */
function readItem(source: PropertySource, tag: number, bytes: Uint8Array, index?: number): ScalarValue | undefined {
  switch (itemType(tag & 0xffff)) {
    case PropertyType.PtypString:
      if (bytes.length % 2 === 1) noteLength(source, tag, 'a last byte that is half a character is left out', index);
      return withoutNulls(utf16Text(bytes));
    case PropertyType.PtypString8:
      return readAnsi(bytes, source.charset);
    case PropertyType.PtypGuid:
      if (bytes.length === 16) return guidText(bytes);
      noteLength(source, tag, `a GUID has 16 bytes, not ${bytes.length}`, index);
      return undefined;
    default:
      return bytes;
  }
}

function noteLength({ defects, path }: PropertySource, tag: number, message: string, index?: number): void {
  const name = index === undefined ? valueStreamName(tag) : itemStreamName(tag, index);
  defects.add('value-length', `${path}/${name}`, message);
}

/** [MS-OXMSG] 2.1.4.1 */
function readMultipleFixed(source: PropertySource, tag: number): readonly ScalarValue[] | undefined {
  const bytes = streamBytes(source, tag);
  if (bytes === undefined) {
    noteMissing(source, tag, 'there is no stream with the values');
    return undefined;
  }
  const type = itemType(tag & 0xffff);
  const size = fixedSize(type);
  if (bytes.length % size !== 0) noteLength(source, tag, `the last of several values of ${size} bytes is cut off`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: ScalarValue[] = [];
  for (let at = 0; at + size <= bytes.length; at += size) values.push(readFixedValue(view, at, type));
  return values;
}

/** The stream of lengths tells how many values there are; without it, as many as there are streams in a row. [MS-OXMSG] 2.1.4.2 */
function readMultipleVariable(source: PropertySource, tag: number): readonly ScalarValue[] | undefined {
  const { storage } = source;
  const lengths = streamBytes(source, tag);
  const lengthSize = (tag & 0xffff) === PropertyType.PtypMultipleBinary ? 8 : 4;
  const count = lengths === undefined ? Infinity : Math.floor(lengths.length / lengthSize);
  const values: ScalarValue[] = [];
  // A stream of lengths may claim millions of values: there are no more than streams.
  const most = Math.min(count, storage.size);
  for (let index = 0; index < most; index++) {
    const stream = storage.stream(itemStreamName(tag, index));
    if (stream === undefined && lengths === undefined) break;
    const value = stream === undefined ? undefined : readItem(source, tag, stream.bytes, index);
    if (value !== undefined) values.push(value);
  }
  if (lengths === undefined) noteMissing(source, tag, 'there is no stream of lengths');
  else if (values.length < count) noteMissing(source, tag, `${values.length} of ${count} values have a stream`);
  return lengths === undefined && values.length === 0 ? undefined : values;
}

/** The bytes of a type that is none of [MS-OXCDATA]: of its stream where there is one, else the eight of its entry. */
function readUnknown(
  source: PropertySource,
  tag: number,
  entry: DataView | undefined,
  at: number,
): Uint8Array | undefined {
  const bytes = streamBytes(source, tag);
  return bytes ?? (entry && new Uint8Array(entry.buffer, entry.byteOffset + at + EntryField.value, 8));
}
