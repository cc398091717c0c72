/** Bytes as they are sent, or a part of them. */
import { createHash } from 'node:crypto';
import type { ByteRange } from './byte-range.ts';

export interface Representation {
  readonly mediaType: string;
  /** What a client may call the file. */
  readonly filename: string;
  /** In its quotes; of these bytes alone. RFC 9110 8.8.3 */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /** What was wrong in what it was made of: codes, each once. */
  readonly defects?: readonly string[];
  /** All of it, or a range that lies within. */
  read(range?: ByteRange): Uint8Array | AsyncIterable<Uint8Array>;
}

/** Of bytes that are there as a whole. */
export function heldRepresentation(
  bytes: Uint8Array,
  described: Pick<Representation, 'mediaType' | 'filename' | 'defects'>,
): Representation {
  return {
    ...described,
    etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
    size: bytes.length,
    read: (range) => (range === undefined ? bytes : bytes.subarray(range.offset, range.offset + range.length)),
  };
}
