/** Encoded words in headers, as RFC 2047 has them and as mailers write them. */
import { concat } from '@postbus/bytes';
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
/** Charsets whose words each start anew in ASCII, so that bytes of two words must not be joined. */
const shifting = /^(?:iso-2022|hz|utf-7|unicode-1-1-utf-7|csiso2022)/i;

/**
 * Text of a header value with its encoded words decoded; blanks between neighbouring words are dropped, and
 * characters cut in two by a word's end are joined. Words that break the rules (too long, blanks inside, stuck to
 * other text) are decoded too. RFC 2047 2, 4, 6.2
 */
export function decodeEncodedWords(value: string | Uint8Array): string {
  const text = typeof value === 'string' ? value : decodeHeaderBytes(value);
  if (!text.includes('=?')) return text;
  let out = '';
  let from = 0;
  let run: EncodedWord[] = [];
  for (const word of encodedWords(text)) {
    const between = text.slice(from, word.start);
    if (run.length > 0 && between.trim() === '') run.push(word);
    else {
      out += decodeRun(run) + between;
      run = [word];
    }
    from = word.end;
  }
  return out + decodeRun(run) + text.slice(from);
}

function* encodedWords(text: string): Generator<EncodedWord> {
  for (let start = text.indexOf('=?'); start !== -1; start = text.indexOf('=?', start)) {
    const word = encodedWordAt(text, start);
    if (word === 'none-left') return;
    if (word !== undefined) yield word;
    start = word?.end ?? start + 2;
  }
}

function encodedWordAt(text: string, start: number): EncodedWord | 'none-left' | undefined {
  const charsetEnd = text.slice(start + 2, start + 3 + longestCharset).indexOf('?') + start + 2;
  const encoding = text[charsetEnd + 1]?.toLowerCase();
  if (charsetEnd < start + 3 || (encoding !== 'b' && encoding !== 'q') || text[charsetEnd + 2] !== '?')
    return undefined;
  const textStart = charsetEnd + 3;
  const close = text.indexOf('?=', textStart);
  if (close === -1) return 'none-left';
  const charset = text.slice(start + 2, charsetEnd).replace(/\*.*$/s, '');
  if (/\s/.test(charset)) return undefined;
  // A word that lost its end is closed by the blank before the next one.
  const next = /\s=\?/.exec(text.slice(textStart, close));
  if (next === null) return { charset, encoding, text: text.slice(textStart, close), start, end: close + 2 };
  const end = textStart + next.index;
  return { charset, encoding, text: text.slice(textStart, end).trimEnd(), start, end };
}

function decodeRun(run: readonly EncodedWord[]): string {
  let out = '';
  for (let from = 0; from < run.length;) {
    const charset = run[from]!.charset;
    let to = from + 1;
    if (!shifting.test(charset)) while (to < run.length && sameCharset(run[to]!.charset, charset)) to++;
    out += decodeText(bytesOfWords(run.slice(from, to)), charset, { guess: true });
    from = to;
  }
  return out.replace(/[\r\n\0]+/g, ' ');
}

function sameCharset(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Base64 cut anywhere is carried over into the next word; a word ended by padding stands alone. */
function bytesOfWords(words: readonly EncodedWord[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  let base64 = '';
  for (const word of words) {
    if (word.encoding === 'b') base64 += word.text;
    if (base64 !== '' && (word.encoding === 'q' || word.text.endsWith('='))) {
      pieces.push(decodeBase64Text(base64));
      base64 = '';
    }
    if (word.encoding === 'q') pieces.push(decodeQ(word.text));
  }
  if (base64 !== '') pieces.push(decodeBase64Text(base64));
  return concat(pieces);
}

/** The Q encoding. RFC 2047 4.2 */
function decodeQ(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const hex = code === 0x3d ? text.slice(at + 1, at + 3) : '';
    if (/^[0-9a-f]{2}$/i.test(hex)) {
      bytes[length++] = Number.parseInt(hex, 16);
      at += 2;
    } else if (code === 0x5f) bytes[length++] = 0x20;
    else if (code < 0x80) bytes[length++] = code;
    else length += encoder.encodeInto(text[at]!, bytes.subarray(length)).written;
  }
  return bytes.subarray(0, length);
}

const encoder = new TextEncoder();
