/** Text as bytes of a charset. */
import { resolveCharset } from './charset-label.ts';
import { doubleByteEncoding, type ByteEncoding } from './double-byte-encoding.ts';
import { gb18030Bytes } from './gb18030.ts';
import { encodeIso2022Jp, jisPair } from './iso2022jp.ts';
import { hasTable, singleByteEncoding } from './single-byte.ts';

const questionMark = 0x3f;
const encoder = new TextEncoder();
const singleByte = new Map<string, ByteEncoding>();
/** The two-byte plane that a charset is written by. */
const planeOf: Readonly<Record<string, string>> = {
  shift_jis: 'shift_jis',
  'euc-jp': 'euc-jp',
  'euc-kr': 'euc-kr',
  'ks_c_5601-1987': 'uhc',
  gb2312: 'gbk',
  gbk: 'gbk',
  big5: 'big5',
};

/**
 * Bytes of `text` in the charset `label`; a question mark for each character that it lacks.
 * A charset that cannot be written here (UTF-7, UTF-32, HZ, ISO-2022-KR, unknown ones) gives UTF-8: ask `canEncode` first.
 */
export function encodeText(text: string, label: string): Uint8Array<ArrayBuffer> {
  const charset = resolveCharset(label) ?? 'utf-8';
  if (charset === 'iso-2022-jp') return encodeIso2022Jp(text);
  if (charset === 'utf-16le' || charset === 'utf-16be') return encodeUtf16(text, charset === 'utf-16le');
  const codePointBytes = bytesOfCodePoint(charset);
  return codePointBytes === undefined ? encoder.encode(text) : encodeEach(text, codePointBytes);
}

/** Whether `encodeText` writes `label`, and `text` in it without loss. */
export function canEncode(text: string, label: string): boolean {
  const charset = resolveCharset(label);
  if (charset === undefined) return false;
  if (charset === 'utf-8' || charset === 'utf-16le' || charset === 'utf-16be') return text.isWellFormed();
  const has = charset === 'iso-2022-jp' ? (codePoint: number) => jisPair(codePoint) : bytesOfCodePoint(charset);
  if (has === undefined) return false;
  for (const character of text) {
    const codePoint = character.codePointAt(0)!;
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) return false;
    if (codePoint >= 0x80 && has(codePoint) === undefined) return false;
  }
  return true;
}

/** How `charset` writes one code point above ASCII; undefined where the charset is not written here. */
function bytesOfCodePoint(charset: string): ((codePoint: number) => readonly number[] | undefined) | undefined {
  if (charset === 'us-ascii') return () => undefined;
  if (charset === 'gb18030') return gb18030Bytes;
  const encoding = encodingOf(charset);
  if (encoding === undefined) return undefined;
  return (codePoint) => {
    const value = encoding.get(codePoint);
    return value === undefined ? undefined : value < 0x100 ? [value] : [value >> 8, value & 0xff];
  };
}

function encodingOf(charset: string): ByteEncoding | undefined {
  const plane = planeOf[charset];
  if (plane !== undefined) return doubleByteEncoding(plane);
  if (!hasTable(charset) && !/^(?:iso-8859-|windows-|koi8-|ibm866|macintosh|x-mac-|tis-620)/.test(charset))
    return undefined;
  let encoding = singleByte.get(charset);
  if (encoding === undefined) singleByte.set(charset, (encoding = singleByteEncoding(charset)));
  return encoding;
}

function encodeEach(
  text: string,
  codePointBytes: (codePoint: number) => readonly number[] | undefined,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 4);
  let length = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0)!;
    if (codePoint < 0x80) bytes[length++] = codePoint;
    else for (const byte of codePointBytes(codePoint) ?? [questionMark]) bytes[length++] = byte;
  }
  return bytes.slice(0, length);
}

function encodeUtf16(text: string, littleEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), littleEndian);
  return bytes;
}
