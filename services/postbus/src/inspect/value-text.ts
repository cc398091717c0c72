/** Values of properties as people read them, on one line. */
import { toHex } from '@postbus/bytes';
import {
  type ExternalValue,
  type Property,
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
import { meaningOf } from './value-meaning.ts';

/** Multi-valued types have this bit. [MS-OXCDATA] 2.11.1 */
const multiple = 0x1000;
/** Bytes of binary that are shown. */
const shownBytes = 32;
/** Characters beyond which no width shows more; keeps a long body from being escaped as a whole. */
const shownCharacters = 4000;

/** @param resolve gives what lies outside the object */
export function valueText(property: Property, resolve: ResolveValue): string {
  const { type, value, key } = property;
  if (isList(value)) return value.map((item) => scalarText(item, (type & ~multiple) as PropertyType)).join('; ');
  const held = isExternal(value) ? heldValue(value, type, resolve) : value;
  if (held === undefined) return 'not in this file';
  const text = scalarText(held, type);
  const meaning = typeof held === 'number' ? meaningOf(key, held) : undefined;
  return meaning === undefined ? text : `${text}  ${meaning}`;
}

function isList(value: PropertyValue): value is readonly ScalarValue[] {
  return Array.isArray(value);
}

function heldValue(value: ExternalValue, type: PropertyType, resolve: ResolveValue): ScalarValue | undefined {
  if (value.in === 'blob') return undefined;
  return type === PropertyType.PtypString ? resolveText(value, resolve) : resolve(value);
}

function scalarText(value: ScalarValue, type: PropertyType): string {
  if (typeof value === 'string') return textOf(value);
  if (value instanceof Uint8Array) return binaryText(value);
  if (typeof value === 'bigint' && type === PropertyType.PtypTime) return timeText(value);
  return String(value);
}

function textOf(text: string): string {
  if (text === '') return '""';
  const shown = visible(text.slice(0, shownCharacters));
  return text.length > shownCharacters ? `${shown}…` : shown;
}

function binaryText(bytes: Uint8Array): string {
  const hex = toHex(bytes.subarray(0, shownBytes)).replace(/(.{8})(?=.)/g, '$1 ');
  return `${counted(bytes.length, 'byte')}  ${hex}${bytes.length > shownBytes ? '…' : ''}`;
}

function timeText(fileTime: bigint): string {
  const date = new Date(epochMsOf(fileTime));
  if (fileTime < 0n || Number.isNaN(date.getTime())) return String(fileTime);
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.000Z$/, 'Z')
    .replace('Z', ' UTC');
}
