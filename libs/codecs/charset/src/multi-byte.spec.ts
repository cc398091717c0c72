import { spawnSync } from 'node:child_process';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeText, encodeText } from './index.ts';

type Range = readonly [first: number, last: number];

function pairs(leads: Range, trails: Range, prefix: readonly number[] = []): Uint8Array[] {
  const all: Uint8Array[] = [];
  for (let lead = leads[0]; lead <= leads[1]; lead++)
    for (let trail = trails[0]; trail <= trails[1]; trail++) all.push(Uint8Array.of(...prefix, lead, trail));
  return all;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

const privateOrNone = /[\ufffd\ue000-\uf8ff\u{f0000}-\u{10ffff}]/u;

describe('multi-byte charsets, whole tables, against iconv-lite', () => {
  interface Compared {
    readonly theirName: string;
    readonly sequences: readonly Uint8Array[];
    /** Sequences that are read otherwise: the WHATWG Encoding Standard has another character there. */
    readonly unlike?: readonly string[];
    /** How many sequences have a character that has another sequence, too, and is written by that. */
    readonly writtenOtherwise?: number;
  }
  const compared: Readonly<Record<string, Compared>> = {
    shift_jis: {
      theirName: 'cp932',
      sequences: [...pairs([0x81, 0x9f], [0x40, 0xfc]), ...pairs([0xe0, 0xfc], [0x40, 0xfc])],
      writtenOtherwise: 398,
    },
    'euc-jp': {
      theirName: 'euc-jp',
      sequences: [...pairs([0xa1, 0xfe], [0xa1, 0xfe]), ...pairs([0xa1, 0xfe], [0xa1, 0xfe], [0x8f])],
      writtenOtherwise: 291,
    },
    gbk: { theirName: 'gbk', sequences: pairs([0x81, 0xfe], [0x40, 0xfe]), writtenOtherwise: 1 },
    gb18030: { theirName: 'gb18030', sequences: pairs([0x81, 0xfe], [0x40, 0xfe]), writtenOtherwise: 1 },
    'ks_c_5601-1987': { theirName: 'cp949', sequences: pairs([0x81, 0xfe], [0x41, 0xfe]) },
    'euc-kr': { theirName: 'cp949', sequences: pairs([0xa1, 0xfe], [0xa1, 0xfe]) },
    big5: { theirName: 'cp950', sequences: pairs([0xa1, 0xf9], [0x40, 0xfe]), unlike: ['f9fe'], writtenOtherwise: 11 },
    'big5-hkscs': { theirName: 'big5hkscs', sequences: pairs([0x87, 0xfe], [0x40, 0xfe]), writtenOtherwise: 100 },
  };
  const known = ({ theirName, sequences }: Compared): [bytes: Uint8Array, text: string][] =>
    sequences
      .map((bytes): [Uint8Array, string] => [bytes, iconv.decode(Buffer.from(bytes), theirName)])
      .filter(([, text]) => /^[^\0-\x9f]\p{M}?$/u.test(text) && !privateOrNone.test(text));

  it.each(Object.entries(compared))('decodes %s', (charset, row) => {
    const unlike = known(row).filter(([bytes, text]) => decodeText(bytes, charset) !== text);
    expect(unlike.map(([bytes]) => hex(bytes))).toEqual(row.unlike ?? []);
  });
  it.each(Object.entries(compared))('encodes %s', (charset, row) => {
    const single = known(row).filter(([, text]) => Array.from(text).length === 1);
    const unlike = single.filter(([bytes, text]) => hex(encodeText(text, charset)) !== hex(bytes));
    for (const [bytes, text] of unlike)
      if (row.unlike?.includes(hex(bytes)) !== true) expect(decodeText(encodeText(text, charset), charset)).toBe(text);
    expect(unlike.map(([bytes]) => hex(bytes)).length).toBe(row.writtenOtherwise ?? 0);
  });
});

describe('multi-byte charsets that iconv-lite lacks, whole tables, against iconv of glibc', () => {
  const installed = String(spawnSync('iconv', ['--version']).stdout).includes('GLIBC');
  const glibc = (input: Uint8Array, from: string, to: string): Buffer =>
    spawnSync('iconv', ['-c', '-f', from, '-t', to], { input, maxBuffer: 1e8 }).stdout;
  const tables = [
    ['johab', 'JOHAB', 17048, pairs([0x84, 0xf9], [0x31, 0xfe])],
    [
      'euc-tw',
      'EUC-TW',
      13517,
      [...pairs([0xa1, 0xfe], [0xa1, 0xfe]), ...pairs([0xa1, 0xfe], [0xa1, 0xfe], [0x8e, 0xa2])],
    ],
    [
      'euc-jis-2004',
      'EUC-JISX0213',
      10378,
      [...pairs([0xa1, 0xfe], [0xa1, 0xfe]), ...pairs([0xee, 0xfe], [0xa1, 0xfe], [0x8f])],
    ],
    [
      'shift_jis-2004',
      'SHIFT_JISX0213',
      11224,
      [...pairs([0x81, 0x9f], [0x40, 0xfc]), ...pairs([0xe0, 0xfc], [0x40, 0xfc])],
    ],
  ] as const;
  /** Where Windows and the WHATWG Encoding Standard read a cell of JIS X 0208 otherwise. */
  const deliberate: Readonly<Record<string, string[]>> = {
    'euc-jis-2004': ['a1bd', 'a1c1', 'a1c2', 'a1dd', 'a1f1', 'a1f2', 'a2cc', 'a2d6', 'a2d7'],
    'shift_jis-2004': ['815c', '8160', '8161', '817c', '8191', '8192', '81ca', '81d4', '81d5'],
  };
  it.skipIf(!installed).each(tables)('decodes %s', (charset, theirs, cells, sequences) => {
    const input = Buffer.concat(sequences.flatMap((bytes) => [bytes, Buffer.from('\n')]));
    const lines = glibc(input, theirs, 'UTF-8').toString().split('\n');
    const ours = sequences
      .map((bytes, index) => ({ bytes: hex(bytes), text: decodeText(bytes, charset), theirs: lines[index]! }))
      .filter(({ text }) => !text.includes('\ufffd'));
    const unlike = ours.filter(({ text, theirs: their }) => their !== '' && text !== their);
    expect(unlike.map(({ bytes }) => bytes)).toEqual(deliberate[charset] ?? []);
    expect(ours.filter(({ text, theirs: their }) => text === their).length).toBe(cells);
  });
});
