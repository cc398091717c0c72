/** Values whose length follows from their type, little-endian. [MS-OXCDATA] 2.11.1, [MS-OXMSG] 2.1.2 */
import { guidBytes, guidText } from '@postbus/bytes';
import { PropertyType, type ScalarValue } from '@postbus/mapi';

/** Bytes of one value, in a stream of several. */
export function fixedSize(type: number): number {
  switch (type) {
    case PropertyType.PtypInteger16:
    case PropertyType.PtypBoolean:
      return 2;
    case PropertyType.PtypInteger32:
    case PropertyType.PtypFloating32:
    case PropertyType.PtypErrorCode:
      return 4;
    case PropertyType.PtypGuid:
      return 16;
    default:
      return 8;
  }
}

/** @param type one that `valueForm` calls fixed, or PtypGuid */
export function readFixedValue(view: DataView, at: number, type: number): ScalarValue {
  switch (type) {
    case PropertyType.PtypInteger16:
      return view.getInt16(at, true);
    case PropertyType.PtypInteger32:
      return view.getInt32(at, true);
    case PropertyType.PtypErrorCode:
      return view.getUint32(at, true);
    case PropertyType.PtypFloating32:
      return view.getFloat32(at, true);
    case PropertyType.PtypFloating64:
    case PropertyType.PtypFloatingTime:
      return view.getFloat64(at, true);
    case PropertyType.PtypBoolean:
      return view.getUint16(at, true) !== 0;
    case PropertyType.PtypTime:
      return view.getBigUint64(at, true);
    case PropertyType.PtypGuid:
      return guidText(new Uint8Array(view.buffer, view.byteOffset + at, 16));
    default:
      return view.getBigInt64(at, true);
  }
}

/**
 * @returns false where `value` is not of `type`
 * @throws {BytesError} `not-a-guid`
 */
export function writeFixedValue(view: DataView, at: number, type: number, value: unknown): boolean {
  if (typeof value === 'bigint') return writeBig(view, at, type, value);
  if (typeof value === 'boolean') return writeBoolean(view, at, type, value);
  if (typeof value === 'number') return writeNumber(view, at, type, value);
  if (typeof value !== 'string' || type !== PropertyType.PtypGuid) return false;
  new Uint8Array(view.buffer, view.byteOffset + at, 16).set(guidBytes(value));
  return true;
}

function writeBig(view: DataView, at: number, type: number, value: bigint): boolean {
  const isBig =
    type === PropertyType.PtypInteger64 || type === PropertyType.PtypCurrency || type === PropertyType.PtypTime;
  if (isBig) view.setBigInt64(at, value, true);
  return isBig;
}

function writeBoolean(view: DataView, at: number, type: number, value: boolean): boolean {
  if (type !== PropertyType.PtypBoolean) return false;
  view.setUint16(at, value ? 1 : 0, true);
  return true;
}

function writeNumber(view: DataView, at: number, type: number, value: number): boolean {
  switch (type) {
    case PropertyType.PtypInteger16:
      view.setInt16(at, value, true);
      return true;
    case PropertyType.PtypInteger32:
    case PropertyType.PtypErrorCode:
      view.setInt32(at, value, true);
      return true;
    case PropertyType.PtypFloating32:
      view.setFloat32(at, value, true);
      return true;
    case PropertyType.PtypFloating64:
    case PropertyType.PtypFloatingTime:
      view.setFloat64(at, value, true);
      return true;
    default:
      return false;
  }
}
