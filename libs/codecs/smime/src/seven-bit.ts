/** 7bit data. RFC 2045 2.7, RFC 5322 2.1.1 */

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const longestLine = 998;

/** Whether there is no octet over 127, no NUL, no bare CR or LF, and no line over 998 octets. */
export function isSevenBit(bytes: Uint8Array): boolean {
  let start = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte > lineFeed && byte < 0x80 && byte !== carriageReturn) continue;
    if (byte >= 0x80 || byte === 0) return false;
    if (byte === carriageReturn && bytes[at + 1] !== lineFeed) return false;
    if (byte !== lineFeed) continue;
    if (bytes[at - 1] !== carriageReturn || at - 1 - start > longestLine) return false;
    start = at + 1;
  }
  return bytes.length - start <= longestLine;
}
