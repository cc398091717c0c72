/** Other people's mail: MIME to Message object to MIME to Message object loses nothing that a reader sees. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type MessageObject,
  PidTagAttachDataBinary,
  PidTagAttachLongFilename,
  PidTagBody,
  PidTagClientSubmitTime,
  PidTagDisplayName,
  PidTagEmailAddress,
  PidTagInternetMessageId,
  PidTagInternetReferences,
  PidTagMessageClass,
  PidTagRecipientType,
  PidTagSenderEmailAddress,
  PidTagSentRepresentingEmailAddress,
  PidTagSentRepresentingName,
  PidTagSubject,
  type ResolveValue,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { hasPython, readWithPython } from '../../spec/python-email.ts';
import { htmlBody } from '../bodies.ts';
import { replyRecipients } from '../reply-recipients.ts';
import { resolveBytes, resolveText, resolverOf } from '../resolve-value.ts';
import { toMessageObject } from '../to-message-object.ts';
import { isUnmodified } from './original-or-written.ts';
import { toMime } from './to-mime.ts';

const corpus = process.env['POSTBUS_CORPUS'];
const files = corpus === undefined ? [] : globSync('**/*.{eml,msg}', { cwd: corpus }).toSorted();
const sources = new Map(files.map((name) => [name, new Uint8Array(readFileSync(join(corpus!, name)))]));

/** What differs after the round trip, and why. */
const differences: Readonly<Record<string, readonly string[]>> = {
  // Its id has no brackets, which RFC 5322 3.6.4 asks for.
  'mime4j/mimetools-testmsgs/twopart.msg': ['messageId'],
  // RTF counts, and shows the picture that the HTML made for readers of it leaves out. A task and an appointment are sent as messages, for which [MS-OXCICAL] would be needed; their times are finer than Date.
  'mimekit/tnef/rich-text.eml': [
    'html',
    'attachments/1/messageClass',
    'attachments/1/sentAt',
    'attachments/2/messageClass',
    'attachments/2/sentAt',
  ],
};

type Seen = Readonly<Record<string, unknown>>;

/** What there is to be seen; a user without an address is none, for nothing but a name could be written of one. */
function seen(message: MessageObject, resolve: ResolveValue): Seen {
  const { properties, recipients, attachments } = message;
  const body = properties.get(PidTagBody);
  const from = properties.get(PidTagSentRepresentingEmailAddress) ?? '';
  return {
    messageClass: properties.get(PidTagMessageClass),
    subject: properties.get(PidTagSubject) ?? '',
    from: from === '' ? undefined : [properties.get(PidTagSentRepresentingName), from],
    sender: properties.get(PidTagSenderEmailAddress) === '' ? undefined : properties.get(PidTagSenderEmailAddress),
    replyTo: replyRecipients(properties),
    recipients: recipients
      .filter((row) => row.get(PidTagEmailAddress) !== '')
      .map((row) => [row.get(PidTagRecipientType), row.get(PidTagDisplayName), row.get(PidTagEmailAddress)]),
    sentAt: properties.get(PidTagClientSubmitTime),
    messageId: properties.get(PidTagInternetMessageId),
    references: properties.get(PidTagInternetReferences),
    text: body === undefined ? undefined : resolveText(body, resolve).replace(/\r\n|\r|\n/g, '\n'),
    html: htmlBody(message, resolve),
    attachments: attachments.map(({ properties: own, embedded }) => {
      if (embedded !== undefined) return seen(embedded, resolve);
      const data = own.get(PidTagAttachDataBinary);
      const bytes = data === undefined ? new Uint8Array(0) : resolveBytes(data, resolve);
      return {
        name: own.get(PidTagAttachLongFilename),
        sha256: createHash('sha256').update(bytes).digest('hex'),
      };
    }),
  };
}

/** Paths of what was there before and is not the same after. What is made in addition, as a text of HTML, is no loss. */
function differing(before: unknown, after: unknown, path = ''): string[] {
  if (before === undefined) return [];
  if (typeof before !== 'object' || before === null || typeof after !== 'object' || after === null) {
    return before === after ? [] : [path];
  }
  const theirs = after as Seen;
  const added = Array.isArray(before) && Array.isArray(after) && after.length > before.length ? [`${path}/length`] : [];
  return [
    ...added,
    ...Object.entries(before).flatMap(([key, value]) =>
      differing(value, theirs[key], path === '' ? key : `${path}/${key}`),
    ),
  ];
}

function roundTrip(source: Uint8Array): { readonly written: Uint8Array; readonly before: Seen; readonly after: Seen } {
  const message = toMessageObject(parseMime(source));
  const written = toMime(message, { resolve: resolverOf(source), writesBcc: true });
  const again = toMessageObject(parseMime(written));
  return { written, before: seen(message, resolverOf(source)), after: seen(again, resolverOf(written)) };
}

function holdsSigned(source: Uint8Array): boolean {
  return [...parseMime(source).walk()].some(({ contentType }) => contentType.is('multipart/signed'));
}

describe.skipIf(files.length === 0)('the corpus, there and back', () => {
  it.each(files)('%s has the same addresses, subject, bodies and attachments', (name) => {
    const { before, after } = roundTrip(sources.get(name)!);
    expect({ differs: differing(before, after) }).toEqual({ differs: differences[name] ?? [] });
  });
  it.each(files)('%s is told to be unmodified while it is', (name) => {
    const source = sources.get(name)!;
    expect(isUnmodified(toMessageObject(parseMime(source)), source)).toBe(true);
  });
  it('has lines of at most 998 octets of ASCII, all ended by CRLF', () => {
    const faults = files.flatMap((name) => {
      const { written, before } = roundTrip(sources.get(name)!);
      // No byte of what was signed is changed, whatever its line ends.
      if (String(before['messageClass']).includes('SMIME') || holdsSigned(sources.get(name)!)) return [];
      const text = Buffer.from(written).toString('latin1');
      const isWell =
        !/[^\r]\n|\r(?!\n)|[\u0080-\u00ff\0]/.test(text) && text.split('\r\n').every((line) => line.length <= 998);
      return isWell ? [] : [name];
    });
    expect(faults).toEqual([]);
  });
  it.skipIf(!hasPython)('is read by Python without defects, with the same subject and addresses', () => {
    const trips = files.map((name) => roundTrip(sources.get(name)!));
    const read = readWithPython(trips.map(({ written }) => written));
    const faults = files.flatMap((name, index) => {
      const python = read[index];
      const { before } = trips[index]!;
      if (python === null || python === undefined) return [`${name}: not read`];
      const isSame = python.subject === before['subject'] || /[\s\u0000-\u001f]/.test(String(before['subject']));
      return [
        ...python.defects.map((defect) => `${name}: ${defect}`),
        ...(isSame ? [] : [`${name}: ${python.subject}`]),
      ];
    });
    expect(faults).toEqual([]);
  });
});
