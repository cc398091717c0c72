/** Values that are what their definition says: an object may come from anywhere, with any value under any name. */
import { type PropertyBag, type PropertyDefinition, type ResolveValue, isExternal } from '@postbus/mapi';

/** Empty where there is none. */
export function textIn(bag: PropertyBag, definition: PropertyDefinition): string {
  const value = bag.get(definition);
  return typeof value === 'string' ? value : '';
}

/** Those that are not empty. */
export function textsIn(bag: PropertyBag, definition: PropertyDefinition): string[] {
  const value: unknown = bag.get(definition);
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string' && one !== '') : [];
}

export function timeIn(bag: PropertyBag, definition: PropertyDefinition): bigint | undefined {
  const value = bag.get(definition);
  return typeof value === 'bigint' ? value : undefined;
}

/** Bytes, wherever they lie. */
export function bytesIn(
  bag: PropertyBag,
  definition: PropertyDefinition,
  resolve: ResolveValue,
): Uint8Array | undefined {
  const value = bag.get(definition);
  if (isExternal(value)) return resolve(value);
  return value instanceof Uint8Array ? value : undefined;
}
