/** Base64 as the octets of its characters, for values too large to pass through strings. RFC 4648 4 */
import { asciiBytes } from '@postbus/bytes';

const alphabet = asciiBytes('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const padding = 0x3d;

/** With its padding, without line ends. */
export function base64Octets(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const octets = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  const whole = bytes.length - (bytes.length % 3);
  let at = 0;
  for (let index = 0; index < whole; index += 3) {
    const group = (bytes[index]! << 16) | (bytes[index + 1]! << 8) | bytes[index + 2]!;
    octets[at++] = alphabet[group >> 18]!;
    octets[at++] = alphabet[(group >> 12) & 63]!;
    octets[at++] = alphabet[(group >> 6) & 63]!;
    octets[at++] = alphabet[group & 63]!;
  }
  if (whole < bytes.length) {
    const group = (bytes[whole]! << 16) | ((bytes[whole + 1] ?? 0) << 8);
    octets[at++] = alphabet[group >> 18]!;
    octets[at++] = alphabet[(group >> 12) & 63]!;
    octets[at++] = whole + 1 < bytes.length ? alphabet[(group >> 6) & 63]! : padding;
    octets[at] = padding;
  }
  return octets;
}
