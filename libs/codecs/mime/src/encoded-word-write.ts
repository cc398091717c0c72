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

function qWords(encoded: readonly string[], column: number): string[] {
  return grouped(encoded, (piece) => piece.length, column, 1).map((pieces) => `=?utf-8?Q?${pieces.join('')}?=`);
}

function bWords(characters: readonly string[], column: number): string[] {
  const groups = grouped(characters, (character) => utf8Bytes(character).length, column, 3 / 4);
  return groups.map((pieces) => `=?utf-8?B?${toBase64(utf8Bytes(pieces.join('')))}?=`);
}

/** @param share how much of a word's text its pieces may fill: base64 makes four characters of three octets */
function grouped(
  pieces: readonly string[],
  size: (piece: string) => number,
  column: number,
  share: number,
): string[][] {
  const groups: string[][] = [[]];
  const room = (width: number): number => Math.floor((width - wordFrame) / 4) * 4 * share;
  let left = room(Math.max(Math.min(wordLength, lineLength - column), wordFrame + 16));
  for (const piece of pieces) {
    if (size(piece) > left) {
      groups.push([]);
      left = room(wordLength);
    }
    groups.at(-1)!.push(piece);
    left -= size(piece);
  }
  return groups;
}

function qText(character: string, place: 'text' | 'phrase'): string {
  if (character === ' ') return '_';
  if (plainInQ[place].test(character)) return character;
  let text = '';
  for (const byte of utf8Bytes(character)) text += `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return text;
}
