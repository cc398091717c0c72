/**
 * Charsets of seven bits that shift into a double-byte set: each run in the double-byte set becomes the 8-bit form
 * that TextDecoder reads. ISO-2022-KR: RFC 1557. HZ: RFC 1843.
 */
const escape = 0x1b;
const shiftOut = 0x0e;
const shiftIn = 0x0f;
const lineFeed = 0x0a;
const tilde = 0x7e;

/** Text of ISO-2022-KR `bytes`. RFC 1557 */
export function decodeIso2022Kr(bytes: Uint8Array): string {
  const eightBit = new Uint8Array(bytes.length);
  let length = 0;
  let shifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === shiftOut) shifted = true;
    else if (byte === shiftIn) shifted = false;
    else if (byte === escape && isDesignation(bytes, at)) at += 3;
    else {
      if (byte === lineFeed) shifted = false;
      eightBit[length++] = shifted && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte;
    }
  }
  return new TextDecoder('euc-kr').decode(eightBit.subarray(0, length));
}

/** `ESC $ ) C`, which says that SO shifts into KS X 1001. */
function isDesignation(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 1] === 0x24 && bytes[at + 2] === 0x29 && bytes[at + 3] === 0x43;
}

/** Text of HZ `bytes`: `~{` shifts into GB 2312, `~}` back, `~~` is a tilde, `~` before a line's end joins lines. RFC 1843 */
export function decodeHz(bytes: Uint8Array): string {
  const eightBit = new Uint8Array(bytes.length);
  let length = 0;
  let shifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    const next = bytes[at + 1];
    if (byte === tilde && next === 0x7b) {
      shifted = true;
      at++;
    } else if (byte === tilde && next === 0x7d) {
      shifted = false;
      at++;
    } else if (byte === tilde && !shifted && next === tilde) {
      eightBit[length++] = tilde;
      at++;
    } else if (byte === tilde && !shifted && next === lineFeed) at++;
    else {
      if (byte === lineFeed) shifted = false;
      eightBit[length++] = shifted && byte > 0x20 && byte < 0x7f ? byte | 0x80 : byte;
    }
  }
  return new TextDecoder('gb18030').decode(eightBit.subarray(0, length));
}
