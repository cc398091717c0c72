/**
 * Encoding into the charsets of seven bits with escape sequences. ISO-2022-JP: RFC 1468; -1: RFC 2237; -2: RFC 1554;
 * -3 and -2004: JIS X 0213 annex 2; ISO-2022-KR: RFC 1557; ISO-2022-CN: RFC 1922.
 */
import { cnsPlane } from './cns11643.ts';
import type { CodePointTable } from './code-point-table.ts';
import { encodingOfTable } from './double-byte-table.ts';
import { gb2312 } from './iso2022-decode.ts';
import {
  fullWidth,
  halfWidthByte,
  isHalfWidth,
  jisEncoding,
  jisX0208,
  jisX0212,
  jisX0213Plane1,
  jisX0213Plane2,
} from './jis.ts';
import { singleByteEncoding } from './single-byte.ts';
import { ksX1001 } from './uhc.ts';

/** How a set is reached: G0 stays until changed, SO until SI, a single shift for one character. */
type Shift = 'g0' | 'so' | 'single';

interface WrittenSet {
  /** What designates it. */
  readonly escape: string;
  readonly shift: Shift;
  /** Its byte or bytes for a code point, seven bits each, or -1. */
  readonly get: (codePoint: number) => number;
}

interface Iso2022Charset {
  /** In order of preference. */
  readonly sets: readonly WrittenSet[];
  /** What comes before the first line. */
  readonly header: string;
  /** Whether designations end with the line. */
  readonly lineByLine: boolean;
}

const escape = 0x1b;
const shiftOut = 0x0e;
const shiftIn = 0x0f;
const lineFeed = 0x0a;
const questionMark = 0x3f;
const toAscii = '(B';
/** A designation of four bytes, a single shift of two and a pair; and the way back. */
const mostBytesOfUnit = 12;

const made = new Map<string, Iso2022Charset>();

/** Whether `charset` is one that `encodeIso2022` writes. */
export function isIso2022(charset: string): boolean {
  return charset.startsWith('iso-2022-') || charset === 'cp50221' || charset === 'cp50222';
}

/** Bytes of `text`, in ASCII at the end of each line; a question mark for what the charset lacks. */
export function encodeIso2022(text: string, charset: string): Uint8Array<ArrayBuffer> {
  return new Iso2022Encoder(text, charsetOf(charset)).bytes();
}

class Iso2022Encoder {
  readonly #text: string;
  readonly #charset: Iso2022Charset;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;
  #g0 = toAscii;
  #g1 = '';
  #g2 = '';
  #shifted = false;
  /** What SO shifts into; kept while it has what is to be written. */
  #shiftedSet: WrittenSet | undefined;

  constructor(text: string, charset: Iso2022Charset) {
    this.#text = text;
    this.#charset = charset;
    this.#bytes = new Uint8Array(text.length * mostBytesOfUnit + mostBytesOfUnit);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const { header } = this.#charset;
    if (header !== '' && /[^\0-\x7f]/.test(this.#text)) {
      this.#escape((this.#g1 = header));
    }
    for (let at = 0; at < this.#text.length; at++) {
      const codePoint = this.#text.codePointAt(at)!;
      if (codePoint > 0xffff) at++;
      this.#character(codePoint);
    }
    this.#backToAscii();
    return this.#bytes.slice(0, this.#length);
  }

  #character(codePoint: number): void {
    if (codePoint < 0x80) return this.#ascii(codePoint);
    const stays = this.#shifted && this.#shiftedSet!.get(codePoint) !== -1;
    const set = stays ? this.#shiftedSet : this.#charset.sets.find((other) => other.get(codePoint) !== -1);
    if (set === undefined) return this.#ascii(questionMark);
    this.#select(set);
    const value = set.get(codePoint);
    if (value >= 0x100) this.#push(value >> 8);
    this.#push(value & 0xff);
  }

  #ascii(byte: number): void {
    this.#backToAscii();
    this.#push(byte);
    if (byte !== lineFeed) return;
    this.#g2 = '';
    if (this.#charset.lineByLine) this.#g1 = '';
  }

