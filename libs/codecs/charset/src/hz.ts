/** HZ: GB 2312 in seven bits, `~{` shifts into it, `~}` back, `~~` is a tilde. RFC 1843 */
import type { CodePointTable } from './code-point-table.ts';
import { cellIndex, encodingOfTable, pushCell } from './double-byte-table.ts';
import { gb2312 } from './iso2022-decode.ts';
import { textOfUnits } from './text-units.ts';

const lineFeed = 0x0a;
const questionMark = 0x3f;
const tilde = 0x7e;
const open = 0x7b;
const close = 0x7d;
/** A shift of two bytes before a pair, and back after it. */
const mostBytesOfUnit = 4;

let encoding: CodePointTable | undefined;

/** Text of HZ `bytes`; a tilde before a line's end joins lines, and a line's end shifts back. RFC 1843 */
export function decodeHz(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.length);
  const table = gb2312();
  let length = 0;
  let shifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    const next = bytes[at + 1] ?? 0;
    if (byte === lineFeed) shifted = false;
    if (byte === tilde && (next === open || next === close)) {
      shifted = next === open;
      at++;
    } else if (byte === tilde && !shifted && (next === tilde || next === lineFeed)) {
      if (next === tilde) units[length++] = tilde;
      at++;
    } else if ((shifted || byte >= 0xa1) && byte > 0x20 && (byte | 0x80) < 0xff) {
      const inSet = (next | 0x80) > 0xa0 && (next | 0x80) < 0xff;
      length = pushCell(units, length, inSet ? table[cellIndex(byte | 0x80, next | 0x80)]! : 0);
      if (inSet) at++;
    } else units[length++] = byte < 0x80 ? byte : 0xfffd;
  }
  return textOfUnits(units.subarray(0, length));
}

/** Bytes of `text` in HZ, in ASCII at the end of each line; a question mark for what it lacks. RFC 1843 */
export function encodeHz(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((text.length + 1) * mostBytesOfUnit);
  let length = 0;
  let shifted = false;
  for (const character of text) {
    const codePoint = character.codePointAt(0)!;
    const pair = hzPair(codePoint);
    if ((pair !== -1) !== shifted) {
      shifted = !shifted;
      bytes[length++] = tilde;
      bytes[length++] = shifted ? open : close;
    }
    if (pair !== -1) {
      bytes[length++] = pair >> 8;
      bytes[length++] = pair & 0x7f;
    } else {
      bytes[length++] = codePoint < 0x80 ? codePoint : questionMark;
      if (codePoint === tilde) bytes[length++] = tilde;
    }
  }
  if (shifted) {
    bytes[length++] = tilde;
    bytes[length++] = close;
  }
  return bytes.slice(0, length);
}

/** The two bytes of a code point above ASCII, seven bits each, or -1. */
function hzPair(codePoint: number): number {
  encoding ??= encodingOfTable(gb2312());
  const pair = encoding.get(codePoint);
  // The rows from 0x78 on would look like a shift back.
  return pair === -1 || pair >= 0xf800 ? -1 : pair & 0x7f7f;
}
