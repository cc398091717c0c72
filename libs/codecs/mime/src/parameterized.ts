/** Values with parameters: Content-Type, Content-Disposition and the like. RFC 2045 5.1, RFC 2231 */
import { utf8Bytes } from '@postbus/bytes';
import { decodeText } from '@postbus/charset';
import { decodeEncodedWords } from './encoded-word.ts';
import { skipComment } from './comment.ts';

export interface Parameterized {
  /** What stands before the first semicolon, without comments. */
  readonly value: string;
  /** By name in lower case; continuations joined, charsets and encoded words decoded. The first of a name counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

interface Segment {
  readonly index: number;
  readonly extended: boolean;
  readonly text: string;
}

const openParenthesis = 0x28;
const semicolon = 0x3b;
const equals = 0x3d;
const pairStart = /[a-z][\w*-]{0,40}[ \t]{0,8}=/iy;
/** A value that a semicolon or the end follows, as most do. */
const simpleValue = /^[\w!#$&^.+/-]+[ \t]*(?=;|$)/;
const sectionedName = /^([^*]+)(?:\*(\d{1,9}))?(\*)?$/;

/** Reads `text`, the unfolded value of a field, with the faults that mailers make: no semicolon, blanks in bare values. */
export function parseParameterized(text: string): Parameterized {
  const scanner = new ParameterScanner(text);
  const value = scanner.leadingValue();
  let sections: Map<string, Segment[]> | undefined;
  const parameters = new Map<string, string>();
  for (let pair = scanner.next(); pair !== undefined; pair = scanner.next()) {
    const parts = pair.name.includes('*') ? sectionedName.exec(pair.name) : null;
    if (parts === null || (parts[2] === undefined && parts[3] === undefined)) {
      if (!parameters.has(pair.name)) parameters.set(pair.name, decodeEncodedWords(pair.value));
      continue;
    }
    const name = parts[1]!;
    const segment = { index: Number(parts[2] ?? -1), extended: parts[3] === '*', text: pair.value };
    sections ??= new Map();
    const known = sections.get(name);
    if (known === undefined) sections.set(name, [segment]);
    else known.push(segment);
  }
  for (const [name, segments] of sections ?? []) parameters.set(name, joinSegments(segments));
  return { value, parameters };
}

/** Joins continuations and decodes them as one, so that a character may be cut in two. RFC 2231 3, 4, 4.1 */
function joinSegments(segments: readonly Segment[]): string {
  const ordered = segments.toSorted((a, b) => a.index - b.index);
  const whole = ordered[0]!.index === -1 ? ordered.slice(0, 1) : ordered;
  if (!whole.some((segment) => segment.extended)) return decodeEncodedWords(whole.map(({ text }) => text).join(''));
  const bytes: number[] = [];
  let charset: string | undefined;
  for (const [place, { extended, text }] of whole.entries()) {
    let encoded = text;
    if (place === 0 && extended) {
      const marked = /^([^']*)'[^']*'/.exec(text);
      charset = marked?.[1] === '' ? undefined : marked?.[1];
      encoded = text.slice(marked?.[0].length ?? 0);
    }
    pushPercentDecoded(bytes, encoded, extended);
  }
  return decodeText(Uint8Array.from(bytes), charset, { guess: true });
}

function pushPercentDecoded(bytes: number[], text: string, extended: boolean): void {
  const raw = utf8Bytes(text);
  for (let at = 0; at < raw.length; at++) {
    const hex = extended && raw[at] === 0x25 ? hexPair(raw, at + 1) : -1;
    bytes.push(hex === -1 ? raw[at]! : hex);
    if (hex !== -1) at += 2;
  }
}

function hexPair(bytes: Uint8Array, at: number): number {
  const pair = String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0);
  return /^[0-9a-f]{2}$/i.test(pair) ? Number.parseInt(pair, 16) : -1;
}

/** Walks over `; name=value` one pair after another. */
class ParameterScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  leadingValue(): string {
    const simple = simpleValue.exec(this.#text)?.[0];
    if (simple !== undefined) {
      this.#at = simple.length;
      return simple.trimEnd();
    }
    let value = '';
    while (this.#at < this.#text.length && this.#text[this.#at] !== ';') {
      if (this.#text[this.#at] === '(') this.#at = skipComment(this.#text, this.#at);
      else value += this.#text[this.#at++];
    }
    const missing = /^(\S+)\s+(?=[\w-]+\s*=)/.exec(value);
    if (missing === null || this.#text.includes('(')) return value.trim();
    this.#at = this.#text.indexOf(value) + missing[0].length;
    return missing[1]!;
  }

  next(): { name: string; value: string } | undefined {
    for (;;) {
      this.#skip();
      if (this.#at >= this.#text.length) return undefined;
      const name = this.#name();
      if (this.#text[this.#at] !== '=') {
        if (this.#at < this.#text.length && this.#text[this.#at] !== ';') this.#at++;
        continue;
      }
      this.#at++;
      this.#skipBlanks();
      if (this.#text[this.#at] === '(') this.#at = skipComment(this.#text, this.#at);
      this.#skipBlanks();
      const value = this.#text[this.#at] === '"' ? this.#quoted() : this.#bare();
      if (name !== '') return { name, value };
    }
  }

  /** To the next name: over semicolons, blanks and comments. */
  #skip(): void {
    while (this.#at < this.#text.length) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === openParenthesis) this.#at = skipComment(this.#text, this.#at);
      else if (code === semicolon || isBlank(code)) this.#at++;
      else return;
    }
  }

  #name(): string {
    const start = this.#at;
    while (this.#at < this.#text.length && !endsName(this.#text.charCodeAt(this.#at))) this.#at++;
    const name = this.#text.slice(start, this.#at).trim().toLowerCase();
    if (this.#text[this.#at] === '(') this.#at = skipComment(this.#text, this.#at);
    this.#skipBlanks();
    return name;
  }

  #quoted(): string {
    const close = this.#text.indexOf('"', this.#at + 1);
    const simple = close === -1 ? '' : this.#text.slice(this.#at + 1, close);
    if (close !== -1 && !simple.includes('\\')) {
      this.#at = close + 1;
      return simple;
    }
    let value = '';
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at]!;
      if (character === '"') {
        this.#at++;
        return value;
      }
      // Only what must be quoted is taken for quoted: a backslash before anything else divides a Windows path.
      const escapes = character === '\\' && /["\\]/.test(this.#text[this.#at + 1] ?? '');
      value += escapes ? this.#text[++this.#at] : character;
    }
    return value;
  }

  /** A bare value ends at a semicolon; blanks within it are the mailer's fault, unless another name follows them. */
  #bare(): string {
    const start = this.#at;
    const isWord = this.#text.startsWith('=?', start);
    while (this.#at < this.#text.length && this.#text[this.#at] !== ';' && this.#text[this.#at] !== '(') {
      const blanks = this.#at;
      this.#skipBlanks();
      if (this.#at === blanks) this.#at++;
      else if (!isWord && this.#startsPair()) return this.#text.slice(start, blanks);
    }
    return this.#text.slice(start, this.#at).trim();
  }

  #startsPair(): boolean {
    pairStart.lastIndex = this.#at;
    return pairStart.test(this.#text);
  }

  #skipBlanks(): void {
    while (this.#at < this.#text.length && isBlank(this.#text.charCodeAt(this.#at))) this.#at++;
  }
}

function endsName(code: number): boolean {
  return code === equals || code === semicolon || code === openParenthesis;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a;
}
