/**
 * Decoding of the charsets of seven bits with escape sequences, all by one machine: ISO-2022-JP and its kin (RFC 1468,
 * RFC 1554, RFC 2237, JIS X 0213 annex 2, code pages 50220 to 50222), ISO-2022-KR (RFC 1557), ISO-2022-CN (RFC 1922).
 */
import { cnsPlane } from './cns11643.ts';
import { type DoubleByteTable, cellIndex, gr, pushCell, tableOfTextDecoder } from './double-byte-table.ts';
import { halfWidthOf, jisX0208, jisX0212, jisX0213Plane1, jisX0213Plane2 } from './jis.ts';
import { textOfUnits } from './text-units.ts';
import { ksX1001 } from './uhc.ts';

const escape = 0x1b;
const shiftOut = 0x0e;
const shiftIn = 0x0f;
const lineFeed = 0x0a;
const singleShift2 = 0x4e;
const replacement = 0xfffd;

/** A set of 94 or 96 characters by function of a byte with the high bit, or one of 94 by 94 as a table. */
type GraphicSet = ((byte: number) => number) | DoubleByteTable;

const ascii: GraphicSet = (byte) => byte & 0x7f;
const roman: GraphicSet = (byte) => (byte === 0xdc ? 0xa5 : byte === 0xfe ? 0x203e : byte & 0x7f);
const katakana: GraphicSet = (byte) => (byte <= 0xdf ? halfWidthOf(byte) : replacement);
const latin1: GraphicSet = (byte) => byte;
let greekUnits: string | undefined;
const greek: GraphicSet = (byte) =>
  (greekUnits ??= new TextDecoder('iso-8859-7').decode(
    Uint8Array.from({ length: 96 }, (_, index) => index + 0xa0),
  )).charCodeAt(byte - 0xa0);
let gb: DoubleByteTable | undefined;

/** GB 2312, of GBK's rows. */
export function gb2312(): DoubleByteTable {
  return (gb ??= tableOfTextDecoder('gbk', gr, gr));
}

/** What each escape sequence designates, and as which of G0 to G3. */
const designations: Readonly<Record<string, readonly [place: number, set: () => GraphicSet]>> = {
  '(B': [0, () => ascii],
  '(J': [0, () => roman],
  '(H': [0, () => roman],
  '(I': [0, () => katakana],
  '$@': [0, jisX0208],
  $B: [0, jisX0208],
  '$(@': [0, jisX0208],
  '$(B': [0, jisX0208],
  '$(D': [0, jisX0212],
  '$(O': [0, jisX0213Plane1],
  '$(Q': [0, jisX0213Plane1],
  '$(P': [0, jisX0213Plane2],
  $A: [0, gb2312],
  '$(A': [0, gb2312],
  '$(C': [0, ksX1001],
  ')I': [1, () => katakana],
  '$)A': [1, gb2312],
  '$)E': [1, gb2312],
  '$)C': [1, ksX1001],
  '$)G': [1, () => cnsPlane(1)],
  '$*H': [2, () => cnsPlane(2)],
  '.A': [2, () => latin1],
  '.F': [2, () => greek],
};
const longestDesignation = 3;

/**
 * Text of `bytes` in the charset ISO-2022-`country`. Every escape sequence is known in each; the country says only what
 * bytes above 0x7F, which none of them has, are taken for, and what SO shifts into before a sequence says it.
 */
export function decodeIso2022(bytes: Uint8Array, country: 'jp' | 'kr' | 'cn'): string {
  return new Iso2022Decoder(bytes, country).text();
}

class Iso2022Decoder {
  readonly #bytes: Uint8Array;
  readonly #units: Uint16Array;
  readonly #sets: [GraphicSet, GraphicSet, GraphicSet, GraphicSet];
  #length = 0;
  #at = 0;
  #shifted = false;

  constructor(bytes: Uint8Array, country: 'jp' | 'kr' | 'cn') {
    this.#bytes = bytes;
    this.#units = new Uint16Array(bytes.length);
    const shiftedSet = country === 'jp' ? katakana : country === 'kr' ? ksX1001() : gb2312();
    this.#sets = [ascii, shiftedSet, latin1, latin1];
  }

  text(): string {
    while (this.#at < this.#bytes.length) this.#step(this.#bytes[this.#at]!);
    return textOfUnits(this.#units.subarray(0, this.#length));
  }

  #step(byte: number): void {
    if (byte === escape) return this.#escape();
    if (byte === shiftOut || byte === shiftIn) {
      this.#shifted = byte === shiftOut;
      this.#at++;
      return;
    }
    if (byte === lineFeed) this.#shifted = false;
    if (byte >= 0xa1) return this.#character(this.#sets[1]);
    const controls = byte <= 0x20 || byte === 0x7f || byte >= 0x80;
    if (!controls) return this.#character(this.#sets[this.#shifted ? 1 : 0]);
    this.#units[this.#length++] = byte < 0x80 ? byte : replacement;
    this.#at++;
  }

  #character(set: GraphicSet): void {
    const byte = this.#bytes[this.#at++]! | 0x80;
    if (typeof set === 'function') {
      this.#units[this.#length++] = set(byte);
      return;
    }
    const trail = (this.#bytes[this.#at] ?? 0) | 0x80;
    const inSet = trail > 0xa0 && trail < 0xff;
    this.#length = pushCell(this.#units, this.#length, inSet ? set[cellIndex(byte, trail)]! : 0);
    if (inSet) this.#at++;
  }

  #escape(): void {
    const next = this.#bytes[this.#at + 1];
    if (next === singleShift2 && this.#at + 2 < this.#bytes.length) {
      this.#at += 2;
      return this.#character(this.#sets[2]);
    }
    let sequence = '';
    for (let index = 1; index <= longestDesignation; index++) {
      sequence += String.fromCharCode(this.#bytes[this.#at + index] ?? 0);
      const designation = designations[sequence];
      if (designation === undefined) continue;
      this.#sets[designation[0]] = designation[1]();
      this.#at += index + 1;
      return;
    }
    this.#units[this.#length++] = replacement;
    this.#at++;
  }
}
