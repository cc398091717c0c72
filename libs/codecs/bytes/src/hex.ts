import { BytesError } from './bytes-error.ts';

const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Two lower-case digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += pairs[byte]!;
  return text;
}

/** @throws {BytesError} `not-hex` with the index of the pair of digits that is wrong */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 2 !== 0) throw new BytesError('not-hex', text.length, 'an odd number of digits');
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    const pair = text.slice(index * 2, index * 2 + 2);
    if (!/^[0-9a-fA-F]{2}$/.test(pair)) throw new BytesError('not-hex', index * 2, 'not a pair of hexadecimal digits');
    bytes[index] = Number.parseInt(pair, 16);
  }
  return bytes;
}
