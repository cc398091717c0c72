/** Text as bytes of a charset. */
import { resolveCharset } from './charset-label.ts';
import { decodeText } from './decode-text.ts';
import { encodeHz } from './hz.ts';
import { encodeIso2022, isIso2022 } from './iso2022-encode.ts';
import { type CodePointBytes, multiByteEncoding } from './multi-byte.ts';
import { extendsAscii, isSingleByte, singleByteEncoding } from './single-byte.ts';
import { encodeUtf32 } from './utf32.ts';
import { encodeUtf7 } from './utf7.ts';

const questionMark = 0x3f;
const mostBytes = 4;
const encoder = new TextEncoder();

/**
 * Bytes of `text` in the charset `label`, without a byte order mark; a question mark for each character that it lacks.
 * An unknown charset gives UTF-8: ask `canEncode` first.
 */
export function encodeText(text: string, label: string): Uint8Array<ArrayBuffer> {
  const charset = resolveCharset(label) ?? 'utf-8';
  switch (charset) {
    case 'utf-8':
      return encoder.encode(text);
    case 'utf-7':
      return encodeUtf7(text);
    case 'utf-16le':
    case 'utf-16be':
      return encodeUtf16(text, charset === 'utf-16le');
    case 'utf-32le':
    case 'utf-32be':
      return encodeUtf32(text, charset === 'utf-32le');
    case 'hz-gb-2312':
      return encodeHz(text);
  }
  if (isIso2022(charset)) return encodeIso2022(text, charset);
  if (isSingleByte(charset)) return encodeSingleByte(text, charset);
  return encodeMultiByte(text, multiByteEncoding(charset)!);
}

/** Whether `label` is known, and `text` comes back from it as it was. */
export function canEncode(text: string, label: string): boolean {
  const charset = resolveCharset(label);
  if (charset === undefined) return false;
  return charset === 'utf-8' ? text.isWellFormed() : decodeText(encodeText(text, charset), charset) === text;
}

function encodeSingleByte(text: string, charset: string): Uint8Array<ArrayBuffer> {
  const encoding = singleByteEncoding(charset);
  const unknown = extendsAscii(charset) ? questionMark : encoding.get(questionMark);
  const bytes = new Uint8Array(text.length * (charset === 'windows-1258' ? 2 : 1));
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const byte = encoding.get(unit);
    if (byte >= 0x100) bytes[length++] = byte >> 8;
    bytes[length++] = byte === -1 ? unknown : byte;
    if (byte === -1 && unit >= 0xd800 && unit < 0xdc00 && isLowSurrogate(text.charCodeAt(at + 1))) at++;
  }
  return length === bytes.length ? bytes : bytes.slice(0, length);
}

function encodeMultiByte(text: string, codePointBytes: CodePointBytes): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * mostBytes);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const codePoint = text.codePointAt(at)!;
    if (codePoint < 0x80) {
      bytes[length++] = codePoint;
      continue;
    }
    if (codePoint > 0xffff) at++;
    const value = codePointBytes(codePoint);
    if (value >= 0x1000000) bytes[length++] = value >>> 24;
    if (value >= 0x10000) bytes[length++] = value >>> 16;
    if (value >= 0x100) bytes[length++] = value >>> 8;
    bytes[length++] = value === -1 ? questionMark : value;
  }
  return bytes.slice(0, length);
}

function encodeUtf16(text: string, littleEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), littleEndian);
  return bytes;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
