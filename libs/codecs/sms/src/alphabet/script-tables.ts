/**
 * The national tables of the scripts of South Asia. 3GPP TS 23.038 A.2.4 to A.2.13, A.3.4 to A.3.13
 * All share one frame of digits, signs and Latin letters; the cells that the frame leaves free follow the block of the
 * script in Unicode. A cell is written as its place in the block in two hexadecimal digits, as a code point in four, or
 * as `--` where the document leaves it empty.
 */
import { NationalLanguage } from './national-language.ts';

interface ScriptCells {
  /** The first code point of the script's block. */
  readonly block: number;
  readonly locking: string;
  readonly single: string;
}

export const scriptCells: Readonly<Partial<Record<NationalLanguage, ScriptCells>>> = {
  [NationalLanguage.Bengali]: {
    block: 0x0980,
    locking:
      '01 02 03 05 06 07 08 09 0a 0b 0c -- -- 0f 10 -- -- 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 20 21 22 23 24 25 26 27 28 -- ' +
      '2a 2b 2c 2d 2e 2f 30 -- 32 -- -- -- 36 37 38 39 3c 3d 3e 3f 40 41 42 43 44 -- -- 47 48 -- -- 4b 4c 4d 4e 57 5c 5d 70 71',
    single: '66 67 68 69 6a 6b 6c 6d 6e 6f 5f 60 61 62 63 72 73 74 75 76 77 78 79 7a',
  },
  [NationalLanguage.Gujarati]: {
    block: 0x0a80,
    locking:
      '01 02 03 05 06 07 08 09 0a 0b 0c 0d -- 0f 10 11 -- 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 20 21 22 23 24 25 26 27 28 -- ' +
      '2a 2b 2c 2d 2e 2f 30 -- 32 33 -- 35 36 37 38 39 3c 3d 3e 3f 40 41 42 43 44 45 -- 47 48 49 -- 4b 4c 4d 50 60 61 62 63 71',
    single: '0964 0965 66 67 68 69 6a 6b 6c 6d 6e 6f',
  },
  [NationalLanguage.Hindi]: {
    block: 0x0900,
    locking:
      '01 02 03 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 20 21 22 23 24 25 26 27 28 29 ' +
      '2a 2b 2c 2d 2e 2f 30 31 32 33 34 35 36 37 38 39 3c 3d 3e 3f 40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 50 72 7b 7c 7e 7f',
    single: '64 65 66 67 68 69 6a 6b 6c 6d 6e 6f 51 52 53 54 58 59 5a 5b 5c 5d 5e 5f 60 61 62 63 70 71',
  },
  [NationalLanguage.Kannada]: {
    block: 0x0c80,
    locking:
      '-- 02 03 05 06 07 08 09 0a 0b 0c -- 0e 0f 10 -- 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 20 21 22 23 24 25 26 27 28 -- ' +
      '2a 2b 2c 2d 2e 2f 30 31 32 33 -- 35 36 37 38 39 3c 3d 3e 3f 40 41 42 43 44 -- 46 47 48 -- 4a 4b 4c 4d 55 56 60 61 62 63',
    single: '0964 0965 66 67 68 69 6a 6b 6c 6d 6e 6f 5e 71 72',
  },
  [NationalLanguage.Malayalam]: {
    block: 0x0d00,
    locking:
      '-- 02 03 05 06 07 08 09 0a 0b 0c -- 0e 0f 10 -- 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 20 21 22 23 24 25 26 27 28 -- ' +
      '2a 2b 2c 2d 2e 2f 30 31 32 33 34 35 36 37 38 39 -- 3d 3e 3f 40 41 42 43 44 -- 46 47 48 -- 4a 4b 4c 4d 57 60 61 62 63 79',
    single: '0964 0965 66 67 68 69 6a 6b 6c 6d 6e 6f 70 71 72 73 74 75 7a 7b 7c 7d 7e 7f',
  },
  [NationalLanguage.Oriya]: {
    block: 0x0b00,
    locking:
      '01 02 03 05 06 07 08 09 0a 0b 0c -- -- 0f 10 -- -- 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 20 21 22 23 24 25 26 27 28 -- ' +
      '2a 2b 2c 2d 2e 2f 30 -- 32 33 -- 35 36 37 38 39 3c 3d 3e 3f 40 41 42 43 44 -- -- 47 48 -- -- 4b 4c 4d 56 57 60 61 62 63',
    single: '0964 0965 66 67 68 69 6a 6b 6c 6d 6e 6f 5c 5d 5f 70 71',
  },
  [NationalLanguage.Punjabi]: {
    block: 0x0a00,
    locking:
      '01 02 03 05 06 07 08 09 0a -- -- -- -- 0f 10 -- -- 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 20 21 22 23 24 25 26 27 28 -- ' +
      '2a 2b 2c 2d 2e 2f 30 -- 32 33 -- 35 36 -- 38 39 3c -- 3e 3f 40 41 42 -- -- -- -- 47 48 -- -- 4b 4c 4d 51 70 71 72 73 74',
    single: '0964 0965 66 67 68 69 6a 6b 6c 6d 6e 6f 59 5a 5b 5c 5e 75',
  },
  [NationalLanguage.Tamil]: {
    block: 0x0b80,
    locking:
      '-- 02 03 05 06 07 08 09 0a -- -- -- 0e 0f 10 -- 12 13 14 15 -- -- -- 19 1a -- 1c -- 1e 1f -- -- -- 23 24 -- -- -- 28 29 ' +
      '2a -- -- -- 2e 2f 30 31 32 33 34 35 36 37 38 39 -- -- 3e 3f 40 41 42 -- -- -- 46 47 48 -- 4a 4b 4c 4d 50 57 70 71 72 79',
    single: '0964 0965 66 67 68 69 6a 6b 6c 6d 6e 6f 73 74 75 76 77 78 7a',
  },
  [NationalLanguage.Telugu]: {
    block: 0x0c00,
    locking:
      '01 02 03 05 06 07 08 09 0a 0b 0c -- 0e 0f 10 -- 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 20 21 22 23 24 25 26 27 28 -- ' +
      '2a 2b 2c 2d 2e 2f 30 31 32 33 -- 35 36 37 38 39 -- 3d 3e 3f 40 41 42 43 44 -- 46 47 48 -- 4a 4b 4c 4d 55 56 60 61 62 63',
    single: '-- -- 66 67 68 69 6a 6b 6c 6d 6e 6f 58 59 78 79 7a 7b 7c 7d 7e 7f',
  },
  [NationalLanguage.Urdu]: {
    block: 0x0600,
    locking:
      '27 22 28 7b 80 7e a6 2a c2 7f 79 7d 7a 7c 2b 2c 81 84 83 85 86 87 2d 2e 2f 8c 88 89 8a 8f 8d 30 31 91 93 99 32 96 98 9a ' +
      '33 34 35 36 37 38 39 41 42 a9 aa ab af b3 b1 44 45 46 ba bb bc 48 c4 d5 c1 be 21 cc d0 d2 4d 50 4f 57 54 55 51 53 56 70',
    single: '00 01 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 0c 0d 0e 0f 10 11 12 13 14 1b 1f 40 52 58 6b 6c 72 73 cd d4',
  },
};

/** Runs of fixed cells: the code of the first, then its characters and those that follow. */
export const lockingFrame: readonly (readonly [number, string])[] = [
  [0x0a, '\n'],
  [0x0d, '\r'],
  [0x20, ' !'],
  [0x28, ')('],
  [0x2c, ','],
  [0x2e, '.'],
  [0x30, '0123456789:;'],
  [0x3f, '?'],
  [0x61, 'abcdefghijklmnopqrstuvwxyz'],
];

/** The same for single shift tables; 0x0d is a control character that no table gives a meaning. */
export const singleFrame: readonly (readonly [number, string])[] = [
  [0x00, '@£$¥¿"¤%&\'\f*+'],
  [0x0e, '-/<=>¡^¡_#*'],
  [0x28, '{}'],
  [0x2f, '\\'],
  [0x3c, '[~]'],
  [0x40, '|ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  [0x65, '€'],
];
