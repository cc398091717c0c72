/** Parse trees, subjects, addresses, dates and texts against those of mail-parser (Rust), for LF and CRLF line ends. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAddressList, parseDateTime, parseMime, type MimeEntity } from './index.ts';

const corpus = process.env['POSTBUS_CORPUS'];

/** Where this parser reads a message in another way, and why. */
const differences: Readonly<Record<string, string>> = {
  'rfc/000': 'base64 that is prose is decoded as far as it goes here, and given back undecoded there',
  'rfc/002': 'a comment inside a display name is left out of it',
  'malformed/000': 'parts that are nothing but a header are kept',
  'malformed/001':
    'the delimiter of the outer multipart ends the inner one, although its boundary begins with the inner one',
  'malformed/004': 'a line that only begins with the boundary is no delimiter',
  'malformed/007': 'a delimiter directly after the header of its own multipart begins the first part',
  'malformed/008': 'the delimiter of the outer multipart ends the inner one',
  'malformed/009': 'the delimiter of the outer multipart ends the inner one',
  'malformed/011': 'the delimiter of the outer multipart ends the inner one',
  'malformed/012': 'the delimiter of the outer multipart ends the inner one',
  'malformed/016': 'the delimiter of the outermost multipart ends those inside it',
  'malformed/019': 'a multipart that nothing closes reaches to the end of the message, its last line end with it',
  'malformed/022': 'a message/rfc822 whose content has no header is a message with an empty header',
  'thirdparty/002': 'what is left of a base64 group counts as far as it goes',
  'thirdparty/005': 'a delimiter stands at the start of a line only',
  'thirdparty/010': 'of two parameters of one name the first counts',
  'thirdparty/015': 'delimiters of a multipart/mixed end the messages inside it',
};

interface TheirPart {
  readonly headers: readonly { readonly name: string | object; readonly value: Readonly<Record<string, never>> }[];
  readonly body: Readonly<Record<string, never>>;
  readonly offset_header: number;
  readonly offset_body: number;
  readonly offset_end: number;
}
interface TheirMessage {
  readonly parts: readonly TheirPart[];
}
interface TheirMailbox {
  readonly name: string | null;
  readonly address: string | null;
}
interface TheirDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly tz_before_gmt: boolean;
  readonly tz_hour: number;
  readonly tz_minute: number;
}

const compared = new Set(['subject', 'from', 'to', 'cc', 'date', 'content_type']);

function theirParts(message: TheirMessage): TheirPart[] {
  return message.parts.flatMap((part) =>
    ['Message' in part.body ? [part, ...theirParts(part.body['Message']!)] : [part]].flat(),
  );
}

function theirMailboxes(list: readonly TheirMailbox[]): object[] {
  return list.map(({ name, address }) => ({ name: name ?? '', address: address ?? '' }));
}

function theirField(value: Readonly<Record<string, unknown>> | 'Empty'): unknown {
  if (value === 'Empty') return undefined;
  const [kind, content] = Object.entries(value)[0]!;
  if (kind === 'Address') {
    const { List, Group } = content as { List?: TheirMailbox[]; Group?: { name: string; addresses: TheirMailbox[] }[] };
    return List
      ? theirMailboxes(List)
      : Group!.map((group) => ({ name: group.name ?? '', members: theirMailboxes(group.addresses) }));
  }
  if (kind === 'DateTime') {
    const date = content as TheirDate;
    const offset = (date.tz_hour * 60 + date.tz_minute) * (date.tz_before_gmt ? -1 : 1);
    return Date.UTC(date.year, date.month - 1, date.day, date.hour, date.minute - offset, date.second);
  }
  if (kind === 'ContentType') {
    const type = content as { c_type: string; c_subtype: string; attributes: { name: string; value: string }[] | null };
    return [
      `${type.c_type}/${type.c_subtype}`.toLowerCase(),
      Object.fromEntries((type.attributes ?? []).map(({ name, value }) => [name, value])),
    ];
  }
  return content;
}

function ourField(entity: MimeEntity, name: string): unknown {
  const field = entity.headers.last(name.replace('_', '-'))!;
  if (name === 'subject') return field.text === '' ? undefined : field.text;
  if (name === 'date') return parseDateTime(field.value)?.epochMs;
  if (name === 'content_type') return [entity.contentType.mediaType, Object.fromEntries(entity.contentType.parameters)];
  return parseAddressList(field.value);
}

function theirView(part: TheirPart): unknown {
  const text: unknown = part.body['Text'] ?? part.body['Html'];
  const fields = part.headers.filter(({ name }) => typeof name === 'string' && compared.has(name));
  const named = Object.fromEntries(fields.map(({ name, value }) => [name, theirField(value)]));
  return { place: [part.offset_header, part.offset_body, part.offset_end], text, ...named };
}

function ourView(entity: MimeEntity, part: TheirPart | undefined): unknown {
  const isText = part !== undefined && ('Text' in part.body || 'Html' in part.body);
  const names = (part?.headers ?? [])
    .map(({ name }) => name)
    .filter((name): name is string => typeof name === 'string' && compared.has(name));
  const named = Object.fromEntries(names.map((name) => [name, ourField(entity, name)]));
  return { place: [entity.start, entity.bodyStart, entity.end], text: isText ? entity.text() : undefined, ...named };
}

function messages(): string[] {
  const folders = corpus === undefined ? [] : ['rfc', 'malformed', 'thirdparty'];
  return folders.flatMap((folder) =>
    readdirSync(`${corpus}/mail-parser/${folder}`)
      .filter((name) => name.endsWith('.eml'))
      .map((name) => `${folder}/${name.slice(0, -4)}`),
  );
}

function read(name: string, lineEnd: string): { views: unknown[]; theirs: unknown[] } {
  const raw = readFileSync(`${corpus}/mail-parser/${name}.eml`, 'latin1')
    .replaceAll('\r\n', '\n')
    .replaceAll('\n', lineEnd);
  const json = readFileSync(`${corpus}/mail-parser/${name}${lineEnd === '\n' ? '' : '.crlf'}.json`, 'utf8');
  const parts = theirParts(JSON.parse(json) as TheirMessage);
  const entities = [...parseMime(Uint8Array.from(Buffer.from(raw, 'latin1'))).walk()];
  return { views: entities.map((entity, index) => ourView(entity, parts[index])), theirs: parts.map(theirView) };
}

describe.skipIf(corpus === undefined)('messages of mail-parser', () => {
  it.each(messages().filter((name) => !(name in differences)))('reads %s as mail-parser does', (name) => {
    for (const lineEnd of ['\n', '\r\n']) {
      const { views, theirs } = read(name, lineEnd);
      expect(views).toEqual(theirs);
    }
  });
  it.each(Object.entries(differences))('reads %s in another way: %s', (name) => {
    const { views, theirs } = read(name, '\n');
    expect(views).not.toEqual(theirs);
  });
});