  #select(set: WrittenSet): void {
    const { escape: sequence, shift } = set;
    if (shift === 'single') {
      if (this.#g2 !== sequence) this.#escape((this.#g2 = sequence));
      return this.#push(escape, 0x4e);
    }
    if (shift === 'g0') {
      if (this.#g0 !== sequence) this.#escape((this.#g0 = sequence));
      return;
    }
    if (this.#g1 !== sequence) {
      if (sequence !== '') this.#escape(sequence);
      this.#g1 = sequence;
    }
    if (!this.#shifted) this.#push(shiftOut);
    this.#shifted = true;
    this.#shiftedSet = set;
  }

  #backToAscii(): void {
    if (this.#shifted) this.#push(shiftIn);
    this.#shifted = false;
    if (this.#g0 !== toAscii) this.#escape((this.#g0 = toAscii));
  }

  #escape(sequence: string): void {
    this.#push(escape);
    for (let index = 0; index < sequence.length; index++) this.#push(sequence.charCodeAt(index));
  }

  #push(first: number, second?: number): void {
    this.#bytes[this.#length++] = first;
    if (second !== undefined) this.#bytes[this.#length++] = second;
  }
}

function charsetOf(charset: string): Iso2022Charset {
  let found = made.get(charset);
  if (found === undefined) made.set(charset, (found = makeCharset(charset)));
  return found;
}

function makeCharset(charset: string): Iso2022Charset {
  if (charset === 'iso-2022-kr') {
    const korean = ofTable('$)C', 'so', encodingOfTable(ksX1001()));
    return { sets: [korean], header: korean.escape, lineByLine: false };
  }
  if (charset.startsWith('iso-2022-cn')) return { sets: chineseSets(), header: '', lineByLine: true };
  return { sets: japaneseSets(charset), header: '', lineByLine: false };
}

function chineseSets(): WrittenSet[] {
  return [
    ofTable('$)A', 'so', encodingOfTable(gb2312())),
    ofTable('$)G', 'so', encodingOfTable(cnsPlane(1))),
    ofTable('$*H', 'single', encodingOfTable(cnsPlane(2))),
  ];
}

function japaneseSets(charset: string): WrittenSet[] {
  const kanji = ofTable('$B', 'g0', jisEncoding(jisX0208()));
  switch (charset) {
    case 'cp50221':
      return [kanji, katakana('(I', 'g0')];
    case 'cp50222':
      return [kanji, katakana('', 'so')];
    case 'iso-2022-jp-3':
    case 'iso-2022-jp-2004':
      return [
        kanji,
        katakana('(I', 'g0'),
        ofTable(charset === 'iso-2022-jp-3' ? '$(O' : '$(Q', 'g0', jisEncoding(jisX0213Plane1())),
        ofTable('$(P', 'g0', jisEncoding(jisX0213Plane2())),
      ];
  }
  const sets = [withFullWidth(kanji)];
  if (charset === 'iso-2022-jp-1' || charset === 'iso-2022-jp-2')
    sets.push(ofTable('$(D', 'g0', jisEncoding(jisX0212())));
  if (charset === 'iso-2022-jp-2')
    sets.push(
      ofUpperHalf('.A', 'iso-8859-1'),
      ofUpperHalf('.F', 'iso-8859-7'),
      ofTable('$A', 'g0', encodingOfTable(gb2312())),
      ofTable('$(C', 'g0', encodingOfTable(ksX1001())),
    );
  return sets;
}

function ofTable(sequence: string, shift: Shift, encoding: CodePointTable): WrittenSet {
  const get = (codePoint: number): number => {
    const pair = encoding.get(codePoint);
    return pair === -1 ? -1 : pair & 0x7f7f;
  };
  return { escape: sequence, shift, get };
}

function ofUpperHalf(sequence: string, charset: string): WrittenSet {
  const encoding = singleByteEncoding(charset);
  const get = (codePoint: number): number => {
    const byte = encoding.get(codePoint);
    return byte < 0xa0 ? -1 : byte & 0x7f;
  };
  return { escape: sequence, shift: 'single', get };
}

/** Mail has no half width under the name of ISO-2022-JP. RFC 1468 */
function withFullWidth(set: WrittenSet): WrittenSet {
  return { ...set, get: (codePoint) => set.get(fullWidth(codePoint)) };
}

function katakana(sequence: string, shift: Shift): WrittenSet {
  const get = (codePoint: number): number => (isHalfWidth(codePoint) ? halfWidthByte(codePoint) & 0x7f : -1);
  return { escape: sequence, shift, get };
}
