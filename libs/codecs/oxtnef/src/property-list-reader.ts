/** Counted lists of MAPI properties: attMsgProps, attAttachment, the rows of attRecipTable. [MS-OXTNEF] 2.1.3.4 */
import { type ByteReader, BytesError, type Guid, guidText } from '@postbus/bytes';
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
import type { DefectLog } from './tnef-defect.ts';
import type { Budget } from './tnef-limits.ts';
import { utf16Text } from './utf16.ts';

/** A PtypObject: its bytes after the IID, and where they begin. */
export interface TnefObject {
  readonly iid: Guid;
  readonly bytes: Uint8Array;
  readonly start: number;
}

export interface PropertyListContext {
  readonly codePage: StreamCodePage;
  readonly defects: DefectLog;
  readonly budget: Budget;
  /** What is done with a PtypObject; true where it shall not be a property. */
  readonly takeObject?: (key: PropertyKey, object: TnefObject) => boolean;
}

/** Ends a list of which nothing more can be read; the defect is told already. */
class EndOfList extends Error {}

const { PtypObject, PtypString8, PtypString, PtypMultipleString8, PtypMultipleString } = PropertyType;
const ids = 0xffff;

/** Puts the properties of one list into `bag`; those up to where it breaks off, where it does. */
export function readPropertyList(
  reader: ByteReader,
  context: PropertyListContext,
  bag: PropertyBag = new PropertyBag(),
): PropertyBag {
  whileReadable(reader, context.defects, () => addProperties(reader, bag, context));
  return bag;
}

/** Rows of properties, each a counted list. [MS-OXTNEF] 2.1.3.4 */
export function readPropertyTable(reader: ByteReader, context: PropertyListContext): PropertyBag[] {
  const rows: PropertyBag[] = [];
  whileReadable(reader, context.defects, () => {
    for (let left = reader.uint32(); left > 0; left--) {
      if (!context.budget.takeObject()) throw tooMany(reader, context.defects, 'recipients and attachments');
      const row = new PropertyBag();
      // Even a row that breaks off names someone.
      rows.push(row);
      addProperties(reader, row, context);
    }
  });
  return rows;
}

function whileReadable(reader: ByteReader, defects: DefectLog, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (error instanceof BytesError) defects.report('truncated', reader.offset, 'a list of properties breaks off');
    else if (!(error instanceof EndOfList)) throw error;
  }
}

function addProperties(reader: ByteReader, bag: PropertyBag, context: PropertyListContext): void {
  const guids = new GuidReader();
  for (let left = reader.uint32(); left > 0; left--) {
    if (!context.budget.takeValue()) throw tooMany(reader, context.defects, 'properties and values');
    addProperty(reader, bag, guids, context);
  }
}

function addProperty(reader: ByteReader, bag: PropertyBag, guids: GuidReader, context: PropertyListContext): void {
  const offset = reader.offset;
  const tag = reader.uint32();
  const type = tag & ids;
  const id = tag >>> 16;
  const key = id < firstNamedId ? id : readName(reader, guids, context.defects);
  const single = type & ~multiValued;
  const values = readValues(reader, type, key, context);
  if (values === undefined) {
    const told = `0x${type.toString(16).padStart(4, '0')}`;
    context.defects.report('unknown-property-type', offset, `the type ${told} is unknown, and so is where it ends`);
    throw new EndOfList();
  }
  if (!isPropertyType(type)) {
    context.defects.report('unknown-property-type', offset, `there are no properties of type 0x${type.toString(16)}`);
    return;
  }
  const value = type === single ? values[0] : values;
  if (value !== undefined && !(eightBit.has(type) && bag.find(key) !== undefined)) {
    bag.put({ key, type: eightBit.get(type) ?? type, value });
  }
}

/** Strings are PtypString once they are decoded; one in 8 bits does not take the place of the same in UTF-16. */
const eightBit: ReadonlyMap<PropertyType, PropertyType> = new Map<PropertyType, PropertyType>([
  [PtypString8, PtypString],
  [PtypMultipleString8, PtypMultipleString],
]);

/** The name after a tag of 0x8000 and above; the id itself for names of PS_MAPI. [MS-OXCDATA] 2.6.1 */
function readName(reader: ByteReader, guids: GuidReader, defects: DefectLog): PropertyKey {
  const offset = reader.offset;
  const guid = guids.read(reader);
  const kind = reader.uint32();
  if (kind === NameKind.id) {
    const lid = reader.uint32();
    return guid === PS_MAPI && lid <= ids ? lid : { guid, lid };
  }
  if (kind !== NameKind.string) {
    defects.report('bad-property-name', offset, `there are no names of kind ${kind}`);
    throw new EndOfList();
  }
  const length = reader.uint32();
  const text = utf16Text(reader.take(length));
  reader.take(Math.min(padding(length), reader.remaining));
  const end = text.indexOf('\0');
  return { guid, name: end === -1 ? text : text.slice(0, end) };
}

/** All values of a property; undefined where the type does not tell their size. */
function readValues(
  reader: ByteReader,
  type: number,
  key: PropertyKey,
  context: PropertyListContext,
): ScalarValue[] | undefined {
  const single = type & ~multiValued;
  const many = type !== single;
  const size = fixedSize(single);
  if (size !== undefined && !many) return [readFixedValue(reader, single)];
  if (size !== undefined && size > 0) {
    return readEach(reader, reader.uint32(), size, context, () => readFixedValue(reader, single));
  }
  if (!isVariable(single)) return undefined;
  const offset = reader.offset;
  const count = reader.uint32();
  if (!many && count !== 1) context.defects.report('wrong-count', offset, `a single value is told to be ${count}`);
  const values: ScalarValue[] = [];
  readEach(reader, count, 4, context, () => {
    const value = readVariableValue(reader, single, key, context);
    if (value !== undefined) values.push(value);
    return 0;
  });
  return values;
}

/** @param size the least bytes that one value takes: a count that cannot be true is told before anything is read */
function readEach(
  reader: ByteReader,
  count: number,
  size: number,
  { defects, budget }: PropertyListContext,
  read: () => ScalarValue,
): ScalarValue[] {
  const values: ScalarValue[] = [];
  if (count * size > reader.remaining) {
    defects.report('wrong-count', reader.offset, `${count} values are told, ${reader.remaining} bytes are left`);
  }
  for (let left = count; left > 0; left--) {
    if (!budget.takeValue()) throw tooMany(reader, defects, 'properties and values');
    values.push(read());
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
    context.defects.report('truncated', value.start, `a value claims ${value.claimed} bytes, ${length} are left`);
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
    defects.report('unknown-interface', start, 'an object has no interface identifier');
    return bytes;
  }
  const iid = guidText(bytes.subarray(0, 16));
  const object: TnefObject = { iid, bytes: bytes.subarray(16), start: start + 16 };
  if (!(Object.values(ObjectInterface) as Guid[]).includes(iid)) {
    defects.report('unknown-interface', start, `an object has the interface ${iid}`);
  }
  return takeObject?.(key, object) === true ? undefined : object.bytes;
}

function tooMany(reader: ByteReader, defects: DefectLog, what: string): EndOfList {
  defects.report('too-many', reader.offset, `more ${what} than the limit lets through; the rest is left out`);
  return new EndOfList();
}
