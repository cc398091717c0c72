/**
 * The body of message/delivery-status and message/disposition-notification: fields like those of a header, in groups
 * between empty lines. RFC 3464 2.1, RFC 8098 3.1.1
 */
import { decodeText } from '@postbus/charset';
import { type HeaderWriteOptions, decodeEncodedWords, textField } from '@postbus/mime';

/** Values by lower-case names, unfolded; of several fields of one name the first. */
export type FieldGroup = ReadonlyMap<string, string>;
export type WrittenField = readonly [name: string, value: string];

const fieldName = /^([!-9;-~]{1,200}?)[ \t]*:/;

/** @param most groups read; those after them are passed over */
export function fieldGroups(content: Uint8Array, most: number): FieldGroup[] {
  const groups: FieldGroup[] = [];
  let group = new Map<string, string>();
  let name: string | undefined;
  let parts: string[] = [];
  const endField = (): void => {
    if (name !== undefined && !group.has(name)) group.set(name, parts.join(' ').trim());
    name = undefined;
  };
  const endGroup = (): void => {
    endField();
    if (group.size > 0) groups.push(group);
    group = new Map();
  };
  for (const line of linesOf(decodeText(content, undefined))) {
    if (groups.length >= most) return groups;
    const found = fieldName.exec(line);
    if (line.trim() === '') endGroup();
    else if (/^[ \t]/.test(line)) parts.push(line.trim());
    else if (found !== null) {
      endField();
      name = found[1]!.toLowerCase();
      parts = [line.slice(found[0].length).trim()];
    }
  }
  endGroup();
  return groups.slice(0, most);
}

function* linesOf(text: string): Generator<string> {
  let start = 0;
  const ends = /\r\n|\r|\n/g;
  for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
    yield text.slice(start, end.index);
    start = ends.lastIndex;
  }
  if (start < text.length) yield text.slice(start);
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
