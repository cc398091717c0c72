/** One value of a property list. [MS-OXTNEF] 2.1.3.4 */
import { type ByteReader, type Guid, guidText, utf16Text, withoutNulls } from '@postbus/bytes';
import { PropertyType, type ScalarValue } from '@postbus/mapi';
import { padding } from './property-encoding.ts';
import type { StreamCodePage } from './stream-code-page.ts';

const {
  PtypNull,
  PtypInteger16,
  PtypInteger32,
  PtypFloating32,
  PtypFloating64,
  PtypFloatingTime,
  PtypErrorCode,
  PtypBoolean,
  PtypString8,
  PtypString,
  PtypGuid,
} = PropertyType;

/** A value of fixed size. @throws {BytesError} `out-of-range` */
export function readFixedValue(reader: ByteReader, type: number): ScalarValue {
  switch (type) {
    case PtypNull:
      return new Uint8Array(0);
    case PtypInteger16:
      return (reader.int32() << 16) >> 16;
    case PtypBoolean:
      return (reader.uint32() & 0xffff) !== 0;
    case PtypInteger32:
      return reader.int32();
    case PtypErrorCode:
      return reader.uint32();
    case PtypFloating32:
      return reader.float32();
    case PtypFloating64:
    case PtypFloatingTime:
      return reader.float64();
    case PtypGuid:
      return guidText(reader.take(16));
    default:
      return reader.int64();
  }
}

/** The bytes of a value of variable size, without its padding. */
export interface VariableBytes {
  readonly bytes: Uint8Array;
  /** Of the first byte. */
  readonly start: number;
  /** The size that the value claims, where fewer bytes are left. */
  readonly claimed?: number;
}

/** @throws {BytesError} `out-of-range` where the size itself is cut off */
export function takeVariable(reader: ByteReader): VariableBytes {
  const size = reader.uint32();
  const start = reader.offset;
  if (size > reader.remaining) return { bytes: reader.take(reader.remaining), start, claimed: size };
  const bytes = reader.take(size);
  reader.take(Math.min(padding(size), reader.remaining));
  return { bytes, start };
}

/** The value of `type` that `bytes` are: text without the zeros at its end, anything else as it lies there. */
export function variableValue(type: number, bytes: Uint8Array, codePage: StreamCodePage): string | Uint8Array {
  if (type === PtypString) return withoutNulls(utf16Text(bytes));
  return type === PtypString8 ? withoutNulls(codePage.decode(bytes)) : bytes;
}

/** A GUID; the same text for the same bytes as the last one, as most names of a list are of few property sets. */
export class GuidReader {
  readonly #known: { readonly bytes: Uint8Array; readonly guid: Guid }[] = [];

  read(reader: ByteReader): Guid {
    const bytes = reader.take(16);
    for (const known of this.#known) if (sameGuid(known.bytes, bytes)) return known.guid;
    const guid = guidText(bytes);
    if (this.#known.length < 8) this.#known.push({ bytes, guid });
    return guid;
  }
}

function sameGuid(a: Uint8Array, b: Uint8Array): boolean {
  for (let index = 0; index < 16; index++) if (a[index] !== b[index]) return false;
  return true;
}
