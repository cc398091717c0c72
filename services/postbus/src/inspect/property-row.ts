/** A property as the cells of a row: name, tag, type, value. */
import * as mapi from '@postbus/mapi';
import { type Property, type PropertyKey, PropertyType, definitionOf, propertyTag } from '@postbus/mapi';
import { visible } from '../terminal/cells.ts';
import { type ValueContext, hexText, valueText } from './value-text.ts';

export interface PropertyRow {
  readonly name: string;
  /** `0x0037001F`, or the property set with its numeric name: `PSETID_Common 0x85B5`. */
  readonly tag: string;
  readonly type: string;
  readonly value: string;
}

const typeNames = new Map<number, string>(Object.entries(PropertyType).map(([name, type]) => [type, name]));
const setNames = new Map<string, string>(
  Object.entries(mapi).flatMap(([name, value]) =>
    typeof value === 'string' && /^PS(?:ETID)?_/.test(name) ? [[value, name] as const] : [],
  ),
);

export function propertyRow(property: Property, context: ValueContext): PropertyRow {
  const { key, type } = property;
  return {
    name: definitionOf(key, type)?.canonicalName ?? nameOf(key),
    tag: tagText(key, type),
    type: typeNames.get(type) ?? hexText(type, 4),
    value: valueText(property, context),
  };
}

function nameOf(key: PropertyKey): string {
  return typeof key === 'object' && key.name !== undefined ? visible(key.name) : '';
}

function tagText(key: PropertyKey, type: PropertyType): string {
  if (typeof key === 'number') return hexText(propertyTag(key, type), 8);
  const set = setNames.get(key.guid) ?? `{${key.guid}}`;
  return key.name === undefined ? `${set} ${hexText(key.lid, 4)}` : set;
}
