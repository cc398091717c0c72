/** Values of an attachment that are what their definition says: an object may come from anywhere. */
import {
  PidTagAttachDataBinary,
  PidTagAttachMimeTag,
  type PropertyBag,
  type PropertyDefinition,
  type ResolveValue,
  isExternal,
} from '@postbus/mapi';

/** A string that is not empty. */
export function textIn(bag: PropertyBag, definition: PropertyDefinition): string | undefined {
  const value = bag.get(definition);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The media type that PidTagAttachMimeTag names, in lower case; empty where it names none. */
export function mimeTagIn(bag: PropertyBag): string {
  return (textIn(bag, PidTagAttachMimeTag) ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

/** PidTagAttachDataBinary, wherever it lies; undefined where there is none. @throws what `resolve` throws */
export function contentIn(bag: PropertyBag, resolve: ResolveValue): Uint8Array | undefined {
  const value = bag.get(PidTagAttachDataBinary);
  if (value instanceof Uint8Array) return value;
  return isExternal(value) ? resolve(value) : undefined;
}
