/** Text as encoded words in UTF-8. RFC 2047 2, 4, 5 */
import { toBase64, utf8Bytes } from '@postbus/bytes';

/** Characters of a line that holds an encoded word. RFC 2047 2 */
const lineLength = 76;
/** Characters of a word, and of `=?utf-8?B?` and `?=` around its text. RFC 2047 2 */
const wordLength = 75;
const wordFrame = 12;
/** What may stand unencoded in each place. RFC 2047 5 */
const plainInQ = { text: /[A-Za-z0-9!*+\-/,.:;$%&'()<>@[\]^`{|}~#"]/, phrase: /[A-Za-z0-9!*+\-/]/ };

/**
 * `text` in encoded words with a blank between them, in Q or B, whichever is shorter; no character is cut in two.
 * @param column characters that stand on the line before the first word
 */
export function encodeWords(text: string, column: number, place: 'text' | 'phrase' = 'text'): string {
  const characters = Array.from(text.toWellFormed());
  const encoded = characters.map((character) => qText(character, place));
  const octets = utf8Bytes(characters.join('')).length;
  const useQ = encoded.join('').length <= Math.ceil(octets / 3) * 4;
  return (useQ ? qWords(encoded, column) : bWords(characters, column)).join(' ');
}

/**
 * Words of whole groups of three octets, as far as characters allow: there are readers that join the words before they
 * decode them, and padding in the midst would end the text.
 */
function bWords(characters: readonly string[], column: number): string[] {
  const octets = characters.map((character) => utf8Bytes(character).length);
  const words: string[] = [];
  let room = octetsIn(firstWidth(column));
  for (let start = 0; start < characters.length;) {
    const end = endOfGroup(octets, start, room);
    words.push(`=?utf-8?B?${toBase64(utf8Bytes(characters.slice(start, end).join('')))}?=`);
    start = end;
    room = octetsIn(wordLength);
  }
  return words;
}

/** Where the word ends that begins at `start`: after the last whole group of three octets, else after what fits. */
function endOfGroup(octets: readonly number[], start: number, room: number): number {
  let size = 0;
  let whole = start;
  let at = start;
  for (; at < octets.length && size + octets[at]! <= room; at++) {
    size += octets[at]!;
    if (size % 3 === 0) whole = at + 1;
  }
  return at === octets.length || whole === start ? at : whole;
}

/** Octets that a word of `width` characters holds in base64. */
function octetsIn(width: number): number {
  return Math.floor((width - wordFrame) / 4) * 3;
}

/** Characters that the first word may have, after `column` others on its line. */
function firstWidth(column: number): number {
  return Math.max(Math.min(wordLength, lineLength - column), wordFrame + 16);
}

function qWords(encoded: readonly string[], column: number): string[] {
  const groups: string[][] = [[]];
  let left = firstWidth(column) - wordFrame;
  for (const piece of encoded) {
    if (piece.length > left) {
      groups.push([]);
      left = wordLength - wordFrame;
    }
    groups.at(-1)!.push(piece);
    left -= piece.length;
  }
  return groups.map((pieces) => `=?utf-8?Q?${pieces.join('')}?=`);
}

function qText(character: string, place: 'text' | 'phrase'): string {
  if (character === ' ') return '_';
  if (plainInQ[place].test(character)) return character;
  let text = '';
  for (const byte of utf8Bytes(character)) text += `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return text;
}
