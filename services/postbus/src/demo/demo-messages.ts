/** The messages of the demo, as files beside this one: real-looking, one for each thing that mail can be. */
import { readFileSync } from 'node:fs';
import { parseMime } from '@postbus/mime';

export interface DemoMessage {
  readonly name: string;
  /** What it is, for people. */
  readonly what: string;
  readonly mime: Uint8Array;
  /** Of From: also the reverse path. */
  readonly from: string;
  readonly subject: string;
}

/** Data lies with the sources, which the package holds beside what was built of them. */
const folder = new URL('../../src/demo/messages/', import.meta.url);

const files = [
  ['plain', 'a plain text'],
  ['picture', 'HTML with a picture in it'],
  ['attachment', 'a PDF with umlauts in its name'],
  ['embedded', 'a message in a message'],
  ['japanese', 'Japanese, in ISO-2022-JP'],
  ['signed', 'signed with S/MIME'],
] as const;

export type DemoMessageName = (typeof files)[number][0];

export function demoMessages(): Readonly<Record<DemoMessageName, DemoMessage>> {
  return Object.fromEntries(files.map(([name, what]) => [name, read(name, what)])) as Record<
    DemoMessageName,
    DemoMessage
  >;
}

function read(name: string, what: string): DemoMessage {
  const mime = readFileSync(new URL(`${name}.eml`, folder));
  const { headers } = parseMime(mime);
  const [, from = ''] = /<([^>]+)>/.exec(headers.first('From')?.value ?? '') ?? [];
  return { name, what, mime, from, subject: headers.first('Subject')?.text ?? '' };
}

/** The first part of a multipart/signed as it stands: what the signature is over. RFC 1847 2.1 */
export function signedEntity(mime: Uint8Array): Uint8Array {
  return parseMime(mime).parts[0]?.bytes() ?? new Uint8Array(0);
}
