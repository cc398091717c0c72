/**
 * The text of BinHex 4.0: six bits a character between two colons, and runs in the bytes under it. RFC 1741, appendix A
 */
import { indexOfBytes, utf8Bytes } from '@postbus/bytes';
import { AppleFileError } from './apple-file-error.ts';

const alphabet = utf8Bytes('!"#$%&\'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr');
const banner = utf8Bytes('(This file must be converted with BinHex');
const colon = 0x3a;
const cr = 0x0d;
const lf = 0x0a;
const lineLength = 64;
/** A byte, this, n: the byte n times in all; this, 0: this itself. */
const runMark = 0x90;
const longestRun = 255;

const blank = 64;
const wrong = 65;
const values = new Uint8Array(256).fill(wrong);
for (const byte of [0x09, lf, cr, 0x20]) values[byte] = blank;
alphabet.forEach((byte, value) => (values[byte] = value));

/**
 * The bytes between the colons, runs undone. What follows the second colon is passed over.
 * @throws {AppleFileError} `not-binhex`, `bad-character`, `truncated` (no second colon), `too-large`
 */
export function decodeBinHexText(text: Uint8Array, limit: number): Uint8Array {
  let bytes = new Uint8Array(Math.min(Math.ceil(text.length * 0.75) + 3, limit));
  let length = 0;
  let inRun = false;
  let group = 0;
  let bits = 0;
  for (let at = firstColon(text) + 1; at < text.length; at++) {
    const value = values[text[at]!]!;
    if (value === blank) continue;
    if (value === wrong) {
      if (text[at] === colon) return bytes.subarray(0, length);
      throw new AppleFileError('bad-character', at, 'not a character of BinHex');
    }
    group = (group << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    const byte = (group >> bits) & 0xff;
    group &= (1 << bits) - 1;
    if (!inRun && byte === runMark) {
      inRun = true;
      continue;
    }
    const isRun = inRun && byte !== 0;
    const end = length + (isRun ? byte - 1 : 1);
    if (end > bytes.length) bytes = grown(bytes, end, limit, at);
    if (isRun) bytes.fill(bytes[length - 1] ?? 0, length, end);
    else bytes[length] = inRun ? runMark : byte;
    length = end;
    inRun = false;
  }
  throw new AppleFileError('truncated', text.length, 'no colon ends the text');
}

/** `bytes` with room for `length`, by doubling. */
function grown(bytes: Uint8Array, length: number, limit: number, at: number): Uint8Array<ArrayBuffer> {
  if (length > limit) throw new AppleFileError('too-large', at, `more than ${limit} decoded bytes`);
  const larger = new Uint8Array(Math.min(limit, Math.max(length, bytes.length * 2)));
  larger.set(bytes);
  return larger;
}

/** The first colon that begins a line, after the line that names BinHex where that is there. */
function firstColon(text: Uint8Array): number {
  const named = indexOfBytes(text, banner);
  let at = named === -1 ? 0 : text.indexOf(colon, named + banner.length);
  for (; at !== -1 && at < text.length; at = text.indexOf(colon, at + 1)) {
    if (text[at] === colon && (at === 0 || text[at - 1] === lf || text[at - 1] === cr)) return at;
  }
  throw new AppleFileError('not-binhex', 0, 'no line begins with a colon');
}

/** Runs packed, in lines of 64 characters that CRLF ends, with the line that names BinHex before them. */
export function encodeBinHexText(bytes: Uint8Array): Uint8Array {
  const packed = packRuns(bytes);
  const characters = Math.ceil((packed.length * 8) / 6) + 2;
  const head = utf8Bytes('(This file must be converted with BinHex 4.0)\r\n\r\n');
  const text = new Uint8Array(head.length + characters + Math.ceil(characters / lineLength) * 2);
  text.set(head);
  let at = head.length;
  let column = 0;
  const put = (character: number): void => {
    text[at++] = character;
    if (++column < lineLength) return;
    at = endLine(text, at);
    column = 0;
  };
  put(colon);
  let group = 0;
  let bits = 0;
  for (const byte of packed) {
    group = ((group << 8) | byte) & 0xffff;
    for (bits += 8; bits >= 6;) put(alphabet[(group >> (bits -= 6)) & 63]!);
  }
  if (bits > 0) put(alphabet[(group << (6 - bits)) & 63]!);
  put(colon);
  return text.subarray(0, column === 0 ? at : endLine(text, at));
}

function endLine(text: Uint8Array, at: number): number {
  text[at] = cr;
  text[at + 1] = lf;
  return at + 2;
}

/** Four and more of a byte become a run. RFC 1741, appendix A */
export function packRuns(bytes: Uint8Array): Uint8Array {
  const packed = new Uint8Array(bytes.length * 2);
  let length = 0;
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at]!;
    let run = 1;
    while (run < longestRun && bytes[at + run] === byte) run++;
    if (run < 4) run = 1;
    packed[length++] = byte;
    if (byte === runMark) packed[length++] = 0;
    if (run > 1) {
      packed[length++] = runMark;
      packed[length++] = run;
    }
    at += run;
  }
  return packed.subarray(0, length);
}
