/** Files of vCards 2.1, 3.0 and 4.0. RFC 2426, RFC 6350, vCard 2.1 (Internet Mail Consortium) */
import { latin1Text, utf8Bytes } from '@postbus/bytes';
import { decodeText } from '@postbus/charset';
import { VCardError } from './vcard-error.ts';
import { type LineContext, VCardProperty, type VCardVersion } from './content-line.ts';

export interface ReadVCardOptions {
  /** Charset of the file as its Content-Type tells it: of text without a CHARSET parameter. UTF-8 unless told. */
  readonly charset?: string;
  /** Content lines read, 10,000 unless told. Stops files of a million lines, each of which costs an object. */
  readonly properties?: number;
  /** Lines of the file, folded ones among them, 500,000 unless told. Stops files of line ends alone, which cost as much. */
  readonly lines?: number;
}

export interface VCard {
  readonly version: VCardVersion;
  /** In the order of the file; BEGIN, END, VERSION and vCards within the vCard left out. */
  readonly properties: readonly VCardProperty[];
}

const defaultProperties = 10_000;
const defaultLines = 500_000;

/**
 * Every vCard of a file, one after another.
 * @throws {VCardError} `not-a-vcard` where there is none, `too-many-lines`, `too-many-properties`
 */
export function readVCards(bytes: Uint8Array, options: ReadVCardOptions = {}): VCard[] {
  const lines = linesOf(latin1Text(withoutUtf16(bytes)), options.lines ?? defaultLines);
  const cards: VCard[] = [];
  const limit = options.properties ?? defaultProperties;
  let read = 0;
  for (let next = nextBegin(lines, 0); next !== -1; next = nextBegin(lines, next)) {
    const end = endOf(lines, next);
    const card = readCard(lines.slice(next + 1, end), options.charset, limit - read);
    read += card.properties.length;
    cards.push(card);
    next = end;
  }
  if (cards.length === 0) throw new VCardError('not-a-vcard', 0, 'no line is BEGIN:VCARD');
  return cards;
}

interface Line {
  readonly text: string;
  readonly offset: number;
}

function linesOf(text: string, most: number): Line[] {
  const lines: Line[] = [];
  const ends = /\r\n|\n|\r/g;
  let offset = 0;
  for (let found = ends.exec(text); found !== null; found = ends.exec(text)) {
    if (lines.length >= most) throw new VCardError('too-many-lines', offset, `more than ${most} lines`);
    lines.push({ text: text.slice(offset, found.index), offset });
    offset = ends.lastIndex;
  }
  lines.push({ text: text.slice(offset), offset });
  return lines;
}

/** UTF-8 of a file in UTF-16, which its byte order mark tells. */
function withoutUtf16(bytes: Uint8Array): Uint8Array {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  if (mark !== 0xfeff && mark !== 0xfffe) return bytes;
  return utf8Bytes(decodeText(bytes.subarray(2), mark === 0xfeff ? 'utf-16be' : 'utf-16le'));
}

/** After a byte order mark of UTF-8, where the file has one. */
const beginMark = /^(?:\xef\xbb\xbf)?(?:[\w-]{1,20}\.)?BEGIN\s*:\s*VCARD\s*$/i;
const endMark = /^(?:[\w-]{1,20}\.)?END\s*:\s*VCARD\s*$/i;
/** Longer lines are no marks: none is looked at twice. */
const longestMark = 64;

function isBegin({ text }: Line): boolean {
  return text.length < longestMark && beginMark.test(text);
}

function isEnd({ text }: Line): boolean {
  return text.length < longestMark && endMark.test(text);
}

function nextBegin(lines: readonly Line[], from: number): number {
  for (let index = from; index < lines.length; index++) if (isBegin(lines[index]!)) return index;
  return -1;
}

/** The END of the vCard that begins at `begin`, past those that lie in it; the end of the file where it has none. */
function endOf(lines: readonly Line[], begin: number): number {
  let depth = 0;
  for (let index = begin; index < lines.length; index++) {
    const line = lines[index]!;
    if (isBegin(line) || isAgentBegin(line)) depth++;
    else if (isEnd(line) && --depth === 0) return index;
  }
  return lines.length;
}

/** `AGENT:` with the first line of the other's vCard after it, which vCard 2.1 may have. */
function isAgentBegin({ text }: Line): boolean {
  return text.length < 200 && /^AGENT[^:]{0,100}:\s*BEGIN\s*:\s*VCARD\s*$/i.test(text);
}

function readCard(lines: readonly Line[], charset: string | undefined, limit: number): VCard {
  const version = versionOf(lines);
  const context: LineContext = { version, charset };
  const properties: VCardProperty[] = [];
  for (const { text, offset } of unfolded(ownLines(lines), version)) {
    if (text.trim() === '') continue;
    if (properties.length >= limit) throw new VCardError('too-many-properties', offset, `more than ${limit} lines`);
    const property = new VCardProperty(text, context);
    if (property.name !== 'VERSION') properties.push(property);
  }
  return { version, properties };
}

function versionOf(lines: readonly Line[]): VCardVersion {
  const line = lines.find(({ text }) => /^VERSION\b/i.test(text))?.text ?? '';
  if (/:\s*2\.1/.test(line)) return '2.1';
  return /:\s*4\./.test(line) ? '4.0' : '3.0';
}

/** `lines` without the vCards of others in them. */
function* ownLines(lines: readonly Line[]): Generator<Line> {
  let depth = 0;
  for (const line of lines) {
    if (isBegin(line) || isAgentBegin(line)) depth++;
    else if (isEnd(line)) depth--;
    else if (depth === 0) yield line;
  }
}

/**
 * Lines joined that belong together: folded ones, and in vCard 2.1 quoted-printable after a soft line break and base64
 * up to its empty line. A fold of 2.1 keeps its blank, that of the others loses it.
 */
function* unfolded(lines: Iterable<Line>, version: VCardVersion): Generator<Line> {
  let parts: string[] = [];
  let offset = 0;
  let encoding: Encoding | undefined;
  for (const line of lines) {
    const next = parts.length === 0 ? undefined : continuation(parts.at(-1)!, line.text, version, encoding);
    if (next !== undefined) {
      if (encoding === 'quoted-printable' && parts.at(-1)!.endsWith('=')) parts.push(parts.pop()!.slice(0, -1));
      parts.push(next);
      continue;
    }
    if (parts.length > 0) yield { text: parts.join(''), offset };
    parts = [line.text];
    offset = line.offset;
    encoding = version === '2.1' ? encodingIn(line.text) : undefined;
  }
  if (parts.length > 0) yield { text: parts.join(''), offset };
}

type Encoding = 'quoted-printable' | 'base64';

/** What `line` adds to the one before, or undefined where it is a line of its own. */
function continuation(
  before: string,
  line: string,
  version: VCardVersion,
  encoding: Encoding | undefined,
): string | undefined {
  if (encoding === 'quoted-printable' && before.endsWith('=')) return line;
  if (/^[ \t]/.test(line)) return version === '2.1' ? line : line.slice(1);
  return encoding === 'base64' && /^[A-Za-z0-9+/]+=*$/.test(line) ? line : undefined;
}

function encodingIn(line: string): Encoding | undefined {
  const colon = line.indexOf(':');
  const head = line.slice(0, Math.min(colon === -1 ? line.length : colon, 200));
  if (/;(?:ENCODING=)?QUOTED-PRINTABLE(?:;|$)/i.test(head)) return 'quoted-printable';
  return /;(?:ENCODING=)?(?:BASE64|B)(?:;|$)/i.test(head) ? 'base64' : undefined;
}
