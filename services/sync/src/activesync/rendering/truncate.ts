/** TruncationSize counts bytes of UTF-8, and no character is cut. [MS-ASAIRS] 2.2.2.40 */
import { utf8Bytes, utf8Text } from '@postbus/bytes';

export interface TruncatedText {
  readonly text: string;
  /** Bytes of the whole in UTF-8. */
  readonly size: number;
  readonly truncated: boolean;
}

/** The beginning of `text`, of at most `limit` bytes; all of it where there is no limit. */
export function truncateText(text: string, limit: number | undefined): TruncatedText {
  const bytes = utf8Bytes(text);
  if (limit === undefined || bytes.length <= limit) return { text, size: bytes.length, truncated: false };
  return { text: utf8Text(truncateUtf8(bytes, limit)), size: bytes.length, truncated: true };
}

/** The same of bytes that should be UTF-8; where they are not, cut at the limit itself. */
export function truncateUtf8(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length <= limit) return bytes;
  let end = limit;
  while (end > 0 && limit - end < 3 && isContinuation(bytes[end])) end--;
  return bytes.subarray(0, isContinuation(bytes[end]) ? limit : end);
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
