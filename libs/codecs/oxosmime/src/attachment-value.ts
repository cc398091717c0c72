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

/** Content, in two runs where its first bytes lie elsewhere than the others: what is large is not put together. */
export interface AttachmentContent {
  /** Empty where all lies in one place. */
  readonly prefix: Uint8Array;
  readonly rest: Uint8Array;
}

const nothing = new Uint8Array(0);

/** PidTagAttachDataBinary, wherever it lies; undefined where there is none. @throws what `resolve` throws */
export function contentIn(bag: PropertyBag, resolve: ResolveValue): AttachmentContent | undefined {
  const value = bag.get(PidTagAttachDataBinary);
  if (value instanceof Uint8Array) return { prefix: nothing, rest: value };
  if (!isExternal(value)) return undefined;
  if (value.in !== 'mime' || value.prefix === undefined) return { prefix: nothing, rest: resolve(value) };
  const { prefix, ...rest } = value;
  const size = prefix.length;
  return {
    prefix: resolve({ in: 'mime', ...prefix, transferEncoding: 'binary', size }),
    rest: resolve({ ...rest, size: value.size - size }),
  };
}
