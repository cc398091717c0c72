/**
 * CNS 11643, planes 1 and 2, of which ISO-2022-CN and EUC-TW are made. Big5 has their characters in the same order but
 * for those that were counted wrongly, so that runs of Big5 make the planes. CNS 11643-1992; RFC 1922 2.2
 */
import { big5Table } from './big5.ts';
import { type DoubleByteTable, cellIndex, emptyTable, setRow, gr } from './double-byte-table.ts';

/** Runs: first code in Big5, first code in the plane with both high bits, and how many. */
const plane1Runs =
  'a140-a1a1*5 a146-a1a7*15 a155-a2de a156-a1b9 a157-a1b6*2 a15d-a1be*44 a1ab-a1eb a1ac-a1ea a1ad-a1ec*21 ' +
  'a1c4-a2a5 a1c6-a2a7*27 a1e1-a2c3 a1e2-a2c2 a1e4-a2c5*14 a1f4-a2d5*2 a1f6-a2d8 a1f7-a2d7 a1f8-a2d9*4 ' +
  'a1fe-a2df*78 a2af-a4a1*29 a2cc-c4b2 a2cd-a4bf a2ce-c5ab a2cf-a4c1*142 a440-c4a1*1412 acfe-d7d3 ad40-d3a3*424 ' +
  'afd0-d7d4*1876 bbc8-ebd1*387 be52-ebd0 be53-efdc*525 c1ab-f5b6*105 c256-f6c2*83 c2cb-f5b5 c2cc-f7b7*84 ' +
  'c361-f8ae*54 c3b9-f8e5 c3ba-f8e4 c3bb-f8e6*90 c456-f8ad c457-f9e2*354 f9e9-a3c5*3 f9f9-a3c4 f9fa-a3c0*4';
const plane2Runs =
  'c940-a1a1*10 c94b-a1ab*33 c96c-a1cd*48 c9be-a1cc c9bf-a1fd*46 c9ed-a2ce*167 caf7-a2cd caf8-a4b9*1840 d6cc-bee3 ' +
  'd6cd-b7f0*108 d77a-bfea d77b-b8fe*537 dadf-b7ef dae0-bee4*100 dba7-bfeb*399 ddfd-c4a4*1637 ' +
  'e8a3-d5cc*146 e976-d7a3*287 eb5b-daa9*116 ebf1-d5cb ebf2-dbbf*137 ecde-d7a2 ecdf-dcea*104 edaa-ddf5*222 ' +
  'eeeb-e4af eeec-e0b9*198 f056-ddf4 f057-e2c3*82 f0cb-daa8 f0cc-e3b7*86 f163-e4b0*8 f16b-e7e1 f16c-e4b8*153 ' +
  'f268-e9b4 f269-e5f3*56 f2c3-e6ce*113 f375-e7e2*142 f466-e9b5*45 f4b5-e6cd f4b6-e9e2*71 f4fd-eacc*194 ' +
  'f663-eacb f664-ecd2*490 f977-f1e7*43 f9c4-f1e6 f9c5-f2b4 f9c6-f2c0 f9c7-f2b5*11 f9d2-f2c1*4';
/** What Big5 lacks or has elsewhere, by the row of plane 1. */
const plane1Rows: Readonly<Record<string, string>> = {
  a1: '     ・                 ︲',
  a2: '  ‾                                ∼              ♁☉        ‖',
  a6: '①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ',
  a7: '       亠      冫    勹',
  c2: '␀␁␂␃␄␅␆␇␈␉␊␋␌␍␎␏␐␑␒␓␔␕␖␗␘␙␚␛␜␝␞␟␡',
  f6: '                                彞',
};

const planes: (DoubleByteTable | undefined)[] = [];

/** Plane 1 or 2. */
export function cnsPlane(plane: 1 | 2): DoubleByteTable {
  return (planes[plane] ??= makePlane(plane === 1 ? plane1Runs : plane2Runs, plane === 1 ? plane1Rows : {}));
}

function makePlane(runs: string, rows: Readonly<Record<string, string>>): DoubleByteTable {
  const table = emptyTable();
  const big5 = big5Table();
  for (const run of runs.split(' ')) {
    const [from, to, count = '1'] = run.split(/[-*]/);
    let source = big5Cell(Number.parseInt(from!, 16));
    let target = grCell(Number.parseInt(to!, 16));
    for (let left = Number(count); left > 0; left--) table[grIndex(target++)] = big5[big5Index(source++)]!;
  }
  for (const [lead, text] of Object.entries(rows)) setRow(table, Number.parseInt(lead, 16), gr, text);
  return table;
}

/** How many cells of 157 a row lie before `code`. */
function big5Cell(code: number): number {
  const trail = code & 0xff;
  return ((code >> 8) - 0xa1) * 157 + (trail < 0x7f ? trail - 0x40 : trail - 0x62);
}

function big5Index(cell: number): number {
  const trail = cell % 157;
  return cellIndex(Math.floor(cell / 157) + 0xa1, trail < 63 ? trail + 0x40 : trail + 0x62);
}

/** How many cells of 94 a row lie before `code`. */
function grCell(code: number): number {
  return ((code >> 8) - 0xa1) * 94 + (code & 0xff) - 0xa1;
}

function grIndex(cell: number): number {
  return cellIndex(Math.floor(cell / 94) + 0xa1, (cell % 94) + 0xa1);
}
