/** Decoding and encoding of single-byte charsets, by table. */
import { CodePointTable } from './code-point-table.ts';
import { ebcdicControls, ebcdicGraphics } from './ebcdic-tables.ts';
import { upperHalves } from './single-byte-tables.ts';
import { variants } from './single-byte-variants.ts';
import { textOfUnits } from './text-units.ts';

/** Those that TextDecoder knows by tables of its own, as the WHATWG Encoding Standard 9 has them. */
const ofTextDecoder =
  /^(?:iso-8859-(?:[2-7]|8|8-i|1[03456]|9)|windows-(?:125[0-8]|874)|koi8-[ru]|ibm866|macintosh|x-mac-cyrillic)$/;
/** ISO 8859 and TIS-620 that TextDecoder reads as their Windows supersets. */
const supersets: Readonly<Record<string, string>> = {
  'us-ascii': 'windows-1252',
  'iso-8859-1': 'windows-1252',
  'iso-8859-9': 'windows-1254',
  'iso-8859-11': 'windows-874',
  'tis-620': 'windows-874',
};
const replacement = 0xfffd;
const utf8 = new TextDecoder('utf-8');
const decodings = new Map<string, Uint16Array>();
const encodings = new Map<string, CodePointTable>();

/** Whether `charset` is one of the single-byte charsets. */
export function isSingleByte(charset: string): boolean {
  return (
    Object.hasOwn(supersets, charset) ||
    Object.hasOwn(upperHalves, charset) ||
    Object.hasOwn(variants, charset) ||
    Object.hasOwn(ebcdicGraphics, charset) ||
    ofTextDecoder.test(charset)
  );
}

/** Text of `bytes` in the single-byte `charset`. */
export function decodeSingleByte(bytes: Uint8Array, charset: string): string {
  const characters = decodingOf(charset);
  const units = new Uint16Array(bytes.length);
  let unlike = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    const character = characters[byte]!;
    unlike |= (character ^ byte) | (character & 0x80);
    units[at] = character;
  }
  return unlike === 0 ? utf8.decode(bytes) : textOfUnits(units);
}

/** Code point to byte for the single-byte `charset`. */
export function singleByteEncoding(charset: string): CodePointTable {
  let encoding = encodings.get(charset);
  if (encoding === undefined) encodings.set(charset, (encoding = makeEncoding(charset)));
  return encoding;
}

/** Whether the bytes below 0x80 are ASCII in `charset`. */
export function extendsAscii(charset: string): boolean {
  return decodingOf(charset).every((character, byte) => byte >= 0x80 || character === byte);
}

/** What is written under a name is that charset, not the superset that is read under it. */
function makeEncoding(charset: string): CodePointTable {
  const encoding = new CodePointTable();
  const ownBytes = charset === 'us-ascii' ? 0x80 : 0x100;
  const hasControls = !/^(?:iso-8859-|tis-620)/.test(charset);
  for (const [byte, character] of decodingOf(charset).entries()) {
    const control = byte >= 0x80 && byte < 0xa0;
    if (character !== replacement && byte < ownBytes && (hasControls || !control)) encoding.add(character, byte);
  }
  if (charset === 'tis-620') encoding.set(0xa0, -1);
  if (charset === 'windows-1258') addComposed(encoding);
  return encoding;
}

/** Vietnamese letters with two marks, of which the charset has the second on its own: two bytes. */
function addComposed(encoding: CodePointTable): void {
  for (let codePoint = 0xc0; codePoint < 0x1f00; codePoint++) {
    const [letter = '', ...marks] = String.fromCodePoint(codePoint).normalize('NFD');
    for (const [place, mark] of marks.entries()) {
      const rest = (letter + marks.toSpliced(place, 1).join('')).normalize('NFC');
      const [first, second] = [encoding.get(rest.charCodeAt(0)), encoding.get(mark.charCodeAt(0))];
      if (rest.length === 1 && first !== -1 && first < 0x100 && second !== -1)
        encoding.add(codePoint, first * 0x100 + second);
    }
  }
}

function decodingOf(charset: string): Uint16Array {
  let decoding = decodings.get(charset);
  if (decoding === undefined) decodings.set(charset, (decoding = makeDecoding(charset)));
  return decoding;
}

function makeDecoding(charset: string): Uint16Array {
  const variant = variants[charset];
  if (variant === undefined) return unitsOf(baseText(charset));
  const [base, changes] = variant;
  const characters = base === charset ? unitsOf(baseText(base)) : decodingOf(base).slice();
  for (let at = 0; at < changes.length; at += 3)
    characters[Number.parseInt(changes.slice(at, at + 2), 16)] = changes.charCodeAt(at + 2);
  return characters;
}

function baseText(charset: string): string {
  const graphics = ebcdicGraphics[charset];
  if (graphics !== undefined) return ebcdicControls + graphics;
  const ascii = utf8.decode(Uint8Array.from({ length: 128 }, (_, byte) => byte));
  return ascii + (upperHalves[charset] ?? upperHalfOfTextDecoder(supersets[charset] ?? charset));
}

function upperHalfOfTextDecoder(charset: string): string {
  return new TextDecoder(charset).decode(Uint8Array.from({ length: 128 }, (_, index) => index + 0x80));
}

function unitsOf(text: string): Uint16Array {
  return Uint16Array.from(text, (character) => character.charCodeAt(0));
}
