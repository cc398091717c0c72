/** The base64 transfer encoding, with all that mail does to it. RFC 2045 6.8 */
import { asciiBytes } from '@postbus/bytes';

const alphabet = asciiBytes('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const padding = 0x3d;
const foreign = 0x80;
const values = new Uint8Array(256).fill(foreign);
for (let index = 0; index < 64; index++) values[alphabet[index]!] = index;
/** Octets in a line of 76 characters. RFC 2045 6.8 */
const octetsOfLine = 57;
const lineLength = 76;

/**
 * Octets of base64 in `source` from `start` to `end`. Characters outside the alphabet are passed over; padding ends a
 * group, and what comes after it is decoded on.
 */
export function decodeBase64Body(source: Uint8Array, start = 0, end = source.length): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.ceil(((end - start) * 3) / 4) + 3);
  let length = 0;
  let at = start;
  while (at < end) {
    // Whole groups of four, the common case.
    for (; at + 3 < end; at += 4) {
      const first = values[source[at]!]!;
      const second = values[source[at + 1]!]!;
      const third = values[source[at + 2]!]!;
      const fourth = values[source[at + 3]!]!;
      if ((first | second | third | fourth) & foreign) break;
      out[length] = (first << 2) | (second >> 4);
      out[length + 1] = (second << 4) | (third >> 2);
      out[length + 2] = (third << 6) | fourth;
      length += 3;
    }
    // One group among foreign characters.
    let group = 0;
    let bits = 0;
    for (; at < end && bits < 24; at++) {
      const value = values[source[at]!]!;
      if (value !== foreign) {
        group = (group << 6) | value;
        bits += 6;
      } else if (source[at] === padding && bits > 0) {
        at++;
        break;
      } else if (bits === 0 && at + 1 < end && values[source[at + 1]!] !== foreign) {
        at++;
        break;
      }
    }
    for (; bits >= 8; bits -= 8) out[length++] = group >> (bits - 8);
  }
  return out.subarray(0, length);
}

/** Octets of base64 in `text`, as lenient as `decodeBase64Body`. */
export function decodeBase64Text(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = Math.min(text.charCodeAt(at), 0xff);
  return decodeBase64Body(bytes);
}

/** `bytes` in base64, lines of 76 characters each ended by CRLF. RFC 2045 6.8 */
export function encodeBase64Body(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const lines = Math.ceil(bytes.length / octetsOfLine);
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4 + lines * 2);
  let length = 0;
  for (let start = 0; start < bytes.length; start += octetsOfLine) {
    length = encodeLine(bytes, start, Math.min(bytes.length, start + octetsOfLine), out, length);
    out[length++] = 0x0d;
    out[length++] = 0x0a;
  }
  return out;
}

function encodeLine(bytes: Uint8Array, start: number, end: number, out: Uint8Array, place: number): number {
  let length = place;
  for (let at = start; at < end; at += 3) {
    const first = bytes[at]!;
    const second = at + 1 < end ? bytes[at + 1]! : 0;
    const third = at + 2 < end ? bytes[at + 2]! : 0;
    out[length++] = alphabet[first >> 2]!;
    out[length++] = alphabet[((first & 3) << 4) | (second >> 4)]!;
    out[length++] = at + 1 < end ? alphabet[((second & 15) << 2) | (third >> 6)]! : padding;
    out[length++] = at + 2 < end ? alphabet[third & 63]! : padding;
  }
  return length;
}

/** The longest line that `encodeBase64Body` writes, in characters. */
export const base64LineLength = lineLength;
