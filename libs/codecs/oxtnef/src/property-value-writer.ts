/** One value of a property list. [MS-OXTNEF] 2.1.3.4 */
import { guidBytes, utf16Bytes } from '@postbus/bytes';
import { PropertyType, type ScalarValue } from '@postbus/mapi';
import type { ByteRope } from './byte-rope.ts';
import { ObjectInterface, padding } from './property-encoding.ts';

const {
  PtypNull,
  PtypInteger16,
  PtypInteger32,
  PtypFloating32,
  PtypFloating64,
  PtypFloatingTime,
  PtypErrorCode,
  PtypBoolean,
  PtypString,
  PtypGuid,
  PtypObject,
} = PropertyType;

/** The first bytes of a compound file. [MS-CFB] 2.2 */
const compoundFileSignature = [0xd0, 0xcf, 0x11, 0xe0];

/** Writes a value of fixed size. @returns false where it is not of `type` */
export function writeFixedValue(rope: ByteRope, type: number, value: ScalarValue): boolean {
  switch (type) {
    case PtypNull:
      return true;
    case PtypBoolean:
      rope.uint32(value === true ? 1 : 0);
      return typeof value === 'boolean';
    case PtypInteger16:
      return writeNumber(value, (number) => rope.uint32(number & 0xffff));
    case PtypInteger32:
    case PtypErrorCode:
      return writeNumber(value, (number) => rope.uint32(number >>> 0));
    case PtypFloating32:
      return writeNumber(value, (number) => rope.bytes(floatBytes(4, (view) => view.setFloat32(0, number, true))));
    case PtypFloating64:
    case PtypFloatingTime:
      return writeNumber(value, (number) => rope.bytes(floatBytes(8, (view) => view.setFloat64(0, number, true))));
    case PtypGuid:
      if (typeof value !== 'string') return false;
      rope.bytes(guidBytes(value));
      return true;
    default:
      if (typeof value !== 'bigint') return false;
      rope.int64(value);
      return true;
  }
}

function writeNumber(value: ScalarValue, write: (number: number) => void): boolean {
  if (typeof value !== 'number') return false;
  write(value);
  return true;
}

function floatBytes(length: number, set: (view: DataView) => void): Uint8Array {
  const view = new DataView(new ArrayBuffer(length));
  set(view);
  return new Uint8Array(view.buffer);
}

/** The bytes of a value of variable size, its IID before an object; undefined where it is not of `type`. */
export function variableBytes(type: number, value: ScalarValue): Uint8Array[] | undefined {
  if (type === PtypString) return typeof value === 'string' ? [utf16Bytes(`${value}\0`)] : undefined;
  if (!(value instanceof Uint8Array)) return undefined;
  return type === PtypObject ? [guidBytes(interfaceOf(value)), value] : [value];
}

/** Writes the size of a value, the value and its padding. */
export function writeVariable(rope: ByteRope, parts: readonly Uint8Array[]): void {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  rope.uint32(size);
  for (const part of parts) rope.bytes(part);
  rope.zeros(padding(size));
}

/** An object is a storage or a stream of bytes, by how it begins; messages are written as such elsewhere. */
function interfaceOf(bytes: Uint8Array): string {
  const isStorage = compoundFileSignature.every((byte, index) => bytes[index] === byte);
  return isStorage ? ObjectInterface.IID_IStorage : ObjectInterface.IID_IStream;
}
