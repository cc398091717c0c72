/** Decoding and encoding of single-byte charsets, by table. */
import { upperHalves } from './single-byte-tables.ts';

const chunk = 8192;

/** Whether `charset` is one of the single-byte charsets that only this library's tables know. */
export function hasTable(charset: string): boolean {
  return Object.hasOwn(upperHalves, charset);
}

/** Text of `bytes` by this library's own table of `charset`. */
export function decodeByTable(bytes: Uint8Array, charset: string): string {
  const upper = upperHalves[charset] ?? '';
  let text = '';
  for (let start = 0; start < bytes.length; start += chunk) {
    let piece = '';
    const end = Math.min(bytes.length, start + chunk);
    for (let at = start; at < end; at++) {
      const byte = bytes[at]!;
      piece += byte < 0x80 ? String.fromCharCode(byte) : (upper[byte - 0x80] ?? '\ufffd');
    }
    text += piece;
  }
  return text;
}

/** Code point to byte for a single-byte charset: of this library's tables, or else of TextDecoder. */
export function singleByteEncoding(charset: string): Map<number, number> {
  const encoding = new Map<number, number>();
  const bytes = Uint8Array.from({ length: 128 }, (_, index) => index + 0x80);
  const upper = upperHalves[charset] ?? new TextDecoder(charset).decode(bytes);
  /** TextDecoder reads ISO 8859 as its Windows superset; what is written under the name must be ISO 8859. */
  const first = /^(?:iso-8859-|tis-620)/.test(charset) ? 32 : 0;
  for (let index = first; index < 128; index++) {
    const codePoint = upper.charCodeAt(index);
    if (codePoint !== 0xfffd && codePoint >= 0x80) encoding.set(codePoint, index + 0x80);
  }
  return encoding;
}
