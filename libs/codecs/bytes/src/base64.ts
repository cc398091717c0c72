/** Base64 of whole values, RFC 4648 section 4. Transfer encodings of mail, with their broken lines, are in `mime`. */
import { BytesError } from './bytes-error.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Int8Array(128).fill(-1);
for (let index = 0; index < 64; index++) values[alphabet.charCodeAt(index)] = index;
values['-'.charCodeAt(0)] = 62;
values['_'.charCodeAt(0)] = 63;

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  let index = 0;
  for (; index + 2 < bytes.length; index += 3) {
    const group = (bytes[index]! << 16) | (bytes[index + 1]! << 8) | bytes[index + 2]!;
    text +=
      alphabet[group >> 18]! + alphabet[(group >> 12) & 63]! + alphabet[(group >> 6) & 63]! + alphabet[group & 63]!;
  }
  const left = bytes.length - index;
  if (left === 1) {
    const group = bytes[index]! << 4;
    text += `${alphabet[group >> 6]}${alphabet[group & 63]}==`;
  } else if (left === 2) {
    const group = (bytes[index]! << 10) | (bytes[index + 1]! << 2);
    text += `${alphabet[group >> 12]}${alphabet[(group >> 6) & 63]}${alphabet[group & 63]}=`;
  }
  return text;
}

/**
 * Bytes of base64 or base64url `text`, with or without its padding.
 * @throws {BytesError} `not-base64` with the index of the first character that is wrong
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  let end = text.length;
  while (end > 0 && text[end - 1] === '=') end--;
  if (end % 4 === 1) throw new BytesError('not-base64', end, 'a single base64 character is left over');
  const bytes = new Uint8Array(Math.floor((end * 3) / 4));
  let group = 0;
  let bits = 0;
  let at = 0;
  for (let index = 0; index < end; index++) {
    const value = values[text.charCodeAt(index)] ?? -1;
    if (value < 0) throw new BytesError('not-base64', index, 'not a base64 character');
    group = ((group << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (group >> bits) & 0xff;
    }
  }
  return bytes;
}
