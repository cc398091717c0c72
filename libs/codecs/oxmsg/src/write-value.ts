/** One property's value as the bytes of its entry and of its streams. [MS-OXMSG] 2.1.2, 2.1.3, 2.1.4 */
import { BytesError, guidBytes, utf16Bytes, withoutNulls } from '@postbus/bytes';
import type { StreamSource } from '@postbus/cfb';
import { decodeText } from '@postbus/charset';
import { type ExternalValue, type PropertyValue, PropertyType, type ResolveValue, isExternal } from '@postbus/mapi';
import { fixedSize, writeFixedValue } from './fixed-value.ts';
import { MsgError } from './msg-error.ts';
import type { StringCharset } from './string-charset.ts';
import { writeAnsi } from './ansi-text.ts';
import { itemType } from './value-form.ts';

/** What the values of one object are written by. */
export interface ValueTarget {
  readonly resolve: ResolveValue | undefined;
  /** Whether values that lie outside are read at once; else when the file is written, one after another. */
  readonly eager: boolean;
  /** Charset of 8-bit strings; undefined where strings are written as Unicode. */
  readonly ansi: StringCharset | undefined;
  /** Path of the object, for errors. */
  readonly path: string;
}

/** The type that a value is written as: strings by what the file is, Unicode or ANSI. [MS-OXMSG] 2.1.3 */
export function typeAsWritten(type: number, { ansi }: ValueTarget): PropertyType {
  const base = itemType(type);
  if (base !== PropertyType.PtypString && base !== PropertyType.PtypString8) return type as PropertyType;
  return ((type & ~1) | (ansi === undefined ? 1 : 0)) as PropertyType;
}

/** @param type as written */
export function streamContent(
  target: ValueTarget,
  id: number,
  type: number,
  value: PropertyValue,
): Uint8Array | StreamSource {
  if (isExternal(value)) return externalContent(target, id, type, value);
  return itemContent(target, id, type, value);
}

function externalContent(
  target: ValueTarget,
  id: number,
  type: number,
  value: ExternalValue,
): Uint8Array | StreamSource {
  const { resolve, eager } = target;
  if (resolve === undefined)
    throw new MsgError('value-not-resolved', placeOf(target, id), 'the value lies outside the message');
  if (type === PropertyType.PtypString || type === PropertyType.PtypString8)
    return textContent(target, type, decodeText(resolve(value), value.charset, { guess: true }));
  return eager ? resolve(value) : { size: value.size, bytes: () => resolve(value) };
}

function textContent({ ansi }: ValueTarget, type: number, text: string): Uint8Array {
  const content = withoutNulls(text);
  return ansi === undefined || type === PropertyType.PtypString ? utf16Bytes(content) : writeAnsi(content, ansi);
}

/** The bytes of one value that is no ExternalValue. @throws {MsgError} `value-not-of-type` */
export function itemContent(target: ValueTarget, id: number, type: number, value: unknown): Uint8Array {
  if (typeof value === 'string') {
    if (type === PropertyType.PtypString || type === PropertyType.PtypString8) return textContent(target, type, value);
    if (type === PropertyType.PtypGuid) return guidOf(target, id, value);
  } else if (value instanceof Uint8Array && type !== PropertyType.PtypString && type !== PropertyType.PtypString8) {
    return value;
  }
  throw notOfType(target, id, type);
}

function guidOf(target: ValueTarget, id: number, value: string): Uint8Array {
  try {
    return guidBytes(value);
  } catch (error) {
    if (error instanceof BytesError) throw notOfType(target, id, PropertyType.PtypGuid);
    throw error;
  }
}

/** The values of a type of fixed length one after another. [MS-OXMSG] 2.1.4.1 */
export function multipleFixedContent(target: ValueTarget, id: number, type: number, value: PropertyValue): Uint8Array {
  const values = valuesOf(target, id, type, value);
  const base = itemType(type);
  const size = fixedSize(base);
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < values.length; index++) {
    const item = values[index];
    if (base === PropertyType.PtypGuid && typeof item === 'string') bytes.set(guidOf(target, id, item), index * size);
    else if (!writeFixedValue(view, index * size, base, item)) throw notOfType(target, id, type);
  }
  return bytes;
}

export function valuesOf(target: ValueTarget, id: number, type: number, value: PropertyValue): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw notOfType(target, id, type);
}

export function notOfType(target: ValueTarget, id: number, type: number): MsgError {
  return new MsgError('value-not-of-type', placeOf(target, id), `the value is not one of type ${type.toString(16)}`);
}

function placeOf({ path }: ValueTarget, id: number): string {
  return `${path}/${id.toString(16).padStart(4, '0')}`;
}
