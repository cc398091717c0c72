/** Counted lists of MAPI properties: attMsgProps, attAttachment, the rows of attRecipTable. [MS-OXTNEF] 2.1.3.4 */
import { type ByteReader, BytesError, type Guid, guidText, utf16Text } from '@postbus/bytes';
import { PS_MAPI, PropertyBag, type PropertyKey, PropertyType, type ScalarValue } from '@postbus/mapi';
import {
  NameKind,
  ObjectInterface,
  firstNamedId,
  fixedSize,
  isPropertyType,
  isVariable,
  multiValued,
  padding,
} from './property-encoding.ts';
import {
  GuidReader,
  type VariableBytes,
  readFixedValue,
  takeVariable,
  variableValue,
} from './property-value-reader.ts';
import type { StreamCodePage } from './stream-code-page.ts';
import type { TnefDefectList } from './tnef-defect.ts';
import type { Budget } from './tnef-limits.ts';

/** A PtypObject: its bytes after the IID, and where they begin. */
export interface TnefObject {
  readonly iid: Guid;
  readonly bytes: Uint8Array;
  readonly start: number;
}

export interface PropertyListContext {
  readonly codePage: StreamCodePage;
  readonly defects: TnefDefectList;
  readonly budget: Budget;
  /** What is done with a PtypObject; true where it shall not be a property. */
  readonly takeObject?: (key: PropertyKey, object: TnefObject) => boolean;
}

const { PtypObject, PtypString8, PtypString, PtypMultipleString8, PtypMultipleString } = PropertyType;
const ids = 0xffff;

/** Puts the properties of one list into `bag`; those up to where it breaks off, where it does. */
export function readPropertyList(
  reader: ByteReader,
  context: PropertyListContext,
  bag: PropertyBag = new PropertyBag(),
): PropertyBag {
  upToTheEnd(reader, context.defects, () => addProperties(reader, bag, context));
  return bag;
}

/** Rows of properties, each a counted list. [MS-OXTNEF] 2.1.3.4 */
export function readPropertyTable(reader: ByteReader, context: PropertyListContext): PropertyBag[] {
  const rows: PropertyBag[] = [];
  upToTheEnd(reader, context.defects, () => {
    for (let left = reader.uint32(); left > 0; left--) {
      if (!context.budget.takeObject()) return tellTooMany(reader, context, 'recipients and attachments');
      const row = new PropertyBag();
      // Even a row that breaks off names someone.
      rows.push(row);
      if (!addProperties(reader, row, context)) return;
    }
  });
  return rows;
}

function upToTheEnd(reader: ByteReader, defects: TnefDefectList, read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof BytesError)) throw error;
    defects.add('truncated', reader.offset, 'a list of properties breaks off');
  }
}

/** @returns false where nothing more can be read after it; the defect is told */
function addProperties(reader: ByteReader, bag: PropertyBag, context: PropertyListContext): boolean {
  const guids = new GuidReader();
  for (let left = reader.uint32(); left > 0; left--) {
    if (!context.budget.takeValue()) {
      tellTooMany(reader, context, 'properties and values');
      return false;
    }
    if (!addProperty(reader, bag, guids, context)) return false;
  }
  return true;
}

function addProperty(reader: ByteReader, bag: PropertyBag, guids: GuidReader, context: PropertyListContext): boolean {
  const offset = reader.offset;
  const tag = reader.uint32();
  const type = tag & ids;
  const id = tag >>> 16;
  const key = id < firstNamedId ? id : readName(reader, guids, context.defects);
  if (key === undefined) return false;
  const values = readValues(reader, type, key, context);
  if (values === undefined) return false;
  if (!isPropertyType(type)) {
    context.defects.add('unknown-property-type', offset, `there are no properties of ${typeText(type)}`);
    return true;
  }
  const value = (type & multiValued) === 0 ? values[0] : values;
  if (value !== undefined && !(eightBit.has(type) && bag.find(key) !== undefined)) {
    bag.put({ key, type: eightBit.get(type) ?? type, value });
  }
  return true;
}

function typeText(type: number): string {
  return `type 0x${type.toString(16).padStart(4, '0')}`;
}

