/**
 * Johab, Windows code page 1361: a syllable's two bytes are its three letters of five bits each, and the rest of
 * KS X 1001 lies in the pairs from 0xD931 on. KS X 1001:1992 annex 3
 */
import { type DoubleByteTable, cellIndex, emptyTable } from './double-byte-table.ts';
import { ksX1001 } from './uhc.ts';

const firstSyllable = 0xac00;
const vowels = 21;
const finals = 28;
/** The letters on their own, U+3131 on: of each initial, and of each final that is no initial. */
const initialLetters = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
const finalLetters = '  ㄳ ㄵㄶ  ㄺㄻㄼㄽㄾㄿㅀ  ㅄ';
const firstVowelLetter = 0x314f;
const noInitial = 1;
const noVowel = 2;
const noFinal = 1;

let table: DoubleByteTable | undefined;

export function johabTable(): DoubleByteTable {
  if (table !== undefined) return table;
  table = emptyTable();
  addSyllables(table);
  addOthers(table, ksX1001());
  return table;
}

function addSyllables(johab: DoubleByteTable): void {
  for (const [index, letter] of Array.from(finalLetters).entries())
    if (letter !== ' ') set(johab, noInitial, noVowel, finalCode(index + 1), letter.charCodeAt(0));
  for (let vowel = 0; vowel < vowels; vowel++)
    set(johab, noInitial, vowelCode(vowel), noFinal, firstVowelLetter + vowel);
  for (const [initial, letter] of Array.from(initialLetters).entries()) {
    set(johab, initial + 2, noVowel, noFinal, letter.charCodeAt(0));
    for (let vowel = 0; vowel < vowels; vowel++)
      for (let final = 0; final < finals; final++)
        set(
          johab,
          initial + 2,
          vowelCode(vowel),
          final === 0 ? noFinal : finalCode(final),
          firstSyllable + (initial * vowels + vowel) * finals + final,
        );
  }
}

function set(johab: DoubleByteTable, initial: number, vowel: number, final: number, codePoint: number): void {
  const code = 0x8000 | (initial << 10) | (vowel << 5) | final;
  johab[cellIndex(code >> 8, code & 0xff)] = codePoint;
}

/** Vowels leave out the codes 8, 9, 16, 17, 24 and 25. */
function vowelCode(vowel: number): number {
  return vowel < 5 ? vowel + 3 : vowel < 11 ? vowel + 5 : vowel < 17 ? vowel + 7 : vowel + 9;
}

/** Finals leave out the code 18. */
function finalCode(final: number): number {
  return final < 17 ? final + 1 : final + 2;
}

/** Symbols and Hanja: two rows of 94 to a lead, the letters of row 4 only where syllables have none of them. */
function addOthers(johab: DoubleByteTable, standard: DoubleByteTable): void {
  for (let lead = 0xd9; lead <= 0xf9; lead++) {
    if (lead === 0xdf) continue;
    for (let cell = 0; cell < 188; cell++) {
      const row = (lead < 0xe0 ? 2 * (lead - 0xd9) : 2 * lead - 0x197) + (cell < 94 ? 0 : 1);
      const trail = cell < 78 ? cell + 0x31 : cell + 0x43;
      const codePoint = standard[cellIndex(row + 0xa1, (cell % 94) + 0xa1)]!;
      const isLetter = codePoint >= 0x3131 && codePoint <= 0x3163;
      if (codePoint !== 0 && !isLetter) johab[cellIndex(lead, trail)] = codePoint;
    }
  }
}
