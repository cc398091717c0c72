/** Text of PtypString and PtypString8 in streams: no terminating null of its own. [MS-OXMSG] 2.1.3 */
import { decodeText, encodeText } from '@postbus/charset';
import type { StringCharset } from './string-charset.ts';

const utf16 = new TextDecoder('utf-16le', { ignoreBOM: true });
/** Below this length, joining character codes beats one call of `TextDecoder`. */
const shortText = 128;

/** UTF-16LE text; nulls at its end, which some writers put there, are left out. */
export function readUnicode(bytes: Uint8Array): string {
  const length = bytes.length >> 1;
  if (length <= shortText) return withoutNulls(unitsText(bytes, 0, length));
  const text = utf16.decode(length * 2 === bytes.length ? bytes : bytes.subarray(0, length * 2));
  return withoutNulls(text.includes('\ufffd') ? exactText(bytes, length) : text);
}

/** Code unit by code unit: what is not well-formed UTF-16 stays as it is. */
function exactText(bytes: Uint8Array, length: number): string {
  let text = '';
  for (let at = 0; at < length; at += 4096) text += unitsText(bytes, at, Math.min(length, at + 4096));
  return text;
}

function unitsText(bytes: Uint8Array, start: number, end: number): string {
  const units: number[] = [];
  for (let at = start * 2; at < end * 2; at += 2) units.push(bytes[at]! | (bytes[at + 1]! << 8));
  return String.fromCharCode.apply(null, units);
}

export function writeUnicode(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    bytes[index * 2] = unit;
    bytes[index * 2 + 1] = unit >> 8;
  }
  return bytes;
}

/** Text in the charset that is told; where it is not, UTF-8 is recognised, and what tells nothing is windows-1252. */
export function readAnsi(bytes: Uint8Array, { name, isTold }: StringCharset): string {
  return withoutNulls(decodeText(bytes, name, { guess: !isTold }));
}

export function writeAnsi(text: string, { name }: StringCharset): Uint8Array<ArrayBuffer> {
  return encodeText(text, name ?? 'windows-1252');
}

/** Text without nulls at its end, which a file cannot tell from those that end it. */
export function withoutNulls(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return end === text.length ? text : text.slice(0, end);
}
