/** Texts of MMS objects, which are "Unicode text" of no told form. [MS-OXOSMMS] 4.2 */
import { decodeText } from '@postbus/charset';

/** By `charset`; without one by a byte order mark, UTF-16 where there are null bytes, UTF-8, else windows-1252. */
export function textOfBytes(bytes: Uint8Array, charset?: string): string {
  if (charset !== undefined) return decodeText(bytes, charset, { guess: true });
  const [first, second] = bytes;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isMarked || bytes.length % 2 !== 0) return decodeText(bytes, undefined);
  const zero = bytes.subarray(0, 1000).indexOf(0);
  if (zero === -1) return decodeText(bytes, undefined);
  return decodeText(bytes, zero % 2 === 1 ? 'utf-16le' : 'utf-16be');
}
