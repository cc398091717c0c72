/** Ranges of blobs; one that reaches past the end gives the bytes that there are. */
import type { ByteRange } from '@postbus/ports';

export interface Span {
  readonly start: number;
  readonly end: number;
}

export function within(size: number, range: ByteRange | undefined): Span {
  if (range === undefined) return { start: 0, end: size };
  const start = Math.min(Math.max(0, range.offset), size);
  return { start, end: Math.min(size, start + Math.max(0, range.length)) };
}

export function rangeOf(bytes: Uint8Array, range?: ByteRange): Uint8Array {
  const { start, end } = within(bytes.length, range);
  return bytes.subarray(start, end);
}
