/** How the entries of the registry are written. */
import type { Guid } from '@postbus/bytes';
import type { ExternalValue } from '../external-value.ts';
import type { PropertyDefinition, PropertyValue } from '../property.ts';
import type { PropertyType } from '../property-type.ts';

interface ValueOfType {
  readonly [type: number]: PropertyValue;
  readonly [PropertyType.PtypInteger16]: number;
  readonly [PropertyType.PtypInteger32]: number;
  readonly [PropertyType.PtypFloating64]: number;
  readonly [PropertyType.PtypBoolean]: boolean;
  readonly [PropertyType.PtypObject]: Uint8Array;
  readonly [PropertyType.PtypInteger64]: bigint;
  readonly [PropertyType.PtypString]: string;
  readonly [PropertyType.PtypTime]: bigint;
  readonly [PropertyType.PtypGuid]: Guid;
  readonly [PropertyType.PtypServerId]: Uint8Array;
  readonly [PropertyType.PtypBinary]: Uint8Array;
  readonly [PropertyType.PtypMultipleInteger32]: readonly number[];
  readonly [PropertyType.PtypMultipleString]: readonly string[];
  readonly [PropertyType.PtypMultipleBinary]: readonly Uint8Array[];
}

export type ValueOf<Type extends PropertyType> = ValueOfType[Type];

/** A property with an id of its own, below 0x8000. */
export function tagged<Type extends PropertyType>(
  canonicalName: string,
  id: number,
  type: Type,
  area: string,
): PropertyDefinition<ValueOf<Type>> {
  return { canonicalName, key: id, type, area };
}

/** The same, where the value may lie outside the message object. */
export function large<Type extends PropertyType>(
  canonicalName: string,
  id: number,
  type: Type,
  area: string,
): PropertyDefinition<ValueOf<Type> | ExternalValue> {
  return { canonicalName, key: id, type, area };
}

/** A property named by a number in a property set. */
export function numbered<Type extends PropertyType>(
  canonicalName: string,
  guid: Guid,
  lid: number,
  type: Type,
  area: string,
): PropertyDefinition<ValueOf<Type>> {
  return { canonicalName, key: { guid, lid }, type, area };
}

/** A property named by a string in a property set. */
export function named<Type extends PropertyType>(
  canonicalName: string,
  guid: Guid,
  name: string,
  type: Type,
  area: string,
): PropertyDefinition<ValueOf<Type>> {
  return { canonicalName, key: { guid, name }, type, area };
}
