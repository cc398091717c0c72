/** Values that are what their definition says: an object may come from anywhere, with any value under any name. */
import { type PropertyBag, type PropertyDefinition, type ResolveValue, epochMsOf, isExternal } from '@postbus/mapi';
import { resolveBytes } from '../resolve-value.ts';

/** RFC 5322 3.3 writes years from 1900, in four digits. */
const firstTime = Date.UTC(1900, 0, 1);
const afterLastTime = Date.UTC(10_000, 0, 1);

/** A string that is not empty. */
export function textIn(bag: PropertyBag, definition: PropertyDefinition): string | undefined {
  const value = bag.get(definition);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function integerIn(bag: PropertyBag, definition: PropertyDefinition<number>): number | undefined {
  const value: unknown = bag.get(definition);
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

export function isTrue(bag: PropertyBag, definition: PropertyDefinition<boolean>): boolean {
  return bag.get(definition) === true;
}

/** Epoch ms of a time that a header field can tell. */
export function timeIn(bag: PropertyBag, definition: PropertyDefinition<bigint>): number | undefined {
  const value: unknown = bag.get(definition);
  const time = typeof value === 'bigint' ? epochMsOf(value) : Number.NaN;
  return time >= firstTime && time < afterLastTime ? time : undefined;
}

/** Bytes, wherever they lie. @throws {OxcmailError} as `resolve` does */
export function bytesIn(
  bag: PropertyBag,
  definition: PropertyDefinition,
  resolve: ResolveValue,
): Uint8Array | undefined {
  const value = bag.get(definition);
  return value instanceof Uint8Array || isExternal(value) ? resolveBytes(value, resolve) : undefined;
}

/** Bytes that lie in the object. */
export function inlineBytesIn(bag: PropertyBag, definition: PropertyDefinition): Uint8Array | undefined {
  const value = bag.get(definition);
  return value instanceof Uint8Array ? value : undefined;
}
