/**
 * The body of message/delivery-status and message/disposition-notification: fields like those of a header, in groups
 * between empty lines. RFC 3464 2.1, RFC 8098 3.1.1
 */
import { latin1Text } from '@postbus/bytes';
import { decodeText } from '@postbus/charset';
import {
  type HeaderWriteOptions,
  decodeEncodedWords,
  decodeTransferEncoding,
  parseTransferEncoding,
  textField,
} from '@postbus/mime';

/** Values by lower-case names, unfolded; of several fields of one name the first. */
export type FieldGroup = ReadonlyMap<string, string>;
export type WrittenField = readonly [name: string, value: string];

/** Fields of a group, and lines of a field: no report has as many, and each costs more than its bytes. */
const mostFields = 1000;
const mostLines = 1000;
const fieldName = /^([!-9;-~]{1,200}?)[ \t]*:/;

/**
 * @param most groups read; those after them are passed over
 * @param mayDecode whether groups after one with a Content-Transfer-Encoding are under it: some gateways encode them alone
 */
export function fieldGroups(content: Uint8Array, most: number, mayDecode = true): FieldGroup[] {
  const groups: FieldGroup[] = [];
  const reader = new GroupReader();
  for (const { line, end } of linesOf(content)) {
    if (groups.length >= most) return groups;
    const group = reader.take(line);
    if (group === undefined) continue;
    groups.push(group);
    const encoding = mayDecode ? parseTransferEncoding(group.get('content-transfer-encoding') ?? '') : 'unknown';
    if (encoding === 'base64' || encoding === 'quoted-printable') {
      const rest = decodeTransferEncoding(content.subarray(end), encoding);
      return [...groups, ...fieldGroups(rest, most - groups.length, false)];
    }
  }
  const last = reader.end();
  return last === undefined || groups.length >= most ? groups : [...groups, last];
}

/** Takes lines, and gives each group when it ends. */
class GroupReader {
  #group = new Map<string, string>();
  #name: string | undefined;
  #parts: string[] = [];

  /** The group that `line` ends, where it is an empty one. */
  take(line: string): FieldGroup | undefined {
    if (line.trim() === '') return this.end();
    const found = /^[ \t]/.test(line) ? null : fieldName.exec(line);
    if (found !== null) {
      this.#endField();
      this.#name = found[1]!.toLowerCase();
      this.#parts = [line.slice(found[0].length).trim()];
    } else if (/^[ \t]/.test(line) && this.#parts.length < mostLines) this.#parts.push(line.trim());
    return undefined;
  }

  end(): FieldGroup | undefined {
    this.#endField();
    const group = this.#group;
    this.#group = new Map();
    return group.size > 0 ? group : undefined;
  }

  #endField(): void {
    const name = this.#name;
    const isRead = name !== undefined && !this.#group.has(name) && this.#group.size < mostFields;
    if (isRead) this.#group.set(name, this.#parts.join(' ').trim());
    this.#name = undefined;
  }
}

/** Lines as text, UTF-8 or else windows-1252, and the offset after each. */
function* linesOf(content: Uint8Array): Generator<{ readonly line: string; readonly end: number }> {
  const text = latin1Text(content);
  const decode = (line: string, start: number): string =>
    // oxlint-disable-next-line no-control-regex -- ASCII needs no decoding
    /^[\x00-\x7f]*$/.test(line) ? line : decodeText(content.subarray(start, start + line.length), undefined);
  let start = 0;
  const ends = /\r\n|\r|\n/g;
  for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
    yield { line: decode(text.slice(start, end.index), start), end: ends.lastIndex };
    start = ends.lastIndex;
  }
  if (start < text.length) yield { line: decode(text.slice(start), start), end: text.length };
}

/** The text of a field in which encoded words may stand; undefined where there is none. */
export function fieldText(group: FieldGroup, name: string): string | undefined {
  const value = group.get(name);
  return value === undefined || value === '' ? undefined : decodeEncodedWords(value);
}

/** The body that `groups` make: an empty line after each group but the last, folded, CRLF line ends. */
export function writtenGroups(groups: readonly (readonly WrittenField[])[], options: HeaderWriteOptions): string {
  return groups
    .map((fields) => fields.map(([name, value]) => `${textField(name, value, options)}\r\n`).join(''))
    .join('\r\n');
}
