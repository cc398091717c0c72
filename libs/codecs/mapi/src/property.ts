/** Properties: what names one, what it holds. [MS-OXCDATA] 2.9, 2.11; [MS-OXPROPS] */
import type { Guid } from '@postbus/bytes';
import type { ExternalValue } from './external-value.ts';
import type { PropertyType } from './property-type.ts';

/** A property set and a numeric (LID) or string name in it. [MS-OXCDATA] 2.6.1 */
export type PropertyName =
  | { readonly guid: Guid; readonly lid: number; readonly name?: never }
  | { readonly guid: Guid; readonly name: string; readonly lid?: never };

/** What names a property in an object: its 16-bit id below 0x8000, or its property name. */
export type PropertyKey = number | PropertyName;

/** Numbers are integers or floats by type; 64-bit integers, PtypCurrency and PtypTime (FILETIME: 100 ns since 1601, UTC) are bigints. */
export type ScalarValue = number | bigint | boolean | string | Uint8Array;
export type PropertyValue = ScalarValue | readonly ScalarValue[] | ExternalValue;

export interface Property<V extends PropertyValue = PropertyValue> {
  readonly key: PropertyKey;
  readonly type: PropertyType;
  readonly value: V;
}

/** An entry of the registry; `V` is the type of its value in TypeScript. */
export interface PropertyDefinition<V extends PropertyValue = PropertyValue> {
  /** As in [MS-OXPROPS]: `PidTagSubject`, `PidLidReminderSet`, `PidNameContentClass`. */
  readonly canonicalName: string;
  readonly key: PropertyKey;
  readonly type: PropertyType;
  /** Which area of [MS-OXPROPS] the property belongs to: `General Message Properties`. */
  readonly area: string;
  /** Carries `V` for the compiler alone; absent at run time. */
  readonly valueType?: V;
}

/** The 32-bit property tag: id above, type below. */
export function propertyTag(id: number, type: PropertyType): number {
  return ((id << 16) | type) >>> 0;
}

/** One string a property, whatever its type: what a Map is keyed by. */
export function keyText(key: PropertyKey): string {
  if (typeof key === 'number') return key.toString(16).padStart(4, '0');
  return key.name === undefined ? `${key.guid}:${key.lid.toString(16)}` : `${key.guid}/${key.name.toLowerCase()}`;
}

/** What a Map is keyed by where most of its properties have ids: those need no string. */
export type MapKey = number | string;

export function mapKey(key: PropertyKey): MapKey {
  return typeof key === 'number' ? key : keyText(key);
}

/** A number that the same key always has, and other keys seldom: of an id the id itself. */
export function keyNumber(key: PropertyKey): number {
  if (typeof key === 'number') return key;
  const { lid, name } = key;
  if (name === undefined) return ~lid;
  const lower = name.toLowerCase();
  const last = lower.length - 1;
  return ~((lower.length << 16) | (lower.charCodeAt(last >> 1) << 8) | lower.charCodeAt(last));
}

/** Whether both name the same property; string names count without regard to case. */
export function isSameKey(a: PropertyKey, b: PropertyKey): boolean {
  if (a === b) return true;
  return typeof a !== 'number' && typeof b !== 'number' && keyText(a) === keyText(b);
}
