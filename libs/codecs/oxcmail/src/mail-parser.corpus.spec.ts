/** Addresses, subjects, bodies and attachments of Message objects against what mail-parser (Rust) reads in the same bytes. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import {
  PidTagAttachDataBinary,
  PidTagAttachMimeTag,
  PidTagBody,
  PidTagRecipientType,
  PidTagSentRepresentingEmailAddress,
  PidTagSentRepresentingName,
  PidTagSmtpAddress,
  PidTagSubject,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { htmlBody, resolveBytes, resolveText, resolverOf, toMessageObject } from './index.ts';

const corpus = process.env['POSTBUS_CORPUS'];

/** Where the object tells another thing, and why. */
const differences: Readonly<Record<string, string>> = {
  'rfc/000': 'texts, one of them text/enriched, are one HTML body; base64 that is prose is decoded as far as it goes',
  'rfc/001': 'the place of content that lies elsewhere is told as text',
  'rfc/003': 'text/enriched is a body, as HTML',
  'rfc/007': 'texts within a multipart/related or after a multipart/alternative are no part of the body',
  'malformed/000': 'parts that are nothing but a header are kept, and are empty texts',
  'malformed/001': 'a multipart in which no part was found is text',
  'malformed/002': 'a multipart in which no part was found is text',
  'malformed/003': 'a multipart that does not end is read all the same',
  'malformed/004': 'a line that only begins with the boundary is no delimiter',
  'malformed/006': 'a multipart that does not end is read all the same',
  'malformed/007': 'a part that is nothing is none',
  'malformed/008': 'a text and an HTML of one multipart/mixed are one HTML body',
  'malformed/009': 'the delimiter of the outer multipart ends the inner one',
  'malformed/011': 'the delimiter of the outer multipart ends the inner one',
  'malformed/012': 'the delimiter of the outer multipart ends the inner one',
  'malformed/015': 'a PGP/MIME signed message is one attachment, as it was signed',
  'malformed/016': 'the delimiter of the outermost multipart ends those inside it',
  'malformed/019': 'further forms of one kind in a multipart/alternative are attached, hidden',
  'malformed/022': 'a message/rfc822 whose content has no header is a message with an empty header',
  'thirdparty/000': 'further forms of one kind in a multipart/alternative are attached, hidden',
  'thirdparty/001': 'further forms of one kind in a multipart/alternative are attached, hidden',
  'thirdparty/002': 'what is left of a base64 group counts as far as it goes, and is of the body',
  'thirdparty/005': 'a delimiter stands at the start of a line only',
  'thirdparty/015': 'delimiters of a multipart/mixed end the messages inside it',
};

interface TheirPart {
  readonly headers: readonly { readonly name: string | object; readonly value: Readonly<Record<string, unknown>> }[];
  readonly body: {
    readonly Text?: string;
    readonly Html?: string;
    readonly Binary?: number[];
    readonly InlineBinary?: number[];
    readonly Message?: TheirMessage;
  };
}
interface TheirMessage {
  readonly html_body: readonly number[];
  readonly text_body: readonly number[];
  readonly attachments: readonly number[];
  readonly parts: readonly TheirPart[];
}
interface TheirMailbox {
  readonly name: string | null;
  readonly address: string | null;
}

function theirMailboxes(message: TheirMessage, name: string): TheirMailbox[] {
  const fields = message.parts[0]!.headers.filter((field) => field.name === name);
  return fields.flatMap(({ value }) => {
    const { List, Group } = (value['Address'] ?? {}) as {
      List?: TheirMailbox[];
      Group?: { addresses: TheirMailbox[] }[];
    };
    return [...(List ?? []), ...(Group ?? []).flatMap(({ addresses }) => addresses)];
  });
}

function theirs(message: TheirMessage): object {
  const subject = message.parts[0]!.headers.findLast(({ name }) => name === 'subject')?.value['Text'];
  const [from] = theirMailboxes(message, 'from');
  const texts = message.text_body.flatMap((index) => message.parts[index]!.body.Text ?? []);
  const html = message.html_body.flatMap((index) => message.parts[index]!.body.Html ?? []);
  return {
    subject: subject ?? '',
    from: from === undefined ? undefined : [from.name ?? from.address, from.address ?? ''],
    to: ['to', 'cc', 'bcc'].flatMap((name) => theirMailboxes(message, name).map(({ address }) => address ?? '')),
    text: shown(texts.join('\n')),
    html: shown(html.join('\n')),
    attachments: message.attachments.map((index) => theirHash(message.parts[index]!)).toSorted(),
  };
}

function theirHash({ body }: TheirPart): string {
  if (body.Message !== undefined) return 'message';
  const text = body.Text ?? body.Html;
  return hash(text === undefined ? Uint8Array.from(body.Binary ?? body.InlineBinary ?? []) : Buffer.from(text));
}

function ours(source: Uint8Array): object {
  const { properties, recipients, attachments } = toMessageObject(parseMime(source), { vCards: 'file' });
  const resolve = resolverOf(source);
  const text = properties.get(PidTagBody);
  const address = properties.get(PidTagSentRepresentingEmailAddress);
  return {
    subject: properties.get(PidTagSubject),
    from: address === undefined ? undefined : [properties.get(PidTagSentRepresentingName), address],
    to: recipients.map((row) => [row.get(PidTagRecipientType), row.get(PidTagSmtpAddress)][1]),
    text: shown(text === undefined ? '' : resolveText(text, resolve)),
    html: shown(htmlBody({ properties, recipients, attachments }, resolve) ?? ''),
    // A signed part is kept whole beside what is shown of it.
    attachments: attachments
      .filter(({ properties: bag }) => bag.get(PidTagAttachMimeTag) !== 'multipart/signed')
      .map(({ properties: bag, embedded }) => {
        const data = bag.get(PidTagAttachDataBinary);
        return embedded !== undefined || data === undefined ? 'message' : hash(resolveBytes(data, resolve));
      })
      .toSorted(),
  };
}

/** White space is no difference: joined texts have line ends between them. */
function shown(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 12);
}

const names =
  corpus === undefined
    ? []
    : ['rfc', 'malformed', 'thirdparty'].flatMap((folder) =>
        readdirSync(`${corpus}/mail-parser/${folder}`)
          .filter((name) => name.endsWith('.eml'))
          .map((name) => `${folder}/${name.slice(0, -4)}`),
      );
const read = (name: string) => new Uint8Array(readFileSync(`${corpus}/mail-parser/${name}.eml`));
const json = (name: string) => JSON.parse(readFileSync(`${corpus}/mail-parser/${name}.json`, 'utf8')) as TheirMessage;

describe.skipIf(corpus === undefined)('messages of mail-parser as Message objects', () => {
  it.each(names.filter((name) => !(name in differences)))('%s tells what mail-parser reads', (name) => {
    expect(ours(read(name))).toEqual(theirs(json(name)));
  });
  it.each(Object.entries(differences))('%s differs: %s', (name) => {
    expect(ours(read(name))).not.toEqual(theirs(json(name)));
  });
});
