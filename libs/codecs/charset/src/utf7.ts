/** UTF-7, RFC 2152: text in ASCII, the rest as UTF-16 in base64 without padding between `+` and `-`. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Int8Array(256).fill(-1);
for (let index = 0; index < 64; index++) values[alphabet.charCodeAt(index)] = index;
const plus = 0x2b;
const minus = 0x2d;

/** Text of UTF-7 `bytes`; a byte that UTF-7 does not have becomes U+FFFD. RFC 2152 */
export function decodeUtf7(bytes: Uint8Array): string {
  const units: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (byte !== plus) {
      units.push(String.fromCharCode(byte < 0x80 ? byte : 0xfffd));
      at++;
    } else if (bytes[at + 1] === minus) {
      units.push('+');
      at += 2;
    } else at = decodeShifted(bytes, at + 1, units);
  }
  return units.join('').toWellFormed();
}

function decodeShifted(bytes: Uint8Array, start: number, units: string[]): number {
  let group = 0;
  let bits = 0;
  let at = start;
  for (; at < bytes.length; at++) {
    const value = values[bytes[at]!]!;
    if (value < 0) break;
    group = ((group << 6) | value) & 0x3fffff;
    bits += 6;
    if (bits < 16) continue;
    bits -= 16;
    units.push(String.fromCharCode((group >> bits) & 0xffff));
  }
  return bytes[at] === minus ? at + 1 : at;
}
