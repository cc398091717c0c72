/** Parameters as text. RFC 2045 5.1, RFC 2231 3, 4 */
import { utf8Bytes } from '@postbus/bytes';

const token = /^[\w!#$%&'*+.^`{|}~-]+$/;
const ascii = /^[\x20-\x7e]*$/;
/** What UTF-8 may not be written with: controls, and the line and paragraph separators. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/;
const attributeCharacter = /[\w!#$&+.^`{|}~-]/;
/** Characters of a value in one line of a field, name and quotes left room for. */
const sectionLength = 55;

/** `name=value` in as many sections as its length and characters need. */
export function parameterText(name: string, value: string, options: { readonly utf8?: boolean }): string[] {
  const plain = ascii.test(value) || (options.utf8 === true && value.isWellFormed() && !unprintable.test(value));
  if (plain && value.length <= sectionLength) return [`${name}=${token.test(value) ? value : quoted(value)}`];
  if (plain) return sections(Array.from(value)).map((text, index) => `${name}*${index}=${quoted(text)}`);
  const encoded = sections(Array.from(value.toWellFormed()).map(percentEncoded));
  if (encoded.length === 1) return [`${name}*=utf-8''${encoded[0]}`];
  return encoded.map((text, index) => `${name}*${index}*=${index === 0 ? "utf-8''" : ''}${text}`);
}

function sections(pieces: readonly string[]): string[] {
  const joined: string[] = [];
  let room = 0;
  for (const piece of pieces) {
    if (piece.length > room) {
      joined.push('');
      room = sectionLength;
    }
    joined[joined.length - 1] += piece;
    room -= piece.length;
  }
  return joined;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function percentEncoded(character: string): string {
  if (attributeCharacter.test(character)) return character;
  let text = '';
  for (const byte of utf8Bytes(character)) text += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return text;
}
