/** The character sets of JIS, as ISO-2022-JP, EUC-JP and Shift_JIS have them. JIS X 0208, 0212, 0213 */
import type { CodePointTable } from './code-point-table.ts';
import {
  type DoubleByteTable,
  cellIndex,
  emptyTable,
  encodingOfTable,
  gr,
  pairCell,
  setRow,
  tableOfTextDecoder,
} from './double-byte-table.ts';
import { plane1Pairs, plane1Rows, plane2Rows } from './jisx0213-table.ts';

/** JIS X 0201 katakana, U+FF61 to U+FF9F, in their full width. */
const fullWidths =
  '。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜';
const firstHalfWidth = 0xff61;
const lastHalfWidth = 0xff9f;
/**
 * What others take for the same cell: Windows' tables and those of JIS part here. Read as Windows and the WHATWG
 * Encoding Standard have them, written from both.
 */
const alternates = new Map([
  [0x2014, 0x2015],
  [0x301c, 0xff5e],
  [0x2016, 0x2225],
  [0x2212, 0xff0d],
  [0xa2, 0xffe0],
  [0xa3, 0xffe1],
  [0xac, 0xffe2],
  [0xa5, 0xffe5],
  [0x203e, 0xffe3],
  [0xff5f, 0x2985],
  [0xff60, 0x2986],
]);

const made = new Map<string, DoubleByteTable>();

/** JIS X 0208 with the characters of NEC and IBM that Windows code page 932 adds. */
export function jisX0208(): DoubleByteTable {
  return once('0208', () => tableOfTextDecoder('euc-jp', gr, gr));
}

export function jisX0212(): DoubleByteTable {
  return once('0212', () => tableOfTextDecoder('euc-jp', gr, gr, [0x8f]));
}

/** Plane 1 of JIS X 0213:2004; where it is JIS X 0208 the characters are those that others read for it. */
export function jisX0213Plane1(): DoubleByteTable {
  return once('0213-1', () => {
    const table = jisX0208().slice();
    for (const [lead, text] of Object.entries(plane1Rows)) setRow(table, Number.parseInt(lead, 16), gr, text);
    for (const [cell, text] of Object.entries(plane1Pairs)) {
      const code = Number.parseInt(cell, 16);
      table[cellIndex(code >> 8, code & 0xff)] = pairCell(text);
    }
    return table;
  });
}

/** Plane 2 of JIS X 0213:2004. */
export function jisX0213Plane2(): DoubleByteTable {
  return once('0213-2', () => {
    const table = emptyTable();
    for (const [lead, text] of Object.entries(plane2Rows)) setRow(table, Number.parseInt(lead, 16), gr, text);
    return table;
  });
}

/** `table` turned round, what others take for its cells among it. */
export function jisEncoding(table: DoubleByteTable): CodePointTable {
  return withAlternates(encodingOfTable(table));
}

/** Adds to `encoding` the characters that stand for others in it. */
export function withAlternates(encoding: CodePointTable): CodePointTable {
  for (const [character, same] of alternates) {
    const value = encoding.get(same);
    if (value !== -1) encoding.add(character, value);
  }
  return encoding;
}

/** The full width of a katakana of half width, or the code point itself. */
export function fullWidth(codePoint: number): number {
  return isHalfWidth(codePoint) ? fullWidths.charCodeAt(codePoint - firstHalfWidth) : codePoint;
}

/** Whether `codePoint` is one of the katakana of JIS X 0201, whose byte is 0xA1 on. */
export function isHalfWidth(codePoint: number): boolean {
  return codePoint >= firstHalfWidth && codePoint <= lastHalfWidth;
}

export function halfWidthByte(codePoint: number): number {
  return codePoint - firstHalfWidth + 0xa1;
}

export function halfWidthOf(byte: number): number {
  return byte - 0xa1 + firstHalfWidth;
}

function once(name: string, make: () => DoubleByteTable): DoubleByteTable {
  let table = made.get(name);
  if (table === undefined) made.set(name, (table = make()));
  return table;
}
