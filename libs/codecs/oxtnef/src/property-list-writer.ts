/** Counted lists of MAPI properties. [MS-OXTNEF] 2.1.3.4 */
import { BytesError, guidBytes, utf16Bytes } from '@postbus/bytes';
import { decodeText } from '@postbus/charset';
import {
  PS_MAPI,
  type ExternalValue,
  type Property,
  type PropertyBag,
  type PropertyName,
  PropertyType,
  type ResolveValue,
  type ScalarValue,
  isExternal,
  keyText,
} from '@postbus/mapi';
import type { ByteRope } from './byte-rope.ts';
import {
  NameKind,
  firstNamedId,
  fixedSize,
  isPropertyType,
  isVariable,
  multiValued,
  padding,
} from './property-encoding.ts';
import { variableBytes, writeFixedValue, writeVariable } from './property-value-writer.ts';
import type { StreamCodePage } from './stream-code-page.ts';
import { TnefError } from './tnef-error.ts';

export interface ListWriting {
  readonly codePage: StreamCodePage;
  readonly names: NamedIds;
  readonly resolve: ResolveValue | undefined;
}

const { PtypString8, PtypString, PtypMultipleString8, PtypMultipleString } = PropertyType;
const lastNamedId = 0xfffe;

/** The ids that names have within one stream, the same for the same name. */
export class NamedIds {
  readonly #ids = new Map<string, number>();

  /** @throws {TnefError} `too-many-names` */
  idOf(name: PropertyName, place: Place): number {
    const text = keyText(name);
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = firstNamedId + this.#ids.size;
    if (id > lastNamedId)
      throw new TnefError('too-many-names', place(), 'there are more names than a stream has ids for');
    this.#ids.set(text, id);
    return id;
  }
}

/**
 * Writes properties one after another; their count comes before them.
 * @param place of the object whose properties these are, in the message
 * @throws {TnefError} `value-not-of-type`, `value-not-resolved`, `too-many-names`
 */
export function writeProperties(
  rope: ByteRope,
  properties: Iterable<Property>,
  writing: ListWriting,
  place: string,
): void {
  for (const property of sturdyLast(properties)) {
    writeProperty(rope, property, writing, () => `${place}${keyText(property.key)}`);
  }
}

/** There are readers that fail where the last property of a list is multi-valued, or has no bytes: others come last. */
function sturdyLast(properties: Iterable<Property>): Property[] {
  const listed = [...properties];
  const last = listed.at(-1);
  if (last === undefined || !isFragile(last)) return listed;
  return listed.sort((a, b) => Number(isFragile(b)) - Number(isFragile(a)));
}

function isFragile({ type, value }: Property): boolean {
  return (type & multiValued) !== 0 || (value instanceof Uint8Array && value.length === 0);
}

/** Writes rows, each a list. [MS-OXTNEF] 2.1.3.4 */
export function writePropertyTable(
  rope: ByteRope,
  rows: readonly PropertyBag[],
  writing: ListWriting,
  place: string,
): void {
  rope.uint32(rows.length);
  rows.forEach((row, index) => {
    rope.uint32(row.size);
    writeProperties(rope, row, writing, `${place}recipients/${index}/properties/`);
  });
}

/** Where a property is in the message, put into words only where something is wrong with it. */
type Place = () => string;

function writeProperty(rope: ByteRope, property: Property, writing: ListWriting, place: Place): void {
  try {
    writeTagged(rope, property, writing, place);
  } catch (error) {
    if (error instanceof BytesError) throw notOfType(place, 'a GUID is not the text of one', error);
    throw error;
  }
}

function writeTagged(rope: ByteRope, property: Property, writing: ListWriting, place: Place): void {
  const { key } = property;
  if (!isPropertyType(property.type)) throw notOfType(place, 'a property has no type');
  const value = resolved(property, writing.resolve, place);
  const type = typeAsWritten(property.type);
  if (typeof key === 'number' && key < firstNamedId) rope.uint32(((key << 16) | type) >>> 0);
  else if (typeof key === 'number') writeUnnamed(rope, key, type);
  else writeNamed(rope, key, writing.names.idOf(key, place), type);
  writeValues(rope, type, value, place);
}

/** An id of 0x8000 and above that has no name here is named by itself in PS_MAPI. [MS-OXCPRPT] 3.2.5.9 */
function writeUnnamed(rope: ByteRope, id: number, type: number): void {
  rope
    .uint32(((id << 16) | type) >>> 0)
    .bytes(guidBytes(PS_MAPI))
    .uint32(NameKind.id)
    .uint32(id);
}

function writeNamed(rope: ByteRope, name: PropertyName, id: number, type: number): void {
  rope.uint32(((id << 16) | type) >>> 0).bytes(guidBytes(name.guid));
  if (name.lid !== undefined) {
    rope.uint32(NameKind.id).uint32(name.lid);
    return;
  }
  const text = utf16Bytes(`${name.name}\0`);
  rope.uint32(NameKind.string).uint32(text.length).bytes(text).zeros(padding(text.length));
}

/** Strings are written in UTF-16, which has them all. */
function typeAsWritten(type: PropertyType): PropertyType {
  if (type === PtypString8) return PtypString;
  return type === PtypMultipleString8 ? PtypMultipleString : type;
}

function writeValues(rope: ByteRope, type: number, value: ScalarValue | readonly ScalarValue[], place: Place): void {
  const single = type & ~multiValued;
  const many = type !== single;
  if (many !== Array.isArray(value)) throw notOfType(place, many ? 'a value is single' : 'a value is multi-valued');
  const values = (many ? value : [value]) as readonly ScalarValue[];
  if (many || isVariable(single)) rope.uint32(values.length);
  for (const item of values) writeValue(rope, single, item, place);
}

function writeValue(rope: ByteRope, type: number, value: ScalarValue, place: Place): void {
  if (fixedSize(type) !== undefined) {
    if (!writeFixedValue(rope, type, value)) throw notOfType(place, `a value is a ${typeof value}`);
    return;
  }
  const parts = variableBytes(type, value);
  if (parts === undefined) throw notOfType(place, `a value is a ${typeof value}`);
  writeVariable(rope, parts);
}

function notOfType(place: Place, what: string, cause?: unknown): TnefError {
  return new TnefError('value-not-of-type', place(), `${what}, against its type`, { cause });
}

/** The value in place: what lies outside is read, as text where the property is text. */
function resolved(
  { type, value }: Property,
  resolve: ResolveValue | undefined,
  place: Place,
): ScalarValue | readonly ScalarValue[] {
  if (!isExternal(value)) return value;
  const bytes = resolveBytes(value, resolve, place);
  return type === PtypString || type === PtypString8 ? decodeText(bytes, value.charset, { guess: true }) : bytes;
}

/** @throws {TnefError} `value-not-resolved` where there is nothing to read it with */
export function resolveBytes(
  value: Uint8Array | ExternalValue,
  resolve: ResolveValue | undefined,
  place: Place,
): Uint8Array {
  if (!isExternal(value)) return value;
  if (resolve === undefined) throw new TnefError('value-not-resolved', place(), 'a value lies outside the message');
  return resolve(value);
}
