/** How the multi-byte charsets without state write a code point above ASCII. */
import { big5HkscsEncoding, big5Table } from './big5.ts';
import type { CodePointTable } from './code-point-table.ts';
import { type ByteRange, encodingOfTable, tableOfTextDecoder } from './double-byte-table.ts';
import { eucTwBytes } from './euc-tw.ts';
import { gb18030Bytes } from './gb18030.ts';
import { halfWidthOf, jisX0208, jisX0212, withAlternates } from './jis.ts';
import { eucJis2004Bytes, shiftJis2004Bytes } from './jis2004.ts';
import { johabTable } from './johab.ts';
import { ksX1001, uhcTable } from './uhc.ts';

/** The bytes of a code point as one number, the first byte the most significant; -1 where the charset lacks it. */
export type CodePointBytes = (codePoint: number) => number;

/** Without 0xED and 0xEE, which have again what IBM's rows from 0xFA on have: those are written. WHATWG Encoding Standard 13.3.2 */
const shiftJisLeads: readonly ByteRange[] = [
  [0x81, 0x9f],
  [0xe0, 0xec],
  [0xef, 0xfc],
];
const shiftJisTrails: readonly ByteRange[] = [
  [0x40, 0x7e],
  [0x80, 0xfc],
];
const gbkLeads: readonly ByteRange[] = [[0x81, 0xfe]];
const gbkTrails: readonly ByteRange[] = [
  [0x40, 0x7e],
  [0x80, 0xfe],
];
const singleShift2 = 0x8e;
const singleShift3 = 0x8f;

const makers: Readonly<Record<string, () => CodePointBytes>> = {
  shift_jis: () => byTable(shiftJisEncoding()),
  'shift_jis-2004': () => shiftJis2004Bytes,
  'euc-jp': eucJpBytes,
  'euc-jis-2004': () => eucJis2004Bytes,
  'euc-kr': () => byTable(encodingOfTable(ksX1001())),
  'ks_c_5601-1987': () => byTable(encodingOfTable(uhcTable())),
  johab: () => byTable(encodingOfTable(johabTable())),
  gb2312: () => byTable(gbkEncoding()),
  gbk: () => byTable(gbkEncoding()),
  gb18030: () => (codePoint) => gb18030Bytes(codePoint, gbkEncoding()),
  big5: () => byTable(encodingOfTable(big5Table())),
  'big5-hkscs': () => byTable(big5HkscsEncoding()),
  'euc-tw': () => eucTwBytes,
};
const made = new Map<string, CodePointBytes>();
let gbk: CodePointTable | undefined;

/** How `charset` writes a code point above ASCII, or undefined where it is not one of these. */
export function multiByteEncoding(charset: string): CodePointBytes | undefined {
  const found = made.get(charset);
  if (found !== undefined || !Object.hasOwn(makers, charset)) return found;
  const encoding = makers[charset]!();
  made.set(charset, encoding);
  return encoding;
}

function byTable(table: CodePointTable): CodePointBytes {
  return (codePoint) => table.get(codePoint);
}

function shiftJisEncoding(): CodePointTable {
  const encoding = encodingOfTable(tableOfTextDecoder('shift_jis', shiftJisLeads, shiftJisTrails));
  for (let byte = 0xa1; byte <= 0xdf; byte++) encoding.set(halfWidthOf(byte), byte);
  return withAlternates(encoding);
}

function eucJpBytes(): CodePointBytes {
  const kanji = withAlternates(encodingOfTable(jisX0208()));
  for (let byte = 0xa1; byte <= 0xdf; byte++) kanji.set(halfWidthOf(byte), singleShift2 * 0x100 + byte);
  const supplement = encodingOfTable(jisX0212());
  return (codePoint) => {
    const pair = kanji.get(codePoint);
    const other = pair === -1 ? supplement.get(codePoint) : -1;
    return other === -1 ? pair : singleShift3 * 0x10000 + other;
  };
}

function gbkEncoding(): CodePointTable {
  return (gbk ??= encodingOfTable(tableOfTextDecoder('gbk', gbkLeads, gbkTrails)));
}
