/** Shift_JIS-2004 and EUC-JIS-2004, both of JIS X 0213:2004. JIS X 0213 annexes 1 and 3 */
import type { CodePointTable } from './code-point-table.ts';
import { type DoubleByteTable, cellIndex, emptyTable, pushCell } from './double-byte-table.ts';
import {
  halfWidthByte,
  halfWidthOf,
  isHalfWidth,
  jisEncoding,
  jisX0212,
  jisX0213Plane1,
  jisX0213Plane2,
} from './jis.ts';
import { textOfUnits } from './text-units.ts';

const cellsOfRow = 94;
/** The rows of plane 2 that Shift_JIS has from lead 0xF0 on, two a lead. */
const plane2Rows = [1, 8, 3, 4, 5, 12, 13, 14, 15, ...Array.from({ length: 17 }, (_, index) => index + 78)];
const singleShift2 = 0x8e;
const singleShift3 = 0x8f;

let shiftJis: DoubleByteTable | undefined;
let planes: readonly [CodePointTable, CodePointTable] | undefined;

/** Text of Shift_JIS-2004 `bytes`; ASCII below 0x80, as others read Shift_JIS. */
export function decodeShiftJis2004(bytes: Uint8Array): string {
  shiftJis ??= makeShiftJis();
  const units = new Uint16Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte < 0x80) units[length++] = byte;
    else if (byte >= 0xa1 && byte <= 0xdf) units[length++] = halfWidthOf(byte);
    else {
      const trail = bytes[at + 1] ?? 0;
      const cell = shiftJis[cellIndex(byte, trail)]!;
      length = pushCell(units, length, cell);
      if (cell !== 0 || trail >= 0x80) at++;
    }
  }
  return textOfUnits(units.subarray(0, length));
}

/** Text of EUC-JIS-2004 `bytes`; cells after `8F` that only JIS X 0212 has are read by it. */
export function decodeEucJis2004(bytes: Uint8Array): string {
  const [plane1, plane2, jis0212] = [jisX0213Plane1(), jisX0213Plane2(), jisX0212()];
  const units = new Uint16Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      units[length++] = byte;
      continue;
    }
    const shifted = byte === singleShift3 && at + 2 < bytes.length;
    const lead = shifted ? bytes[++at]! : byte;
    const trail = bytes[at + 1] ?? 0;
    const index = cellIndex(Math.max(lead, 0x80), trail);
    const cell = !shifted ? plane1[index]! : plane2[index]! || jis0212[index]!;
    const half = byte === singleShift2 && trail >= 0xa1 && trail <= 0xdf;
    length = pushCell(units, length, half ? halfWidthOf(trail) : cell);
    if (half || trail >= 0xa1) at++;
  }
  return textOfUnits(units.subarray(0, length));
}

/** The bytes of a code point above ASCII in Shift_JIS-2004 as one number, or -1. */
export function shiftJis2004Bytes(codePoint: number): number {
  if (isHalfWidth(codePoint)) return halfWidthByte(codePoint);
  const [first, second] = encodings();
  const pair = first.get(codePoint);
  if (pair >= 0x100) return shiftJisPair((pair >> 8) - 0xa0, pair & 0xff);
  const other = second.get(codePoint);
  if (pair !== -1 || other === -1) return pair;
  return shiftJisPair(cellsOfRow + 1 + plane2Rows.indexOf((other >> 8) - 0xa0), other & 0xff);
}

/** The bytes of a code point above ASCII in EUC-JIS-2004 as one number, or -1. */
export function eucJis2004Bytes(codePoint: number): number {
  if (isHalfWidth(codePoint)) return singleShift2 * 0x100 + halfWidthByte(codePoint);
  const [first, second] = encodings();
  const pair = first.get(codePoint);
  const other = pair === -1 ? second.get(codePoint) : -1;
  return other === -1 ? pair : singleShift3 * 0x10000 + other;
}

function encodings(): readonly [CodePointTable, CodePointTable] {
  return (planes ??= [jisEncoding(jisX0213Plane1()), jisEncoding(jisX0213Plane2())]);
}

function makeShiftJis(): DoubleByteTable {
  const table = emptyTable();
  const [plane1, plane2] = [jisX0213Plane1(), jisX0213Plane2()];
  for (let row = 1; row <= cellsOfRow + plane2Rows.length; row++) {
    const [source, sourceRow] = row <= cellsOfRow ? [plane1, row] : [plane2, plane2Rows[row - cellsOfRow - 1]!];
    for (let trail = 0xa1; trail <= 0xfe; trail++) {
      const pair = shiftJisPair(row, trail);
      table[cellIndex(pair >> 8, pair & 0xff)] = source[cellIndex(sourceRow + 0xa0, trail)]!;
    }
  }
  return table;
}

/** The pair of the cell `trail`, in its form of EUC, in `row`, counted from 1; those of plane 2 follow the 94 of plane 1. */
function shiftJisPair(row: number, trail: number): number {
  const lead = ((row - 1) >> 1) + (row <= 62 ? 0x81 : 0xc1);
  const cell = trail - 0xa1;
  const even = row % 2 === 0;
  return lead * 0x100 + (even ? cell + 0x9f : cell < 63 ? cell + 0x40 : cell + 0x41);
}
