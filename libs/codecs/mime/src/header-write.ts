/** Header fields as text, folded, each without its last line end. RFC 5322 2.2.3, RFC 2047, RFC 2231, RFC 6532 */
import { addrSpecText } from './addr-spec-write.ts';
import { type AddressOrGroup, isGroup, type Mailbox } from './address-list.ts';
import { encodeWords } from './encoded-word-write.ts';
import { foldField } from './fold.ts';
import { parameterText } from './parameter-write.ts';

export interface HeaderWriteOptions {
  /** Whether characters outside ASCII are written as UTF-8 (RFC 6532), for a way that is known to take them. */
  readonly utf8?: boolean;
}

const ascii = /^[\x20-\x7e]*$/;
/** What UTF-8 may not be written with: controls, the line and paragraph separators, marks that turn the direction of text. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/;
/** Characters of a word that a line takes beside the name of its field; a longer one is encoded, which can be cut. */
const longestWord = 900;
const token = /^[\w!#$%&'*+.^`{|}~-]{1,100}$/;
const atoms = /^[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*$/;
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A field of free text, such as Subject. RFC 5322 3.6.5 */
export function textField(name: string, text: string, options: HeaderWriteOptions = {}): string {
  const line = oneLine(text);
  const plain =
    isPlain(line, options) && !line.includes('=?') && !/^ | $| {2}/.test(line) && !hasLongWord(line, longestWord);
  return foldField(name, plain ? line : encodeWords(line, name.length + 2));
}

/** A field of addresses, such as To. RFC 5322 3.4 */
export function addressField(name: string, list: readonly AddressOrGroup[], options: HeaderWriteOptions = {}): string {
  return foldField(name, list.map((entry) => addressText(entry, name.length + 2, options)).join(', '));
}

/** A date field. @param offsetMinutes the zone to write it in, minutes east of UTC. RFC 5322 3.3 */
export function dateField(name: string, epochMs: number, offsetMinutes = 0): string {
  return `${name}: ${formatDateTime(epochMs, offsetMinutes)}`;
}

/** Message-ID, In-Reply-To or References. @param ids each with its angle brackets. RFC 5322 3.6.4 */
export function idField(name: string, ids: readonly string[]): string {
  return foldField(name, ids.map(oneLine).join(' '));
}

/** A field with parameters, such as Content-Type. RFC 2045 5.1, RFC 2231 */
export function parameterizedField(
  name: string,
  value: string,
  parameters: Iterable<readonly [name: string, value: string]> = [],
  options: HeaderWriteOptions = {},
): string {
  const written = [...parameters]
    .filter(([key]) => token.test(key))
    .flatMap(([key, text]) => parameterText(key, oneLine(text), options));
  return foldField(name, [oneLine(value), ...written].join('; '));
}

/** The date-time of RFC 5322 3.3. */
export function formatDateTime(epochMs: number, offsetMinutes = 0): string {
  const local = new Date(epochMs + offsetMinutes * 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const zone = Math.abs(offsetMinutes);
  const date = `${days[local.getUTCDay()]}, ${local.getUTCDate()} ${months[local.getUTCMonth()]} ${String(local.getUTCFullYear()).padStart(4, '0')}`;
  const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
  return `${date} ${time} ${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(zone / 60))}${two(zone % 60)}`;
}

function addressText(entry: AddressOrGroup, column: number, options: HeaderWriteOptions): string {
  if (!isGroup(entry)) return mailboxText(entry, column, options);
  const members = entry.members.filter(
    ({ address }) => addrSpecText(oneLine(address), options.utf8 === true) !== undefined,
  );
  const list = members.map((member) => mailboxText(member, column, options)).join(', ');
  return `${phraseText(entry.name, column, options)}: ${list};`;
}

/**
 * A mailbox. One whose address cannot be written here becomes an empty group of that name, so that what is shown is not
 * lost and nothing else is written to. RFC 6857 3.1.8
 */
function mailboxText({ name, address }: Mailbox, column: number, options: HeaderWriteOptions): string {
  const spec = addrSpecText(oneLine(address), options.utf8 === true);
  if (spec === undefined) {
    const shown = `${name === '' ? '' : `${name} `}Internationalized Address ${address} Removed`;
    return `${phraseText(shown, column, options)}:;`;
  }
  if (name === '') return spec === '' ? '<>' : spec;
  return `${phraseText(name, column, options)} <${spec}>`;
}

/** A phrase: atoms as they are, other ASCII quoted, the rest in encoded words. RFC 5322 3.2.5, RFC 2047 5 (3) */
function phraseText(name: string, column: number, options: HeaderWriteOptions): string {
  const line = oneLine(name);
  if (!isPlain(line, options) || line.includes('=?') || hasLongWord(line, longestWord))
    return encodeWords(line, column, 'phrase');
  return atoms.test(line) ? line : `"${line.replace(/["\\]/g, '\\$&')}"`;
}

function isPlain(text: string, options: HeaderWriteOptions): boolean {
  return ascii.test(text) || (options.utf8 === true && text.isWellFormed() && !unprintable.test(text));
}

/** Whether there are more than `most` characters without a blank. */
function hasLongWord(text: string, most: number): boolean {
  for (let start = 0; start < text.length;) {
    const blank = text.indexOf(' ', start);
    const end = blank === -1 ? text.length : blank;
    if (end - start > most) return true;
    start = end + 1;
  }
  return false;
}

/** No value may end its line and begin a field of its own. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, ' ');
}
