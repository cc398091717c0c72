/** Other people's secure messages keep the bytes of what is protected, there and back, by every format. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMbox, splitMbox } from '@postbus/message-file';
import { type MimeEntity, entityWithOnly, parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { secureKindOf } from './index.ts';
import { has, text } from './secure-messages.fixture.ts';
import { failing } from './ways.fixture.ts';

const corpus = process.env['POSTBUS_CORPUS'];
const files = corpus === undefined ? [] : globSync('**/*.{eml,msg,txt,dat}', { cwd: corpus }).toSorted();
/** Each message by its file, and by its number where that is an mbox. */
const messages = new Map(
  files.flatMap((name): [string, Uint8Array][] => {
    const bytes = new Uint8Array(readFileSync(join(corpus!, name)));
    if (!isMbox(bytes)) return [[name, bytes]];
    return [...splitMbox(bytes)].map((message) => [`${name} ${message.number}`, message.bytes.slice()]);
  }),
);
const read = (name: string): Uint8Array => messages.get(name)!;

const isSigned = ({ contentType, parts }: MimeEntity): boolean =>
  contentType.is('multipart/signed') && parts.length > 0;
const kinds = [...messages].map(([name, bytes]) => {
  const message = parseMime(bytes);
  const parts = [...message.walk()];
  return { name, kind: secureKindOf(message), holds: parts.some((part) => part !== message && isSigned(part)) };
});
const ofKind = (kind: string): string[] => kinds.filter((one) => one.kind === kind).map(({ name }) => name);

/** The outermost signed entities in `entity`, as they stand, but for those that are one form of a body. */
function signedPartsOf(entity: MimeEntity): MimeEntity[] {
  if (isSigned(entity)) return [entity];
  if (entity.contentType.is('multipart/alternative')) return [];
  return [...entity.parts, ...(entity.message === undefined ? [] : [entity.message])].flatMap(signedPartsOf);
}
/** From its body on: a message's own header is written anew. */
const bodyOf = (part: MimeEntity): Uint8Array => part.bodyBytes();

describe.skipIf(ofKind('clear-signed').length === 0)('clear-signed messages', () => {
  it.each(ofKind('clear-signed'))('%s keeps its entity', (name) => {
    const source = read(name);
    const message = parseMime(source);
    const contentType = message.headers.last('Content-Type');
    const entity = entityWithOnly(message, (_, index) => message.headers.at(index) === contentType);
    expect(failing((way) => text(way(source)).endsWith(text(entity)))).toEqual([]);
  });
});

describe.skipIf(ofKind('sealed').length === 0)('opaque-signed and encrypted messages', () => {
  it.each(ofKind('sealed'))('%s keeps its CMS', (name) => {
    const source = read(name);
    const cms = text(parseMime(source).content());
    expect(failing((way) => text(parseMime(way(source)).content()) === cms)).toEqual([]);
    expect(failing((way) => secureKindOf(parseMime(way(source))) === 'sealed')).toEqual([]);
  });
});

const holding = kinds.filter(({ kind, holds }) => kind === undefined && holds).map(({ name }) => name);
describe.skipIf(holding.length === 0)('messages that hold signed ones', () => {
  it.each(holding)('%s keeps their bytes', (name) => {
    const source = read(name);
    const parts = signedPartsOf(parseMime(source));
    expect(failing((way) => parts.every((part) => has(way(source), bodyOf(part))))).toEqual([]);
  });
});
