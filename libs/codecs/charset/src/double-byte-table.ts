/**
 * Characters of double-byte charsets by lead and trail byte. A cell holds a code point, 0 where it is empty, or two
 * characters below U+10000, the second in the upper half.
 */
import { CodePointTable } from './code-point-table.ts';
import { textOfUnits } from './text-units.ts';

/** Cells by `(lead - 0x80) * 256 + trail`; both bytes with the high bit for a set of 94 by 94. */
export type DoubleByteTable = Uint32Array;
export type ByteRange = readonly [first: number, last: number];

const rowLength = 256;
const firstLead = 0x80;
const replacement = 0xfffd;
const lineFeed = 0x0a;
const utf8 = new TextDecoder('utf-8');

/** The bytes of a set of 94 in its form of eight bits. ISO/IEC 2022 */
export const gr: readonly ByteRange[] = [[0xa1, 0xfe]];

export function emptyTable(): DoubleByteTable {
  return new Uint32Array((0x100 - firstLead) * rowLength);
}

/** Where the cell of two bytes is; the lead has its high bit. */
export function cellIndex(lead: number, trail: number): number {
  return ((lead - firstLead) << 8) | trail;
}

/** The cells of TextDecoder's `charset`; `prefix` stands before each pair. */
export function tableOfTextDecoder(
  charset: string,
  leads: readonly ByteRange[],
  trails: readonly ByteRange[],
  prefix: readonly number[] = [],
): DoubleByteTable {
  const table = emptyTable();
  const decoder = new TextDecoder(charset);
  const trailBytes = bytesOf(trails);
  const step = prefix.length + 3;
  const row = new Uint8Array(trailBytes.length * step);
  for (const lead of bytesOf(leads)) {
    // A line feed after each pair, so that a pair without a character disturbs no other.
    for (const [index, trail] of trailBytes.entries()) row.set([...prefix, lead, trail, lineFeed], index * step);
    for (const [index, text] of decoder.decode(row).split('\n').entries()) {
      const codePoint = text.codePointAt(0) ?? 0;
      if (codePoint < 0x80 || codePoint === replacement || String.fromCodePoint(codePoint) !== text) continue;
      table[cellIndex(lead, trailBytes[index]!)] = codePoint;
    }
  }
  return table;
}

/** Puts the characters of `text` into the cells of one row, in the order of `trails`; a space leaves a cell as it is. */
export function setRow(table: DoubleByteTable, lead: number, trails: readonly ByteRange[], text: string): void {
  const trailBytes = bytesOf(trails);
  let index = 0;
  for (const character of text) {
    if (character !== ' ') table[cellIndex(lead, trailBytes[index]!)] = character.codePointAt(0)!;
    index++;
  }
}

/** Code point to `lead << 8 | trail` for what `table` has; of two cells the first counts. Private characters are left out. */
export function encodingOfTable(table: DoubleByteTable, onto = new CodePointTable()): CodePointTable {
  for (let index = 0; index < table.length; index++) {
    const codePoint = table[index]!;
    if (codePoint === 0 || codePoint > 0x10ffff || isPrivate(codePoint)) continue;
    onto.add(codePoint, ((index >> 8) + firstLead) * 0x100 + (index & 0xff));
  }
  return onto;
}

/** Text of `bytes`: ASCII, and pairs by `table`. What is no pair becomes U+FFFD; a trail that is ASCII then stands for itself. */
export function decodeDoubleByte(bytes: Uint8Array, table: DoubleByteTable): string {
  const units = new Uint16Array(bytes.length);
  let length = 0;
  let ascii = true;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      units[length++] = byte;
      continue;
    }
    ascii = false;
    const trail = bytes[at + 1] ?? 0;
    const cell = table[cellIndex(byte, trail)]!;
    length = pushCell(units, length, cell);
    if (cell !== 0 || (trail >= 0x80 && byte !== 0x80 && byte !== 0xff)) at++;
  }
  return ascii ? utf8.decode(bytes) : textOfUnits(units.subarray(0, length));
}

/** Writes a cell as UTF-16 at `length`, and gives the new length. */
export function pushCell(units: Uint16Array, length: number, cell: number): number {
  if (cell < 0x10000) units[length] = cell === 0 ? replacement : cell;
  else if (cell <= 0x10ffff) {
    units[length++] = 0xd7c0 + (cell >> 10);
    units[length] = 0xdc00 | (cell & 0x3ff);
  } else {
    units[length++] = cell & 0xffff;
    units[length] = cell >>> 16;
  }
  return length + 1;
}

/** The cell of two characters. */
export function pairCell(text: string): number {
  return text.charCodeAt(1) * 0x10000 + text.charCodeAt(0);
}

export function bytesOf(ranges: readonly ByteRange[]): number[] {
  return ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => first + index));
}

function isPrivate(codePoint: number): boolean {
  return (codePoint >= 0xe000 && codePoint < 0xf900) || codePoint >= 0xf0000;
}
