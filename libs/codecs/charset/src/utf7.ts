/** UTF-7, RFC 2152: text in ASCII, the rest as UTF-16 in base64 without padding between `+` and `-`. */
import { textOfUnits } from './text-units.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Int8Array(256).fill(-1);
const digits = new Uint8Array(64);
for (let index = 0; index < 64; index++) values[(digits[index] = alphabet.charCodeAt(index))] = index;
/** Set D, blanks and line ends: what stands for itself everywhere in mail. Set O is left to base64. RFC 2152 rule 1 */
const direct = new Uint8Array(128);
for (const character of `${alphabet.slice(0, 62)}'(),-./:? \t\r\n`) direct[character.charCodeAt(0)] = 1;
const plus = 0x2b;
const minus = 0x2d;
const replacement = 0xfffd;
/** A unit alone: a plus, three digits of base64, a minus. */
const mostBytesOfUnit = 5;

/** Text of UTF-7 `bytes`; a byte that UTF-7 does not have becomes U+FFFD. RFC 2152 */
export function decodeUtf7(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at++]!;
    if (byte !== plus) {
      units[length++] = byte < 0x80 ? byte : replacement;
      continue;
    }
    if (bytes[at] === minus) {
      units[length++] = plus;
      at++;
      continue;
    }
    let group = 0;
    let bits = 0;
    for (; at < bytes.length && values[bytes[at]!]! >= 0; at++) {
      group = ((group << 6) | values[bytes[at]!]!) & 0x3fffff;
      bits += 6;
      if (bits < 16) continue;
      bits -= 16;
      units[length++] = (group >> bits) & 0xffff;
    }
    if (bytes[at] === minus) at++;
  }
  return textOfUnits(units.subarray(0, length));
}

/** Bytes of `text` in UTF-7, safe in a header and in a body. RFC 2152 */
export function encodeUtf7(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * mostBytesOfUnit);
  let length = 0;
  for (let at = 0; at < text.length;) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80 && direct[unit] === 1) {
      bytes[length++] = unit;
      at++;
      continue;
    }
    bytes[length++] = plus;
    if (unit === plus) at++;
    else {
      const end = shiftedEnd(text, at);
      length = putBase64(bytes, length, text, at, end);
      at = end;
    }
    bytes[length++] = minus;
  }
  return bytes.slice(0, length);
}

/** Offset after the units from `start` on that cannot stand for themselves. */
function shiftedEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && (text.charCodeAt(at) >= 0x80 || direct[text.charCodeAt(at)] === 0)) at++;
  return at;
}

function putBase64(bytes: Uint8Array, length: number, text: string, start: number, end: number): number {
  let group = 0;
  let bits = 0;
  for (let at = start; at < end; at++) {
    group = ((group & 0x3f) << 16) | text.charCodeAt(at);
    bits += 16;
    while (bits >= 6) {
      bits -= 6;
      bytes[length++] = digits[(group >> bits) & 0x3f]!;
    }
  }
  if (bits > 0) bytes[length++] = digits[(group << (6 - bits)) & 0x3f]!;
  return length;
}
