import { spawnSync } from 'node:child_process';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { ebcdicGraphics } from './ebcdic-tables.ts';
import { canEncode, decodeText, encodeText } from './index.ts';
import { upperHalves } from './single-byte-tables.ts';
import { variants } from './single-byte-variants.ts';

const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const ofTextDecoder = [
  ...[2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16].map((part) => `iso-8859-${part}`),
  ...[1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 874].map((page) => `windows-${page}`),
  'koi8-r',
  'koi8-u',
  'ibm866',
  'macintosh',
  'x-mac-cyrillic',
];
const charsets = [...Object.keys(upperHalves), ...Object.keys(variants), ...Object.keys(ebcdicGraphics)].filter(
  (charset, index, names) => names.indexOf(charset) === index,
);
/** iconv-lite's names where they are not ours without the punctuation. */
const theirNames: Readonly<Record<string, string>> = {
  ibm00858: 'cp858',
  'dos-720': 'cp720',
  'dos-862': 'cp862',
  'x-mac-cyrillic': 'maccyrillic',
  'x-mac-greek': 'macgreek',
  'x-mac-turkish': 'macturkish',
  'x-mac-ce': 'maccenteuro',
  'x-mac-icelandic': 'maciceland',
  'x-mac-romanian': 'macromania',
  'x-mac-croatian': 'maccroatian',
  'x-mac-thai': 'macthai',
};
/**
 * Byte, ours and iconv-lite's. Its Mac tables are of before the euro sign, and have the ohm sign for omega, cedillas
 * for Romanian commas; koi8-u is KOI8-RU in the WHATWG Encoding Standard.
 */
const deliberate: Readonly<Record<string, string>> = {
  'koi8-u': 'ae:45e/255d be:40e/256c',
  macintosh: 'bd:3a9/2126 db:20ac/a4',
  'x-mac-cyrillic': 'a2:490/a2 b6:491/2202 ff:20ac/a4',
  'x-mac-greek': '9c:20ac/ad af:b7/387',
  'x-mac-turkish': 'bd:3a9/2126',
  'x-mac-icelandic': 'bd:3a9/2126 db:20ac/a4',
  'x-mac-croatian': 'bd:3a9/2126 db:20ac/a4',
  'x-mac-romanian': 'af:218/15e bd:3a9/2126 bf:219/15f db:20ac/a4 de:21a/162 df:21b/163',
};

function theirName(charset: string): string {
  return theirNames[charset] ?? charset.replace(/[^a-z0-9]/g, '').replace('ibm', 'cp');
}

/** Bytes whose characters differ, where the other has one. */
function differences(charset: string, theirs: readonly string[]): string {
  const hex = (text: string): string => text.charCodeAt(0).toString(16);
  return Array.from(decodeText(all, charset), (ours, byte) => [byte, ours, theirs[byte]!] as const)
    .filter(([, ours, their]) => ours !== their && their !== '\ufffd' && their !== '')
    .map(([byte, ours, their]) => `${byte.toString(16)}:${hex(ours)}/${hex(their)}`)
    .join(' ');
}

describe('single-byte charsets, whole tables, against iconv-lite', () => {
  const known = [...ofTextDecoder, ...charsets].filter((charset) => iconv.encodingExists(theirName(charset)));
  it('has most of them to compare with', () => {
    expect(known.length).toBeGreaterThan(70);
  });
  it.each(known)('decodes %s', (charset) => {
    const theirs = Array.from(all, (byte) => iconv.decode(Buffer.of(byte), theirName(charset)));
    expect(differences(charset, theirs)).toBe(deliberate[charset] ?? '');
  });
  it.each(known)('encodes %s', (charset) => {
    const theirs = Array.from(all, (byte) => iconv.decode(Buffer.of(byte), theirName(charset)));
    const wrong = Array.from(decodeText(all, charset)).filter(
      (text, byte) =>
        text === theirs[byte] &&
        text !== '\ufffd' &&
        !/^[\x80-\x9f]$/.test(text) &&
        Buffer.compare(encodeText(text, charset), iconv.encode(text, theirName(charset))) !== 0 &&
        theirs.indexOf(text) === theirs.lastIndexOf(text),
    );
    expect(wrong).toEqual([]);
  });
});

