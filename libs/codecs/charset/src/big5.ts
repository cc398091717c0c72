/** Big5 with the Hong Kong Supplementary Character Set, and CNS 11643 by it. WHATWG Encoding Standard 12.1; HKSCS-2008 */
import type { CodePointTable } from './code-point-table.ts';
import {
  type ByteRange,
  type DoubleByteTable,
  cellIndex,
  encodingOfTable,
  pairCell,
  setRow,
  tableOfTextDecoder,
} from './double-byte-table.ts';
import { hkscsRows } from './hkscs-table.ts';

const trails: readonly ByteRange[] = [
  [0x40, 0x7e],
  [0xa1, 0xfe],
];
/** Leads of what all have in common; the rest is private in some engines. */
const leads: readonly ByteRange[] = [
  [0xa1, 0xc6],
  [0xc9, 0xf9],
];
/** Cells with two characters each. */
const pairs: readonly (readonly [trail: number, text: string])[] = [
  [0x62, '\u00ca\u0304'],
  [0x64, '\u00ca\u030c'],
  [0xa3, '\u00ea\u0304'],
  [0xa5, '\u00ea\u030c'],
];

let common: DoubleByteTable | undefined;
let whole: DoubleByteTable | undefined;

/** Big5 with what Windows code page 950 adds. */
export function big5Table(): DoubleByteTable {
  if (common !== undefined) return common;
  common = tableOfTextDecoder('big5', leads, trails);
  for (let trail = 0xa1; trail <= 0xfe; trail++) common[cellIndex(0xc6, trail)] = 0;
  for (let control = 0; control < 0x20; control++) common[cellIndex(0xa3, 0xc0 + control)] = 0x2400 + control;
  common[cellIndex(0xa3, 0xe0)] = 0x2421;
  common[cellIndex(0xf9, 0xfe)] = 0xffed;
  return common;
}

/** Big5 with HKSCS: what is read under either name. */
export function big5HkscsTable(): DoubleByteTable {
  if (whole !== undefined) return whole;
  whole = big5Table().slice();
  for (const [lead, text] of Object.entries(hkscsRows)) setRow(whole, Number.parseInt(lead, 16), trails, text);
  for (const [trail, text] of pairs) whole[cellIndex(0x88, trail)] = pairCell(text);
  return whole;
}

/** What is Big5 is written so, though HKSCS has it again in a lower row. */
export function big5HkscsEncoding(): CodePointTable {
  return encodingOfTable(big5HkscsTable(), encodingOfTable(big5Table()));
}
