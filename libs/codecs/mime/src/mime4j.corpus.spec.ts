/** Structure of Apache James mime4j's test messages: the number of fields, the nesting, and the length of each body. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseMime, type MimeEntity } from './index.ts';

const corpus = process.env['POSTBUS_CORPUS'];

/** Where this parser reads a message in another way, and why. */
const differences: Readonly<Record<string, string>> = {
  'testmsgs/basic-plain-with-bad-header-separator': 'text after a line with one blank is body, not lost',
  'testmsgs/malformedHeader-noheader': 'text without any header is body, not lost',
  'testmsgs/malformedHeaderStartsBody-noheader': 'text without any header is body, its first line with it',
  'testmsgs/malformedHeaderStartsBody-nocrlfcrlf': 'a line that is no field is passed over where a field follows',
  'testmsgs/missing-boundary': 'a multipart without its delimiters has a body',
  'testmsgs/missing-inner-boundary': 'a multipart without its delimiters has a body',
  'testmsgs/multipartemptypart': 'between two delimiters without a line between them is no part',
  'testmsgs/obsolete': 'a name with 8-bit characters is still a name',
  'testmsgs/very-long-boundary': 'blanks at the end of a boundary do not count',
  'testmsgs/very-very-long-boundary': 'a boundary longer than a line may be delimits nothing',
  'testmsgs/weird-boundary': 'blanks at the end of a boundary do not count',
  'mimetools-testmsgs/2002_06_12_doublebound': 'between two delimiters without a line between them is no part',
  'mimetools-testmsgs/badbound': 'a delimiter cannot go over two lines',
  'mimetools-testmsgs/double-bound': 'between two delimiters without a line between them is no part',
  'mimetools-testmsgs/hdr-fakeout': 'text after a line with one blank is body, not lost',
  'mimetools-testmsgs/multi-bad': 'the last Content-Type counts, [MS-OXOSMIME] 3.1.5.1.1',
};

interface Element {
  readonly name: string;
  readonly children: Element[];
  text: string;
}

function readXml(text: string): Element {
  const root: Element = { name: '', children: [], text: '' };
  const open = [root];
  for (const [, end, name, characters] of text.matchAll(/<(\/?)([a-z-]+)>\r?\n?|([^<]+)/g)) {
    if (characters !== undefined) open.at(-1)!.text += characters;
    else if (end !== '') open.pop();
    else {
      const element = { name: name!, children: [], text: '' };
      open.at(-1)!.children.push(element);
      open.push(element);
    }
  }
  return root.children[0]!;
}

function theirStructure({ children }: Element): string {
  const child = (name: string): Element | undefined => children.find((element) => element.name === name);
  const fields = child('header')?.children.length ?? 0;
  const multipart = child('multipart');
  const message = child('message');
  if (multipart !== undefined)
    return `${fields}[${multipart.children
      .filter(({ name }) => name === 'body-part')
      .map(theirStructure)
      .join(' ')}]`;
  return message === undefined
    ? `${fields} ${child('body')?.text.length ?? 0}`
    : `${fields}{${theirStructure(message)}}`;
}

function ourStructure(entity: MimeEntity): string {
  const fields = entity.headers.length;
  const divided = entity.preamble !== undefined;
  if (divided) return `${fields}[${entity.parts.map(ourStructure).join(' ')}]`;
  const escaped = Buffer.from(entity.bodyBytes()).toString('latin1').replaceAll('&', '&amp;').replace(/[<>]/g, '&lt;');
  return entity.message === undefined ? `${fields} ${escaped.length}` : `${fields}{${ourStructure(entity.message)}}`;
}

function messages(): string[] {
  const folders = corpus === undefined ? [] : ['testmsgs', 'mimetools-testmsgs'];
  return folders.flatMap((folder) =>
    readdirSync(`${corpus}/mime4j/${folder}`)
      .filter((name) => name.endsWith('.msg'))
      .map((name) => `${folder}/${name.slice(0, -4)}`),
  );
}

function structures(name: string): { ours: string; theirs: string } {
  const file = `${corpus}/mime4j/${name}`;
  const ours = ourStructure(parseMime(new Uint8Array(readFileSync(`${file}.msg`))));
  return { ours, theirs: theirStructure(readXml(readFileSync(`${file}.xml`, 'latin1'))) };
}

describe.skipIf(corpus === undefined)('messages of mime4j', () => {
  it.each(messages().filter((name) => !(name in differences)))('reads %s as mime4j does', (name) => {
    const { ours, theirs } = structures(name);
    expect(ours).toBe(theirs);
  });
  it.each(Object.entries(differences))('reads %s in another way: %s', (name) => {
    const { ours, theirs } = structures(name);
    expect(ours).not.toBe(theirs);
  });
});
