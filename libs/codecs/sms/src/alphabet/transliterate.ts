/** Characters that the 7 bit alphabet lacks as ones that it has and that read alike. No document asks for it. */
import { type GsmCodes, gsmCodes, septetsOf } from './gsm-text.ts';
import type { Shifts } from './national-language.ts';

const alike: Readonly<Record<string, string>> = {
  '‘’‚‛′ʹʼˈ`´': "'",
  '“”„‟″«»': '"',
  '‐‑‒–—―−': '-',
  '…': '...',
  '•·∙◦': '*',
  '\u00a0\u2002\u2003\u2009\u202f\u2007\u3000\t': ' ',
  '\u200b\u2060\ufeff\u00ad\u200e\u200f': '',
  '©': '(c)',
  '®': '(r)',
  '™': '(tm)',
  '×': 'x',
  '÷': '/',
  '±': '+/-',
  '‹': '<',
  '›': '>',
  '¢': 'c',
  ł: 'l',
  Ł: 'L',
  đð: 'd',
  ĐÐ: 'D',
  þ: 'th',
  Þ: 'Th',
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
  Μμµ: 'M',
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
const marks = /\p{M}+/gu;

/**
 * `text` with what the tables of `shifts` lack written otherwise: without its accents, or as what it looks like. What
 * nothing is like stays as it is.
 */
export function transliterate(text: string, shifts: Shifts = {}): string {
  const codes = gsmCodes(shifts);
  let changed = '';
  for (const character of text.normalize('NFC'))
    changed += has(codes, character) ? character : likeOf(codes, character);
  return changed;
}

function likeOf(codes: GsmCodes, character: string): string {
  const known = byCharacter.get(character);
  if (known !== undefined && has(codes, known)) return known;
  const bare = character.normalize('NFKD').replace(marks, '');
  const like = byCharacter.get(bare) ?? bare;
  return (like !== '' || bare !== character) && has(codes, like) ? like : character;
}

function has(codes: GsmCodes, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (septetsOf(codes, text.charCodeAt(index)) === 0) return false;
  return true;
}
