/** Base64 as the octets of its characters, for values too large to pass through strings. RFC 4648 4 */
import { asciiBytes } from '@postbus/bytes';

const alphabet = asciiBytes('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const padding = 0x3d;

/** Octets that `length` bytes come to, with their padding, without line ends. */
export function base64Length(length: number): number {
  return Math.ceil(length / 3) * 4;
}

/** Writes `bytes` to `target` from `at` on. @returns where they end */
export function putBase64(bytes: Uint8Array, target: Uint8Array, at: number): number {
  const whole = bytes.length - (bytes.length % 3);
  let next = at;
  for (let index = 0; index < whole; index += 3) {
    const group = (bytes[index]! << 16) | (bytes[index + 1]! << 8) | bytes[index + 2]!;
    target[next++] = alphabet[group >> 18]!;
    target[next++] = alphabet[(group >> 12) & 63]!;
    target[next++] = alphabet[(group >> 6) & 63]!;
    target[next++] = alphabet[group & 63]!;
  }
  return whole === bytes.length ? next : putLast(bytes, whole, target, next);
}

function putLast(bytes: Uint8Array, whole: number, target: Uint8Array, at: number): number {
  const hasSecond = whole + 1 < bytes.length;
  const group = (bytes[whole]! << 16) | (hasSecond ? bytes[whole + 1]! << 8 : 0);
  target[at] = alphabet[group >> 18]!;
  target[at + 1] = alphabet[(group >> 12) & 63]!;
  target[at + 2] = hasSecond ? alphabet[(group >> 6) & 63]! : padding;
  target[at + 3] = padding;
  return at + 4;
}