describe('single-byte charsets that iconv-lite lacks, whole tables, against iconv of glibc', () => {
  const glibcNames: Readonly<Record<string, string>> = {
    'dec-mcs': 'DEC-MCS',
    'x-ia5-german': 'DIN_66003',
    'x-ia5-swedish': 'SEN_850200_B',
    'x-ia5-norwegian': 'NS_4551-1',
    ...Object.fromEntries(
      charsets
        // 290 has katakana of full width there, and 924 is not there.
        .filter((charset) => /^ibm(?!290|00924)\d+$/.test(charset) && !iconv.encodingExists(theirName(charset)))
        .map((charset) => [charset, charset.replace(/^ibm0*(?=\d{3})/, 'IBM').replace('IBM37', 'IBM037')]),
    ),
  };
  /** Here glibc parts from IBM's tables, which Java has as we do. */
  const unlikeGlibc: Readonly<Record<string, string>> = {
    ibm278: '71:5c/c9 e0:c9/5c',
    ibm285: 'a1:af/203e',
    ibm424: '78:2017/21d4 b3:2022/b7 bc:203e/af',
    ibm870: 'b0:2d9/b7',
    ibm871: '4a:de/fe c0:fe/de',
    ibm875: '74:a0/2207 dd:387/b7',
    ibm1026: '9d:b8/2db bc:af/2014',
    ibm1122: 'bc:203e/af',
    ibm1157: 'bc:203e/af',
  };
  const installed = String(spawnSync('iconv', ['--version']).stdout).includes('GLIBC');
  it.skipIf(!installed).each(Object.entries(glibcNames))('decodes %s', (charset, theirs) => {
    const characters = glibcCharacters(theirs);
    expect(differences(charset, characters)).toBe(unlikeGlibc[charset] ?? '');
  });

  /** `-c` leaves out bytes that have no character; 0x01, the same in each, divides the others. */
  function glibcCharacters(name: string): string[] {
    const input = Buffer.from(Array.from(all.subarray(0x20), (byte) => [byte, 1]).flat());
    const { stdout } = spawnSync('iconv', ['-c', '-f', name, '-t', 'UTF-16LE'], { input });
    return [...Array<string>(0x20).fill(''), ...stdout.toString('utf16le').split('\x01')];
  }
});

describe('single-byte charsets', () => {
  it('are written under the name of ISO 8859 without what only their Windows supersets have', () => {
    expect(Buffer.from(encodeText('€“é', 'iso-8859-1')).toString('latin1')).toBe('??é');
    expect(canEncode('€', 'windows-1252')).toBe(true);
    expect(canEncode('ก', 'tis-620')).toBe(true);
    expect(canEncode('€', 'tis-620')).toBe(false);
  });
  it('write a question mark of their own where it is not that of ASCII', () => {
    expect(Buffer.from(encodeText('a日b', 'ibm037')).toString('hex')).toBe('816f82');
  });
  it('write a surrogate pair as one question mark', () => {
    expect(Buffer.from(encodeText('a😀b', 'iso-8859-1')).toString('latin1')).toBe('a?b');
  });
  it('write Vietnamese with two marks in windows-1258, as glibc does', () => {
    expect(decodeText(encodeText('Tiếng Việt', 'windows-1258'), 'windows-1258').normalize('NFC')).toBe('Tiếng Việt');
  });
  it('keep ASCII as one byte a character', () => {
    expect(decodeText(all.subarray(0, 128), 'koi8-r')).toBe(Buffer.from(all.subarray(0, 128)).toString('latin1'));
  });
});
