/**
 * One content line: `group.NAME;PARAM=value,value:value`. RFC 2425 5.8, RFC 6350 3.3, vCard 2.1 section 2.1
 * Lines are Latin-1 here, a character a byte: only the parameters tell the charset of the value.
 */
import { fromBase64 } from '@postbus/bytes';
import { decodeText } from '@postbus/charset';

export type VCardVersion = '2.1' | '3.0' | '4.0';

/** Parameters of vCard 2.1 that stand without a name, and are no type. */
const encodings = new Set(['7BIT', '8BIT', 'QUOTED-PRINTABLE', 'BASE64', 'B']);

export interface LineContext {
  readonly version: VCardVersion;
  /** Of text without a CHARSET parameter; undefined is UTF-8, or windows-1252 where it is not UTF-8. */
  readonly charset: string | undefined;
}

/** A property of a vCard, its value not yet taken apart. */
export class VCardProperty {
  /** In upper case, without its group. */
  readonly name: string;
  readonly #parameters: ReadonlyMap<string, readonly string[]>;
  readonly #value: string;
  readonly #context: LineContext;

  constructor(line: string, context: LineContext) {
    const { head, value } = headAndValue(line);
    const [name = '', ...parameters] = splitUnquoted(head, ';');
    this.name = name.slice(name.lastIndexOf('.') + 1).toUpperCase();
    this.#parameters = parametersOf(parameters);
    this.#value = value;
    this.#context = context;
  }

  /** Values of the parameter `name` (in upper case) as they are written. */
  parameter(name: string): readonly string[] {
    return this.#parameters.get(name) ?? [];
  }

  /** Lower-case values of TYPE, and `pref` where PREF says so. */
  get types(): ReadonlySet<string> {
    const types = new Set(this.parameter('TYPE').flatMap((type) => type.toLowerCase().split(',')));
    if (this.#parameters.has('PREF')) types.add('pref');
    return types;
  }

  /** Text of the whole value, escapes undone. */
  get text(): string {
    return unescaped(this.#decoded, this.#context.version).trim();
  }

  /** The value as text, escapes still in it. */
  get #decoded(): string {
    const isQuotedPrintable = this.#encoding === 'QUOTED-PRINTABLE';
    const bytes = isQuotedPrintable ? decodeQuotedPrintable(this.#value) : this.#value;
    return decoded(bytes, this.parameter('CHARSET')[0] ?? this.#context.charset);
  }

  /** Components of a structured value; each with its list of values. */
  get components(): readonly (readonly string[])[] {
    return splitUnescaped(this.#decoded, ';').map((component) => this.#listOf(component));
  }

  /** Values of a list, all of them. */
  get list(): readonly string[] {
    return this.#listOf(this.#decoded).filter((value) => value !== '');
  }

  /** Bytes of a value in base64 or in a `data:` URI; undefined where it is neither. */
  get bytes(): Uint8Array | undefined {
    const inUri = /^data:[^,]{0,200};base64,/i.exec(this.#value);
    if (inUri !== null) return base64Of(this.#value.slice(inUri[0].length));
    return this.#encoding === 'B' || this.#encoding === 'BASE64' ? base64Of(this.#value) : undefined;
  }

  get #encoding(): string | undefined {
    return this.parameter('ENCODING')[0]?.toUpperCase();
  }

  #listOf(component: string): readonly string[] {
    const { version } = this.#context;
    const values = version === '2.1' ? [component] : splitUnescaped(component, ',');
    return values.map((value) => unescaped(value, version).trim());
  }
}

function headAndValue(line: string): { head: string; value: string } {
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === '"') quoted = !quoted;
    else if (character === ':' && !quoted) return { head: line.slice(0, at), value: line.slice(at + 1) };
  }
  const colon = line.indexOf(':');
  return colon === -1 ? { head: line, value: '' } : { head: line.slice(0, colon), value: line.slice(colon + 1) };
}

function parametersOf(texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const parameters = new Map<string, string[]>();
  for (const text of texts) {
    const equals = text.indexOf('=');
    const value = text.slice(equals + 1).trim();
    const bareName = encodings.has(value.toUpperCase()) ? 'ENCODING' : 'TYPE';
    const name = equals === -1 ? bareName : text.slice(0, equals).trim().toUpperCase();
    const values = splitUnquoted(value, ',').map(unquoted);
    const known = parameters.get(name);
    if (known === undefined) parameters.set(name, values);
    else known.push(...values);
  }
  return parameters;
}

/** RFC 6868 undone, and UTF-8 read. */
function unquoted(value: string): string {
  const inner = value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
  const text = inner.replace(/\^([n^'])/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped === '^' ? '^' : '"'));
  return decoded(text, undefined);
}

function splitUnquoted(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === separator && !quoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** vCard 2.1 escapes separators alone: elsewhere a backslash is one. */
function unescaped(text: string, version: VCardVersion): string {
  if (!text.includes('\\')) return text;
  if (version === '2.1') return text.replace(/\\([;,])/g, '$1');
  return text.replace(/\\([\s\S])/g, (_, character: string) => (/[nN]/.test(character) ? '\n' : character));
}

function decodeQuotedPrintable(text: string): string {
  return text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function decoded(latin1: string, charset: string | undefined): string {
  // oxlint-disable-next-line no-control-regex -- ASCII needs no decoding
  if (/^[\x00-\x7f]*$/.test(latin1) && charset === undefined) return latin1;
  const bytes = new Uint8Array(latin1.length);
  for (let index = 0; index < latin1.length; index++) bytes[index] = latin1.charCodeAt(index);
  return decodeText(bytes, charset, { guess: true });
}

/** Broken base64 gives nothing rather than a broken picture. */
function base64Of(text: string): Uint8Array | undefined {
  try {
    return fromBase64(text.replace(/\s+/g, ''));
  } catch {
    return undefined;
  }
}
