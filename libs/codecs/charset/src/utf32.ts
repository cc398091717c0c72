/** UTF-32 in either byte order; a byte order mark at the start says which, and is left out. Unicode 3.10 */
import { pushCell } from './double-byte-table.ts';
import { textOfUnits } from './text-units.ts';

const replacement = 0xfffd;

/** Text of UTF-32 `bytes`. */
export function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marked = bytes.length >= 4 ? view.getUint32(0, false) : 0;
  const little = marked === 0xfffe0000 ? true : marked === 0xfeff ? false : littleEndian;
  const start = marked === 0xfffe0000 || marked === 0xfeff ? 4 : 0;
  const units = new Uint16Array((bytes.length >> 1) + 1);
  let length = 0;
  for (let at = start; at + 4 <= bytes.length; at += 4)
    length = pushCodePoint(units, length, view.getUint32(at, little));
  if ((bytes.length - start) % 4 !== 0) units[length++] = replacement;
  return textOfUnits(units.subarray(0, length));
}

/** Bytes of `text` in UTF-32, without a byte order mark. */
export function encodeUtf32(text: string, littleEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 4);
  const view = new DataView(bytes.buffer);
  let length = 0;
  for (const character of text.toWellFormed()) {
    view.setUint32(length, character.codePointAt(0)!, littleEndian);
    length += 4;
  }
  return bytes.slice(0, length);
}

function pushCodePoint(units: Uint16Array, length: number, codePoint: number): number {
  if (codePoint === 0) {
    units[length] = 0;
    return length + 1;
  }
  const valid = codePoint < 0x110000 && (codePoint < 0xd800 || codePoint > 0xdfff);
  return pushCell(units, length, valid ? codePoint : replacement);
}
