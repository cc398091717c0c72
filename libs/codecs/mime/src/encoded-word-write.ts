/** Text as encoded words in UTF-8. RFC 2047 2, 4, 5 */
import { toBase64, utf8Bytes } from '@postbus/bytes';

/** Octets that fit a word of 75 characters with `=?utf-8?B?` and `?=` around their base64. */
const octetsOfBase64 = 45;
const charactersOfQ = 63;
/** What may stand unencoded in each place. RFC 2047 5 */
const plainInQ = { text: /[A-Za-z0-9!*+\-/,.:;$%&'()<>@[\]^`{|}~#"]/, phrase: /[A-Za-z0-9!*+\-/]/ };

/** `text` in encoded words with a blank between them, in Q or B, whichever is shorter; no character is cut in two. */
export function encodeWords(text: string, place: 'text' | 'phrase' = 'text'): string {
  const characters = Array.from(text.toWellFormed());
  const encoded = characters.map((character) => qText(character, place));
  const octets = utf8Bytes(characters.join('')).length;
  const useQ = encoded.join('').length <= Math.ceil(octets / 3) * 4;
  return (useQ ? qWords(encoded) : bWords(characters)).join(' ');
}

function qWords(encoded: readonly string[]): string[] {
  return grouped(encoded, (piece) => piece.length, charactersOfQ).map((pieces) => `=?utf-8?Q?${pieces.join('')}?=`);
}

function bWords(characters: readonly string[]): string[] {
  const groups = grouped(characters, (character) => utf8Bytes(character).length, octetsOfBase64);
  return groups.map((pieces) => `=?utf-8?B?${toBase64(utf8Bytes(pieces.join('')))}?=`);
}

function grouped(pieces: readonly string[], size: (piece: string) => number, limit: number): string[][] {
  const groups: string[][] = [];
  let room = 0;
  for (const piece of pieces) {
    if (size(piece) > room) {
      groups.push([]);
      room = limit;
    }
    groups.at(-1)!.push(piece);
    room -= size(piece);
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
