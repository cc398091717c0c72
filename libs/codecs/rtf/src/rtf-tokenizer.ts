/**
 * RTF as tokens: groups, control words, control symbols, runs of text. [MSFT-RTF] "RTF Syntax"
 * The tokenizer is its own current token, so that nothing is allocated for one.
 */

export const RtfToken = {
  end: 0,
  groupStart: 1,
  groupEnd: 2,
  /** `word`, and `parameter` where it has one. */
  controlWord: 3,
  /** `value` is the byte behind the backslash. */
  controlSymbol: 4,
  /** \'hh: `value` is the byte. */
  hex: 5,
  /** Bytes from `start` to `end`; line ends are no part of text. */
  text: 6,
  /** \bin: bytes from `start` to `end`. */
  binary: 7,
} as const;
export type RtfToken = (typeof RtfToken)[keyof typeof RtfToken];

const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const quote = 0x27;
const minus = 0x2d;
const space = 0x20;
const lowestTrail = 0x40;
const largestParameter = 0x7fffffff;

/** Bytes that end a run of text. */
const delimiter = bytesOf('\\{}\r\n\0');
const letter = bytesOf('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ');
const hexValue = new Int8Array(256).fill(-1);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  hexValue[digit.charCodeAt(0)] = hexValue[digit.toUpperCase().charCodeAt(0)] = value;
}

/** Strings of the control words seen last, by a hash of their letters: the same string for the same word. */
const knownWords: (string | undefined)[] = Array.from({ length: 4096 });
const longestKnownWord = 32;

/** Value of a hexadecimal digit, -1 for any other byte. */
export function hexDigit(byte: number): number {
  return hexValue[byte]!;
}

export class RtfTokenizer {
  readonly bytes: Uint8Array;
  /** Where the next token begins. */
  offset: number;
  start = 0;
  end = 0;
  word = '';
  parameter: number | undefined = undefined;
  value = 0;
  /** Whether a run of text is all below 0x80. */
  ascii = true;
  /** Which bytes take the next byte with them, in the code page of the text: that one is no brace and no backslash. */
  leadBytes: Uint8Array | undefined = undefined;

  constructor(bytes: Uint8Array, offset = 0) {
    this.bytes = bytes;
    this.offset = offset;
  }

  next(): RtfToken {
    const { bytes } = this;
    for (;;) {
      const byte = bytes[this.offset];
      switch (byte) {
        case undefined:
          return RtfToken.end;
        case openBrace:
          this.offset++;
          return RtfToken.groupStart;
        case closeBrace:
          this.offset++;
          return RtfToken.groupEnd;
        case 0x0d:
        case 0x0a:
        case 0:
          this.offset++;
          continue;
        case backslash:
          if (this.offset + 1 >= bytes.length) {
            this.offset++;
            return RtfToken.end;
          }
          return letter[bytes[this.offset + 1]!] === 1 ? this.#controlWord() : this.#controlSymbol();
        default:
          return this.#text();
      }
    }
  }

  /** Moves to the brace that closes the group that the last token lies in, or to the end. Binary data is stepped over. */
  skipGroup(): void {
    const { bytes } = this;
    let at = this.offset;
    for (let depth = 1; at < bytes.length;) {
      const byte = bytes[at]!;
      if (byte === openBrace) depth++;
      else if (byte === closeBrace && --depth === 0) break;
      else if (byte === backslash) {
        at = this.#afterSkipped(at);
        continue;
      }
      at++;
    }
    this.offset = at;
  }

  /** Where reading goes on behind the backslash at `at`. */
  #afterSkipped(at: number): number {
    const { bytes } = this;
    if (bytes[at + 1] !== 0x62 || bytes[at + 2] !== 0x69 || bytes[at + 3] !== 0x6e) return at + 2;
    this.offset = at;
    this.#controlWord();
    return this.offset;
  }

  #controlWord(): RtfToken {
    const { bytes } = this;
    const start = this.offset + 1;
    let at = start;
    let hash = 0;
    for (let byte = bytes[at]!; letter[byte] === 1; byte = bytes[++at]!) hash = (Math.imul(hash, 31) + byte) | 0;
    this.word = this.#interned(start, at, hash);
    this.offset = at;
    this.#readParameter();
    if (bytes[this.offset] === space) this.offset++;
    return this.word === 'bin' ? this.#binary() : RtfToken.controlWord;
  }

  #interned(start: number, end: number, hash: number): string {
    const { bytes } = this;
    const slot = (hash ^ (hash >>> 12)) & (knownWords.length - 1);
    const known = knownWords[slot];
    if (known !== undefined && known.length === end - start) {
      let at = start;
      while (at < end && known.charCodeAt(at - start) === bytes[at]) at++;
      if (at === end) return known;
    }
    const word = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + longestKnownWord)));
    if (end - start <= longestKnownWord) knownWords[slot] = word;
    return word;
  }

  #readParameter(): void {
    const { bytes } = this;
    let at = this.offset;
    const negative = bytes[at] === minus;
    if (negative) at++;
    const first = at;
    let value = 0;
    for (let byte = bytes[at]!; byte >= 0x30 && byte <= 0x39; byte = bytes[++at]!)
      value = Math.min(value * 10 + (byte - 0x30), largestParameter);
    this.parameter = undefined;
    if (at === first) return;
    this.parameter = negative ? -value : value;
    this.offset = at;
  }

  #binary(): RtfToken {
    this.start = this.offset;
    this.end = Math.min(this.start + Math.max(this.parameter ?? 0, 0), this.bytes.length);
    this.offset = this.end;
    return RtfToken.binary;
  }

  #controlSymbol(): RtfToken {
    const { bytes } = this;
    this.value = bytes[this.offset + 1]!;
    this.offset += 2;
    if (this.value !== quote) return RtfToken.controlSymbol;
    const high = hexDigit(bytes[this.offset] ?? 0);
    const low = hexDigit(bytes[this.offset + 1] ?? 0);
    if (high === -1 || low === -1) return RtfToken.controlSymbol;
    this.offset += 2;
    this.value = (high << 4) | low;
    return RtfToken.hex;
  }

  #text(): RtfToken {
    const { bytes, leadBytes } = this;
    let at = this.offset;
    let all = 0;
    for (let byte = bytes[at]!; at < bytes.length && delimiter[byte] === 0; byte = bytes[++at]!) {
      all |= byte;
      if (byte >= 0x80 && leadBytes?.[byte] === 1 && bytes[at + 1]! >= lowestTrail) at++;
    }
    this.start = this.offset;
    this.end = this.offset = at;
    this.ascii = all < 0x80;
    return RtfToken.text;
  }
}

function bytesOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}
