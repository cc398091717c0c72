/** Property values in the interchange form: times as ISO 8601 to 100 ns, 64-bit integers as decimals, binary as base64. */
import { fromBase64, toBase64 } from '@postbus/bytes';
import { type ExternalValue, type MimeSlice, type TransferEncoding, isExternal } from './external-value.ts';
import { epochMsOf, fileTimeOf } from './filetime.ts';
import { MapiError } from './mapi-error.ts';
import type { Property, PropertyValue, ScalarValue } from './property.ts';
import { PropertyType } from './property-type.ts';

export type JsonScalar = string | number | boolean;
export type JsonValue = JsonScalar | readonly JsonScalar[] | ExternalJson;
export type ExternalJson =
  | { readonly blob: string; readonly size: number; readonly charset?: string }
  | { readonly mime: MimeJson; readonly size: number; readonly charset?: string };
interface MimeJson {
  readonly offset: number;
  readonly length: number;
  readonly transferEncoding: TransferEncoding;
  readonly prefix?: NonNullable<MimeSlice['prefix']>;
}

/** Multi-valued types have this bit. [MS-OXCDATA] 2.11.1 */
const multiple = 0x1000;
const { PtypTime, PtypInteger64, PtypCurrency, PtypString, PtypString8, PtypGuid, PtypBoolean } = PropertyType;
const textTypes: ReadonlySet<number> = new Set([PtypString, PtypString8, PtypGuid]);
const bigTypes: ReadonlySet<number> = new Set([PtypTime, PtypInteger64, PtypCurrency]);
const numberTypes: ReadonlySet<number> = new Set([
  PropertyType.PtypInteger16,
  PropertyType.PtypInteger32,
  PropertyType.PtypFloating32,
  PropertyType.PtypFloating64,
  PropertyType.PtypFloatingTime,
  PropertyType.PtypErrorCode,
]);
const isoTime = /^([+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z$/;

/** @param inline gives the bytes or text of a value that lies outside, or leaves it outside */
export function jsonValueOf(
  property: Property,
  inline?: (value: ExternalValue, property: Property) => Uint8Array | string | undefined,
): JsonValue {
  const { type, value } = property;
  if (Array.isArray(value)) return (value as readonly ScalarValue[]).map((item) => jsonScalar(item, type & ~multiple));
  if (!isExternal(value)) return jsonScalar(value as ScalarValue, type);
  const inlined = inline?.(value, property);
  return inlined === undefined ? externalJson(value) : jsonScalar(inlined, type);
}

/** @throws {MapiError} `not-message-json` at `path` where `json` is no value of `type` */
export function valueOfJson(json: unknown, type: PropertyType, path: string): PropertyValue {
  if (Array.isArray(json)) return json.map((item, index) => scalarOf(item, type & ~multiple, `${path}/${index}`));
  if (typeof json === 'object' && json !== null) return externalOf(json as Readonly<Record<string, unknown>>, path);
  return scalarOf(json, type, path);
}

function jsonScalar(value: ScalarValue, type: number): JsonScalar {
  if (typeof value === 'bigint') return type === PtypTime && value >= 0n ? isoTimeOf(value) : String(value);
  if (value instanceof Uint8Array) return toBase64(value);
  return typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
    ? Object.is(value, -0)
      ? '-0'
      : String(value)
    : value;
}

function isoTimeOf(fileTime: bigint): string {
  const toSeconds = new Date(epochMsOf(fileTime)).toISOString().slice(0, -5);
  const ticks = fileTime % 10_000_000n;
  return `${toSeconds}.${String(ticks).padStart(7, '0')}Z`;
}

function scalarOf(json: unknown, type: number, path: string): ScalarValue {
  try {
    if (bigTypes.has(type) && typeof json === 'string') return bigOf(json);
    if (numberTypes.has(type) && (typeof json === 'number' || typeof json === 'string')) return Number(json);
    if (type === PtypBoolean && typeof json === 'boolean') return json;
    if (typeof json === 'string') return textTypes.has(type) ? json : fromBase64(json);
  } catch (error) {
    throw new MapiError('not-message-json', path, 'not a value of its type', { cause: error });
  }
  throw new MapiError('not-message-json', path, 'not a value of its type');
}

function bigOf(text: string): bigint {
  const time = isoTime.exec(text);
  if (time === null) return BigInt(text);
  return fileTimeOf(Date.parse(`${time[1]}Z`)) + BigInt((time[2] ?? '').padEnd(7, '0'));
}

function externalJson(value: ExternalValue): ExternalJson {
  const charset = value.charset === undefined ? {} : { charset: value.charset };
  if (value.in === 'blob') return { blob: value.sha256, size: value.size, ...charset };
  const { offset, length, transferEncoding, prefix } = value;
  const mime = { offset, length, transferEncoding, ...(prefix === undefined ? {} : { prefix }) };
  return { mime, size: value.size, ...charset };
}

function externalOf(json: Readonly<Record<string, unknown>>, path: string): ExternalValue {
  const { blob, mime, size } = json;
  const charset = typeof json['charset'] === 'string' ? { charset: json['charset'] } : {};
  if (typeof size === 'number' && typeof blob === 'string') return { in: 'blob', sha256: blob, size, ...charset };
  if (typeof size === 'number' && isMimeJson(mime)) {
    const { offset, length, transferEncoding, prefix } = mime;
    return {
      in: 'mime',
      offset,
      length,
      transferEncoding,
      size,
      ...charset,
      ...(prefix === undefined ? {} : { prefix }),
    };
  }
  throw new MapiError('not-message-json', path, 'neither a blob nor a slice of MIME');
}

function isMimeJson(json: unknown): json is MimeJson {
  if (typeof json !== 'object' || json === null) return false;
  const { offset, length, transferEncoding } = json as Partial<MimeJson>;
  return typeof offset === 'number' && typeof length === 'number' && typeof transferEncoding === 'string';
}
