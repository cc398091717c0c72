/** Values that lie in a message's original MIME, read from it. */
import { decodeText } from '@postbus/charset';
import { concat } from '@postbus/bytes';
import { type ExternalValue, type ResolveValue, isExternal } from '@postbus/mapi';
import { decodeSlice } from '@postbus/mime';
import { OxcmailError } from './oxcmail-error.ts';

/**
 * The bytes of `value`, transfer encoding undone.
 * @param source the original MIME of the message that `value` is of
 * @throws {OxcmailError} `value-not-here` for a blob, `slice-out-of-range` for a slice of another message
 */
export function resolveValue(value: ExternalValue, source: Uint8Array): Uint8Array {
  if (value.in === 'blob') throw new OxcmailError('value-not-here', `blob ${value.sha256}`, 'the value lies in a blob');
  const { offset, length, prefix } = value;
  const end = Math.max(offset + length, prefix === undefined ? 0 : prefix.offset + prefix.length);
  if (!(offset >= 0 && length >= 0 && end <= source.length)) {
    throw new OxcmailError(
      'slice-out-of-range',
      String(offset),
      `the slice ends at ${end}, the message at ${source.length}`,
    );
  }
  const content = decodeSlice(source, value);
  if (prefix === undefined) return content;
  return concat([source.subarray(prefix.offset, prefix.offset + prefix.length), content]);
}

/** A `ResolveValue` for the slices of one message. */
export function resolverOf(source: Uint8Array): ResolveValue {
  return (value) => resolveValue(value, source);
}

/**
 * The text of a value of PtypString.
 * @throws {OxcmailError} as `resolve` does
 */
export function resolveText(value: string | ExternalValue, resolve: ResolveValue): string {
  return isExternal(value) ? decodeText(resolve(value), value.charset, { guess: true }) : value;
}

/** The bytes of a value of PtypBinary. @throws {OxcmailError} as `resolve` does */
export function resolveBytes(value: Uint8Array | ExternalValue, resolve: ResolveValue): Uint8Array {
  return isExternal(value) ? resolve(value) : value;
}
