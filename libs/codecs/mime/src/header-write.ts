/** Header fields as text, folded, each without its last line end. RFC 5322 2.2.3, RFC 2047, RFC 2231, RFC 6532 */
import { type AddressOrGroup, isGroup, type Mailbox } from './address-list.ts';
import { encodeWords } from './encoded-word-write.ts';
import { foldField } from './fold.ts';
import { parameterText } from './parameter-write.ts';

export interface HeaderWriteOptions {
  /** Whether characters outside ASCII are written as UTF-8 (RFC 6532), for a way that is known to take them. */
  readonly utf8?: boolean;
}

const ascii = /^[\x20-\x7e]*$/;
const atoms = /^[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*$/;
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A field of free text, such as Subject. RFC 5322 3.6.5 */
export function textField(name: string, text: string, options: HeaderWriteOptions = {}): string {
  const line = oneLine(text);
  const plain = isPlain(line, options) && !line.includes('=?') && !/^ | $| {2}/.test(line);
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
  const written = [...parameters].flatMap(([key, text]) => parameterText(key, oneLine(text), options));
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
  return `${phraseText(entry.name, column, options)}: ${entry.members.map((member) => mailboxText(member, column, options)).join(', ')};`;
}

function mailboxText({ name, address }: Mailbox, column: number, options: HeaderWriteOptions): string {
  const spec = oneLine(address);
  if (name === '') return spec === '' ? '<>' : spec;
  return `${phraseText(name, column, options)} <${spec}>`;
}

/** A phrase: atoms as they are, other ASCII quoted, the rest in encoded words. RFC 5322 3.2.5, RFC 2047 5 (3) */
function phraseText(name: string, column: number, options: HeaderWriteOptions): string {
  const line = oneLine(name);
  if (!isPlain(line, options) || line.includes('=?')) return encodeWords(line, column, 'phrase');
  return atoms.test(line) ? line : `"${line.replace(/["\\]/g, '\\$&')}"`;
}

function isPlain(text: string, options: HeaderWriteOptions): boolean {
  return ascii.test(text) || (options.utf8 === true && text.isWellFormed());
}

/** No value may end its line and begin a field of its own. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, ' ');
}
