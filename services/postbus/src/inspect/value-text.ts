/** Values of properties as people read them, on one line. */
import { toHex } from '@postbus/bytes';
import {
  type ExternalValue,
  type Property,
  type PropertyBag,
  PropertyType,
  type PropertyValue,
  type ResolveValue,
  type ScalarValue,
  epochMsOf,
  isExternal,
} from '@postbus/mapi';
import { resolveText } from '@postbus/oxcmail';
import { visible } from '../terminal/cells.ts';
import { counted } from '../terminal/numbers.ts';
import { binaryMeaningOf } from './binary-meaning.ts';
import { meaningOf } from './value-meaning.ts';

/** Multi-valued types have this bit. [MS-OXCDATA] 2.11.1 */
const multiple = 0x1000;
/** The day of PtypFloatingTime 0, epoch ms: 1899-12-30. [MS-OXCDATA] 2.11.1 */
const floatingEpoch = Date.UTC(1899, 11, 30);
const dayMs = 86_400_000;

/** What of a value is shown. */
export interface ValueLimits {
  /** Bytes of binary. */
  readonly bytes: number;
  /** Characters of text: keeps a long body from being escaped as a whole where no width shows more. */
  readonly characters: number;
}

/** Of values that are cut to the width of a line. */
export const lineLimits: ValueLimits = { bytes: 32, characters: 4000 };
/** Of values that are shown whole: a text is, binary as far as anyone reads it. */
export const fullLimits: ValueLimits = { bytes: 4096, characters: Infinity };

/** What a property is read with. */
export interface ValueContext {
  /** Of which the property is. */
  readonly bag: PropertyBag;
  /** Gives what lies outside the object. */
  readonly resolve: ResolveValue;
  readonly limits: ValueLimits;
}

export function valueText(property: Property, context: ValueContext): string {
  const { type, value, key } = property;
  if (isList(value)) return value.map((item) => scalarText(item, type & ~multiple, context.limits)).join('; ');
  const held = isExternal(value) ? heldValue(value, type, context.resolve) : value;
  if (held === undefined) return 'not in this file';
  if (held instanceof Uint8Array) return binaryText(held, binaryMeaningOf(key, held, context.bag), context.limits);
  const meaning = typeof held === 'number' ? meaningOf(key, held) : undefined;
  const text = scalarText(held, type, context.limits);
  return meaning === undefined ? text : `${text}  ${meaning}`;
}

function isList(value: PropertyValue): value is readonly ScalarValue[] {
  return Array.isArray(value);
}

function heldValue(value: ExternalValue, type: PropertyType, resolve: ResolveValue): ScalarValue | undefined {
  if (value.in === 'blob') return undefined;
  return type === PropertyType.PtypString ? resolveText(value, resolve) : resolve(value);
}

function scalarText(value: ScalarValue, type: number, limits: ValueLimits): string {
  if (typeof value === 'string') return value === '' ? '""' : shownText(value, limits);
  if (value instanceof Uint8Array) return binaryText(value, undefined, limits);
  if (typeof value === 'bigint') return bigText(value, type);
  if (typeof value === 'number' && type === PropertyType.PtypErrorCode) return hexText(value >>> 0, 8);
  if (typeof value === 'number' && type === PropertyType.PtypFloatingTime)
    return isoText(floatingEpoch + value * dayMs) ?? String(value);
  return String(value);
}

function bigText(value: bigint, type: number): string {
  if (type === PropertyType.PtypTime) return (value < 0n ? undefined : isoText(epochMsOf(value))) ?? String(value);
  return type === PropertyType.PtypCurrency ? currencyText(value) : String(value);
}

/** In units of 0.0001. [MS-OXCDATA] 2.11.1 */
function currencyText(value: bigint): string {
  const magnitude = String(value < 0n ? -value : value).padStart(5, '0');
  return `${value < 0n ? '-' : ''}${magnitude.slice(0, -4)}.${magnitude.slice(-4)}`;
}

function isoText(epochMs: number): string | undefined {
  const date = new Date(epochMs);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace(/\.000Z$/, 'Z');
}

function shownText(text: string, { characters }: ValueLimits): string {
  return text.length > characters ? `${visible(text.slice(0, characters))}…` : visible(text);
}

/** Its length, then what it says, or its bytes. */
function binaryText(bytes: Uint8Array, meaning: string | undefined, limits: ValueLimits): string {
  const length = counted(bytes.length, 'byte');
  if (meaning !== undefined) return `${length}  ${shownText(meaning, limits)}`;
  const hex = toHex(bytes.subarray(0, limits.bytes)).replace(/(.{8})(?=.)/g, '$1 ');
  return `${length}  ${hex}${bytes.length > limits.bytes ? '…' : ''}`.trimEnd();
}

/** `0x8004010F` */
export function hexText(value: number, digits: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`;
}
