/** How values of each property type lie in a list. [MS-OXTNEF] 2.1.3.4 */
import type { Guid } from '@postbus/bytes';
import { PropertyType } from '@postbus/mapi';

/** The bit that makes a type multi-valued. [MS-OXCDATA] 2.11.1 */
export const multiValued = 0x1000;
/** Ids from here on are of named properties: the name follows the tag. */
export const firstNamedId = 0x8000;
/** Kinds of property names. */
export const NameKind = { id: 0, string: 1 } as const;

/** What the bytes of a PtypObject are: the IID before them. */
export const ObjectInterface = {
  IID_IMessage: '00020307-0000-0000-c000-000000000046',
  IID_IStorage: '0000000b-0000-0000-c000-000000000046',
  IID_IStream: '0000000c-0000-0000-c000-000000000046',
} as const satisfies Record<string, Guid>;

const {
  PtypNull,
  PtypInteger16,
  PtypInteger32,
  PtypFloating32,
  PtypFloating64,
  PtypCurrency,
  PtypFloatingTime,
  PtypErrorCode,
  PtypBoolean,
  PtypObject,
  PtypInteger64,
  PtypString8,
  PtypString,
  PtypTime,
  PtypGuid,
  PtypServerId,
  PtypRestriction,
  PtypRuleAction,
  PtypBinary,
} = PropertyType;

/** Bytes of a value, padding to four included. */
const fixedSizes = new Map<number, number>([
  [PtypNull, 0],
  [PtypInteger16, 4],
  [PtypBoolean, 4],
  [PtypInteger32, 4],
  [PtypFloating32, 4],
  [PtypErrorCode, 4],
  [PtypFloating64, 8],
  [PtypCurrency, 8],
  [PtypFloatingTime, 8],
  [PtypInteger64, 8],
  [PtypTime, 8],
  [PtypGuid, 16],
]);

/** Their values have a size before them; a single one has a count of 1 before that. */
const variableTypes: ReadonlySet<number> = new Set([
  PtypString8,
  PtypString,
  PtypBinary,
  PtypObject,
  PtypServerId,
  PtypRestriction,
  PtypRuleAction,
]);

/** Bytes of one value of the single-valued `type`; undefined where values differ in size or the type is unknown. */
export function fixedSize(type: number): number | undefined {
  return fixedSizes.get(type);
}

/** Whether each value of the single-valued `type` has its size before it. */
export function isVariable(type: number): boolean {
  return variableTypes.has(type);
}

const known: ReadonlySet<number> = new Set(Object.values(PropertyType));

/** Whether a property may have `type`. */
export function isPropertyType(type: number): type is PropertyType {
  return known.has(type) && type !== PropertyType.PtypUnspecified;
}

/** Bytes up to the next multiple of four. */
export function padding(length: number): number {
  return -length & 3;
}