/** Strings are PtypString once they are decoded; one in 8 bits does not take the place of the same in UTF-16. */
const eightBit: ReadonlyMap<PropertyType, PropertyType> = new Map<PropertyType, PropertyType>([
  [PtypString8, PtypString],
  [PtypMultipleString8, PtypMultipleString],
]);

/** The name after a tag of 0x8000 and above; the id itself for names of PS_MAPI. [MS-OXCDATA] 2.6.1 */
function readName(reader: ByteReader, guids: GuidReader, defects: TnefDefectList): PropertyKey | undefined {
  const offset = reader.offset;
  const guid = guids.read(reader);
  const kind = reader.uint32();
  if (kind === NameKind.id) {
    const lid = reader.uint32();
    return guid === PS_MAPI && lid <= ids ? lid : { guid, lid };
  }
  if (kind !== NameKind.string) {
    defects.add('bad-property-name', offset, `there are no names of kind ${kind}`);
    return undefined;
  }
  const length = reader.uint32();
  const text = utf16Text(reader.take(length));
  reader.take(Math.min(padding(length), reader.remaining));
  const end = text.indexOf('\0');
  return { guid, name: end === -1 ? text : text.slice(0, end) };
}

/** All values of a property; undefined where nothing more can be read after them, which is told. */
function readValues(
  reader: ByteReader,
  type: number,
  key: PropertyKey,
  context: PropertyListContext,
): ScalarValue[] | undefined {
  const single = type & ~multiValued;
  const many = type !== single;
  const size = fixedSize(single);
  const { offset } = reader;
  if (size !== undefined && !many) return [readFixedValue(reader, single)];
  if (size !== undefined && size > 0) {
    return readEach(reader, reader.uint32(), size, context, () => readFixedValue(reader, single));
  }
  if (!isVariable(single)) {
    context.defects.add('unknown-property-type', offset, `where a value of ${typeText(type)} ends is not known`);
    return undefined;
  }
  const count = reader.uint32();
  if (!many && count !== 1) context.defects.add('wrong-count', offset, `a single value is told to be ${count}`);
  return readEach(reader, count, 4, context, () => readVariableValue(reader, single, key, context));
}

/** @param size the least bytes that one value takes: a count that cannot be true is told before anything is read */
function readEach(
  reader: ByteReader,
  count: number,
  size: number,
  context: PropertyListContext,
  read: () => ScalarValue | undefined,
): ScalarValue[] | undefined {
  const values: ScalarValue[] = [];
  if (count * size > reader.remaining) {
    const told = `${count} values are told, ${reader.remaining} bytes are left`;
    context.defects.add('wrong-count', reader.offset, told);
  }
  for (let left = count; left > 0; left--) {
    if (!context.budget.takeValue()) {
      tellTooMany(reader, context, 'properties and values');
      return undefined;
    }
    const value = read();
    if (value !== undefined) values.push(value);
  }
  return values;
}

function readVariableValue(
  reader: ByteReader,
  type: number,
  key: PropertyKey,
  context: PropertyListContext,
): ScalarValue | undefined {
  const value = takeVariable(reader);
  if (value.claimed !== undefined) {
    const { length } = value.bytes;
    context.defects.add('truncated', value.start, `a value claims ${value.claimed} bytes, ${length} are left`);
  }
  if (type !== PtypObject) return variableValue(type, value.bytes, context.codePage);
  return objectValue(value, key, context);
}

function objectValue(
  { bytes, start }: VariableBytes,
  key: PropertyKey,
  { takeObject, defects }: PropertyListContext,
): Uint8Array | undefined {
  if (bytes.length < 16) {
    defects.add('unknown-interface', start, 'an object has no interface identifier');
    return bytes;
  }
  const iid = guidText(bytes.subarray(0, 16));
  const object: TnefObject = { iid, bytes: bytes.subarray(16), start: start + 16 };
  if (!(Object.values(ObjectInterface) as Guid[]).includes(iid)) {
    defects.add('unknown-interface', start, `an object has the interface ${iid}`);
  }
  return takeObject?.(key, object) === true ? undefined : object.bytes;
}

function tellTooMany(reader: ByteReader, { defects }: PropertyListContext, what: string): void {
  defects.add('too-many', reader.offset, `more ${what} than the limit lets through; the rest is left out`);
}
