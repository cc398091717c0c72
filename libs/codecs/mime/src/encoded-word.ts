/** Encoded words in headers, as RFC 2047 has them and as mailers write them. */
import { decodeText } from '@postbus/charset';
import { decodeBase64Text } from './base64.ts';
import { decodeHeaderBytes } from './header-text.ts';

interface EncodedWord {
  readonly charset: string;
  readonly encoding: 'b' | 'q';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Longer names are no charset; stops a search through megabytes for each `=?`. */
const longestCharset = 64;
const questionMark = 0x3f;
/** Of a character of Q that should have been encoded, as UTF-8. */
const mostOctets = 3;
/** Words are short, and their bytes are text at once: one place serves all. */
const scratch = new Uint8Array(4096);
/** Charsets whose words each start anew in ASCII, so that bytes of two words must not be joined. */
const shifting = /^(?:iso-2022|hz|utf-7|unicode-1-1-utf-7|csiso2022)/i;
const blankBeforeWord = /\s=\?/;
const lineEnds = /[\r\n\0]/;

/**
 * Text of a header value with its encoded words decoded; blanks between neighbouring words are dropped, and
 * characters cut in two by a word's end are joined. Words that break the rules (too long, blanks inside, stuck to
 * other text) are decoded too. RFC 2047 2, 4, 6.2
 */
export function decodeEncodedWords(value: string | Uint8Array): string {
  const text = typeof value === 'string' ? value : decodeHeaderBytes(value);
  let start = text.indexOf('=?');
  if (start === -1) return text;
  let out = '';
  let from = 0;
  const run: EncodedWord[] = [];
  while (start !== -1) {
    const word = encodedWordAt(text, start);
    if (word === 'none-left') break;
    if (word !== undefined) {
      const between = text.slice(from, word.start);
      if (run.length === 0 || between.trim() !== '') {
        out += decodeRun(run) + between;
        run.length = 0;
      }
      run.push(word);
      from = word.end;
    }
    start = text.indexOf('=?', word?.end ?? start + 2);
  }
  return out + decodeRun(run) + text.slice(from);
}

function encodedWordAt(text: string, start: number): EncodedWord | 'none-left' | undefined {
  const charsetEnd = charsetEndOf(text, start + 2);
  if (charsetEnd < start + 3 || text.charCodeAt(charsetEnd + 2) !== questionMark) return undefined;
  const letter = text.charCodeAt(charsetEnd + 1) | 0x20;
  const encoding = letter === 0x62 ? 'b' : letter === 0x71 ? 'q' : undefined;
  if (encoding === undefined) return undefined;
  const textStart = charsetEnd + 3;
  const close = text.indexOf('?=', textStart);
  if (close === -1) return 'none-left';
  const label = text.slice(start + 2, charsetEnd);
  const language = label.indexOf('*');
  const charset = language === -1 ? label : label.slice(0, language);
  if (/\s/.test(charset)) return undefined;
  const encoded = text.slice(textStart, close);
  // A word that lost its end is closed by the blank before the next one.
  const next = encoded.includes('=?') ? blankBeforeWord.exec(encoded) : null;
  if (next === null) return { charset, encoding, text: encoded, start, end: close + 2 };
  return { charset, encoding, text: encoded.slice(0, next.index).trimEnd(), start, end: textStart + next.index };
}

/** Offset of the question mark after a charset that starts at `start`, or -1 where it would be too long. */
function charsetEndOf(text: string, start: number): number {
  const last = Math.min(text.length - 1, start + longestCharset);
  for (let at = start; at <= last; at++) if (text.charCodeAt(at) === questionMark) return at;
  return -1;
}

function decodeRun(run: readonly EncodedWord[]): string {
  let out = '';
  for (let from = 0; from < run.length;) {
    const charset = run[from]!.charset;
    let to = from + 1;
    if (to < run.length && !shifting.test(charset))
      while (to < run.length && sameCharset(run[to]!.charset, charset)) to++;
    out += decodeText(bytesOfWords(run, from, to), charset, { guess: true });
    from = to;
  }
  return lineEnds.test(out) ? out.replace(/[\r\n\0]+/g, ' ') : out;
}

function sameCharset(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

/**
 * Base64 cut anywhere is carried over into the next word; a word ended by padding stands alone.
 * @returns a view that the next call may overwrite
 */
function bytesOfWords(words: readonly EncodedWord[], from: number, to: number): Uint8Array {
  let most = 0;
  for (let index = from; index < to; index++) most += words[index]!.text.length * mostOctets + mostOctets;
  const out = most <= scratch.length ? scratch : new Uint8Array(most);
  let length = 0;
  let base64 = '';
  for (let index = from; index < to; index++) {
    const { encoding, text } = words[index]!;
    if (encoding === 'b') base64 += text;
    if (base64 !== '' && (encoding === 'q' || text.endsWith('='))) {
      length = decodeBase64Text(base64, out, length);
      base64 = '';
    }
    if (encoding === 'q') length = decodeQ(text, out, length);
  }
  if (base64 !== '') length = decodeBase64Text(base64, out, length);
  return out.subarray(0, length);
}

/** The Q encoding, to `place` in `out`; gives the place after it. RFC 2047 4.2 */
function decodeQ(text: string, out: Uint8Array, place: number): number {
  let length = place;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const octet = code === 0x3d ? hexOctet(text, at + 1) : -1;
    if (octet !== -1) {
      out[length++] = octet;
      at += 2;
    } else if (code === 0x5f) out[length++] = 0x20;
    else if (code < 0x80) out[length++] = code;
    else length += encoder.encodeInto(text[at]!, out.subarray(length)).written;
  }
  return length;
}

/** The octet of the two hexadecimal digits at `at`, or -1. */
function hexOctet(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at));
  const low = hexDigit(text.charCodeAt(at + 1));
  return high === -1 || low === -1 ? -1 : high * 16 + low;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

const encoder = new TextEncoder();
