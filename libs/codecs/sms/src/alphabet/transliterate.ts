/** Characters that the 7 bit alphabet lacks as ones that it has and that read alike. No document asks for it. */
import { type GsmCodes, gsmCodes, septetsOf } from './gsm-text.ts';
import type { Shifts } from './national-language.ts';

const alike: Readonly<Record<string, string>> = {
  '‘’‚‛′ʹʼˈ`´': "'",
  '“”„‟″«»': '"',
  '‐‑‒–—―−': '-',
  '…': '...',
  '•◦': '*',
  '·∙': '.',
  '¦': '|',
  '\u00a0\u2002\u2003\u2009\u202f\u2007\u3000\t': ' ',
  '\u2028\u2029\u0085\v': '\n',
  // What says how text is laid out: phones copy numbers between marks of their direction.
  '\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff': '',
  '©': '(c)',
  '®': '(r)',
  '™': '(tm)',
  '×': 'x',
  '÷': '/',
  '±': '+/-',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '‹': '<',
  '›': '>',
  '¢': 'c',
  ł: 'l',
  Ł: 'L',
  đð: 'd',
  ĐÐ: 'D',
  þ: 'th',
  Þ: 'Th',
  ẞ: 'SS',
  µ: 'u',
  œ: 'oe',
  Œ: 'OE',
  ı: 'i',
  ħ: 'h',
  Ħ: 'H',
  // Greek capitals that look like Latin ones, which the default table leaves out for that.
  ΑαάΆ: 'A',
  Ββ: 'B',
  ΕεέΈ: 'E',
  Ζζ: 'Z',
  ΗηήΉ: 'H',
  ΙιίΊΪϊΐ: 'I',
  Κκ: 'K',
  Μμ: 'M',
  Νν: 'N',
  ΟοόΌ: 'O',
  Ρρ: 'P',
  Ττ: 'T',
  ΥυύΎΫϋΰ: 'Y',
  Χχ: 'X',
  δ: 'Δ',
  φ: 'Φ',
  γ: 'Γ',
  λ: 'Λ',
  ωώΏ: 'Ω',
  π: 'Π',
  ψ: 'Ψ',
  σς: 'Σ',
  θ: 'Θ',
  ξ: 'Ξ',
};
const byCharacter = new Map(
  Object.entries(alike).flatMap(([characters, like]) =>
    Array.from(characters, (character) => [character, like] as const),
  ),
);
/** Accents and their like; not the stroke that makes the opposite of a sign. */
const marks = /[\p{M}--[\u0338]]+/gv;

/** More than any text has on one letter: to put them into their order takes the square of their number. Unicode UAX #15 13 */
const tooManyMarks = /\p{M}{31}/u;

/** A text in other characters. */
export interface AlikeText {
  readonly text: string;
  /** How many characters are others than before. */
  readonly changed: number;
}

/**
 * `text` with what the tables of `shifts` lack written otherwise: without its accents, or as what it looks like. What
 * nothing is like stays as it is.
 */
export function transliterate(text: string, shifts: Shifts = {}): string {
  return alikeText(text, shifts).text;
}

/** As `transliterate`, counted. */
export function alikeText(text: string, shifts: Shifts): AlikeText {
  const codes = gsmCodes(shifts);
  let alike = '';
  let changed = 0;
  for (const character of tooManyMarks.test(text) ? text : text.normalize('NFC')) {
    const like = has(codes, character) ? character : likeOf(codes, character);
    if (like !== character) changed++;
    alike += like;
  }
  return { text: alike, changed };
}

function likeOf(codes: GsmCodes, character: string): string {
  const known = byCharacter.get(character);
  if (known !== undefined && has(codes, known)) return known;
  const bare = character.normalize('NFKD').replace(marks, '');
  const like = Array.from(bare, (one) => (has(codes, one) ? one : (byCharacter.get(one) ?? one))).join('');
  return (like !== '' || bare !== character) && has(codes, like) ? like : character;
}

function has(codes: GsmCodes, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (septetsOf(codes, text.charCodeAt(index)) === 0) return false;
  return true;
}
