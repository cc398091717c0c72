/** What is written, read by programs that others wrote. */
import { createHash } from 'node:crypto';
import {
  type MessageObject,
  PidTagAttachContentId,
  PidTagAttachFlags,
  PidTagBody,
  PidTagHtml,
  PidTagInternetCodepage,
  PidTagReadReceiptRequested,
  PidTagSubject,
  PropertyBag,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { hasGMime, readWithGMime } from '../../spec/gmime-reader.ts';
import { hasPython, readWithPython } from '../../spec/python-email.ts';
import { recipientRow } from '../recipients.ts';
import { toMime } from './to-mime.ts';
import { file, messageOf, note, user } from './written-message.fixture.ts';

const long = 'Ein sehr langer Betreff, der über mehrere Zeilen geht — 日本語のとても長い件名 🎉 '.repeat(6).trim();
const names = [
  'Übersicht „Plan“ 2026.pdf',
  `${'lang'.repeat(40)}.txt`,
  "a;b='c' (1), %20.txt",
  '日本語.docx',
  'plain.bin',
];
const contents = names.map((name, index) => createHash('sha512').update(name).digest().subarray(index));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function rich(): MessageObject {
  const logo = file('logo.png', 'image/png', contents[0]!);
  logo.properties.set(PidTagAttachContentId, 'logo@x').set(PidTagAttachFlags, 4);
  const properties = note()
    .set(PidTagSubject, long)
    .set(PidTagBody, 'Grüße\r\n.\r\nFrom hier ')
    .set(PidTagHtml, Buffer.from('<p>Grüße <img src="cid:logo@x">'))
    .set(PidTagReadReceiptRequested, true);
  const recipients = [
    recipientRow(user('Müller, Änna "Ä"', 'anna.m@bücher.example'), 1, 0),
    recipientRow(user('', 'a b@x.test'), 1, 1),
    recipientRow(user('Fax', '+1 555', 'FAX'), 1, 2),
    recipientRow(user('日本 太郎', 'taro@example.jp'), 2, 3),
    recipientRow(user('Nobody in particular', ''), 2, 4),
  ];
  const embedded = { properties: new PropertyBag(), embedded: messageOf(note().set(PidTagSubject, 'Inner Ü')) };
  const files = names.map((name, index) => file(name, undefined, contents[index]!));
  return { properties, recipients, attachments: [logo, ...files, embedded] };
}
const texts = ['plain', 'Grüße', 'Привет', '日本語', 'x'.repeat(3000), 'a\n.\nb ', '\u0000\u0007'];
const codePages = [undefined, 65001, 1251, 50220, 28591];
const messages = [
  rich(),
  ...texts.flatMap((text) =>
    codePages.map((codePage) => messageOf(note().set(PidTagBody, text).set(PidTagInternetCodepage, codePage))),
  ),
];
const written = messages.map((message) => toMime(message));
const line = (text: string) => text.replace(/\r\n|\r|\n/g, '\n');

describe.skipIf(!hasPython)('Python', () => {
  const read = readWithPython(written);
  it('finds no defect in messages, parts and header fields', () => {
    expect(
      read.flatMap((message) => (message === null ? ['not read'] : [...message.defects, ...message.headerDefects])),
    ).toEqual([]);
  });
  it('reads subject, addresses, names and contents', () => {
    expect(read[0]).toMatchObject({
      subject: long,
      from: [['Anna', 'anna@example.org']],
      to: [
        ['Müller, Änna "Ä"', 'anna.m@xn--bcher-kva.example'],
        ['', '"a b"@x.test'],
        ['Fax', 'IMCEAFAX-+2B1+20555@invalid'],
      ],
      cc: [['日本 太郎', 'taro@example.jp']],
    });
    const files = read[0]!.parts.filter(({ disposition }) => disposition === 'attachment').slice(0, names.length);
    expect(files.map(({ fileName }) => fileName)).toEqual(names);
    expect(files.map((part) => part.sha256)).toEqual(contents.map(sha256));
  });
  it('reads each text in each charset', () => {
    const expected = texts.flatMap((text) => codePages.map(() => line(text)));
    expect(read.slice(1).map((message) => line(message!.parts[0]!.text!))).toEqual(expected);
  });
});

describe.skipIf(!hasGMime)('GMime', () => {
  const read = hasGMime ? readWithGMime(written) : [];
  it('reads subject, addresses, names and contents', () => {
    expect(read[0]).toMatchObject({
      subject: long,
      from: ['Anna <anna@example.org>'],
      to: ['Müller, Änna "Ä" <anna.m@bücher.example>', '"a b"@x.test', 'Fax <IMCEAFAX-+2B1+20555@invalid>'],
      cc: ['日本 太郎 <taro@example.jp>'],
    });
    const parts = read[0]!.parts;
    expect(parts.map(({ contentType }) => contentType).slice(0, 6)).toEqual([
      'multipart/mixed',
      'multipart/related',
      'multipart/alternative',
      'text/plain',
      'text/html',
      'image/png',
    ]);
    expect(parts[5]).toMatchObject({ contentId: 'logo@x', sha256: sha256(contents[0]!) });
    expect(parts.slice(6, 11).map(({ fileName }) => fileName)).toEqual(names);
    expect(parts.slice(6, 11).map((part) => part.sha256)).toEqual(contents.map(sha256));
    expect(parts.slice(11).map(({ contentType }) => contentType)).toEqual(['message/rfc822', 'text/plain']);
  });
  it('reads header fields in UTF-8, RFC 6532', () => {
    const recipients = [recipientRow(user('Jörg, 日本', 'jörg@bücher.example'), 1, 0)];
    const bytes = toMime({ ...rich(), recipients }, { utf8Headers: true, eightBit: true });
    expect(readWithGMime([bytes])[0]).toMatchObject({ subject: long, to: ['Jörg, 日本 <jörg@bücher.example>'] });
  });
  it('reads what Python reads of all other messages', () => {
    const theirs = readWithPython(written).map((message) => message!.parts.map((part) => part.sha256 ?? ''));
    expect(read.slice(1).map(({ parts }) => parts.map((part) => part.sha256))).toEqual(theirs.slice(1));
  });
});
