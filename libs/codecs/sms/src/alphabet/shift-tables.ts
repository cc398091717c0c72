/**
 * The tables of the 7 bit alphabet: code to character. 3GPP TS 23.038 6.2.1 and Annex A
 * A table is 128 UTF-16 units, 0 where a code has no character: none of the tables has NUL.
 */
import { NationalLanguage } from './national-language.ts';
import { lockingFrame, scriptCells, singleFrame } from './script-tables.ts';

export type ShiftTable = Uint16Array;

/** The code that says that the next one is of the single shift table. */
export const escape = 0x1b;

const latinLocking: Readonly<Partial<Record<NationalLanguage | 0, string>>> = {
  0:
    '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\0ÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
  [NationalLanguage.Turkish]:
    '@£$¥€éùıòÇ\nĞğ\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\0ŞşßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    'İABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§çabcdefghijklmnopqrstuvwxyzäöñüà',
  [NationalLanguage.Portuguese]:
    '@£$¥êéúíóç\nÔô\rÁáΔ_ªÇÀ∞^\\€Ó|\0ÂâÊÉ !"#º%&\'()*+,-./0123456789:;<=>?' +
    'ÍABCDEFGHIJKLMNOPQRSTUVWXYZÃÕÚÜ§~abcdefghijklmnopqrstuvwxyzãõ`üà',
};

/** What the default extension table has, and every Latin single shift table too. */
const extension: readonly (readonly [number, string])[] = [
  [0x0a, '\f'],
  [0x14, '^'],
  [0x28, '{}'],
  [0x2f, '\\'],
  [0x3c, '[~]'],
  [0x40, '|'],
  [0x65, '€'],
];

const latinSingle: Readonly<Partial<Record<NationalLanguage | 0, readonly (readonly [number, string])[]>>> = {
  0: [],
  [NationalLanguage.Turkish]: [
    [0x47, 'Ğ'],
    [0x49, 'İ'],
    [0x53, 'Ş'],
    [0x63, 'ç'],
    [0x67, 'ğ'],
    [0x69, 'ı'],
    [0x73, 'ş'],
  ],
  [NationalLanguage.Spanish]: [
    [0x09, 'ç'],
    [0x41, 'Á'],
    [0x49, 'Í'],
    [0x4f, 'Ó'],
    [0x55, 'Ú'],
    [0x61, 'á'],
    [0x69, 'í'],
    [0x6f, 'ó'],
    [0x75, 'ú'],
  ],
  [NationalLanguage.Portuguese]: [
    [0x05, 'ê'],
    [0x09, 'ç'],
    [0x0b, 'Ôô'],
    [0x0e, 'Áá'],
    [0x12, 'ΦΓ'],
    [0x15, 'ΩΠΨΣΘ'],
    [0x1f, 'Ê'],
    [0x41, 'À'],
    [0x49, 'Í'],
    [0x4f, 'Ó'],
    [0x55, 'Ú'],
    [0x5b, 'ÃÕ'],
    [0x61, 'Â'],
    [0x69, 'í'],
    [0x6f, 'ó'],
    [0x75, 'ú'],
    [0x7b, 'ãõ'],
    [0x7f, 'â'],
  ],
};

const lockingTables: (ShiftTable | undefined)[] = [];
const singleTables: (ShiftTable | undefined)[] = [];

/** The default table, or the locking shift table of `language`; undefined where there is none. Spanish has none. */
export function lockingTable(language: NationalLanguage | 0 = 0): ShiftTable | undefined {
  return (lockingTables[language] ??= latinTable(latinLocking[language]) ?? scriptTable(language, 'locking'));
}

/** The default extension table, or the single shift table of `language`. */
export function singleTable(language: NationalLanguage | 0 = 0): ShiftTable | undefined {
  return (singleTables[language] ??= latinSingleTable(language) ?? scriptTable(language, 'single'));
}

function latinTable(characters: string | undefined): ShiftTable | undefined {
  return characters === undefined ? undefined : Uint16Array.from(characters, (character) => character.charCodeAt(0));
}

function latinSingleTable(language: NationalLanguage | 0): ShiftTable | undefined {
  const own = latinSingle[language];
  return own && framed([...extension, ...own]);
}

function scriptTable(language: NationalLanguage | 0, kind: 'locking' | 'single'): ShiftTable | undefined {
  const script = language === 0 ? undefined : scriptCells[language];
  if (script === undefined) return undefined;
  const frame = kind === 'locking' ? lockingFrame : singleFrame;
  const table = framed(frame);
  const fixed = new Set(frame.flatMap(([code, characters]) => Array.from(characters, (_, index) => code + index)));
  // 0x0d of a single shift table is a control character, and escape is escape in all.
  fixed.add(escape).add(0x0d);
  let code = 0;
  for (const cell of script[kind].split(' ')) {
    while (fixed.has(code)) code++;
    if (cell !== '--')
      table[code] = cell.length === 2 ? script.block + Number.parseInt(cell, 16) : Number.parseInt(cell, 16);
    code++;
  }
  return table;
}

function framed(runs: readonly (readonly [number, string])[]): ShiftTable {
  const table = new Uint16Array(128);
  for (const [code, characters] of runs)
    for (let index = 0; index < characters.length; index++) table[code + index] = characters.charCodeAt(index);
  return table;
}
