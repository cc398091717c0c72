/** Messages to convert: other people's where there are any, and made ones of the kinds that mailers send. RFC 5322, RFC 2045 */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const words =
  'the quick brown fox jumps over a lazy dog and then writes home about its day in the hills where wind is never still'.split(
    ' ',
  );
const greek = 'Καλημέρα κόσμε';
const german = 'Grüße aus der Küche';
const japanese = '会議の資料を送ります';

/** Bytes of every message of `POSTBUS_CORPUS`, of ../shared/corpus beside the project, or none. */
export function corpusMessages(): Uint8Array[] {
  const folder = resolve(process.env['POSTBUS_CORPUS'] ?? '../shared/corpus');
  return globSync('**/*.{eml,msg}', { cwd: folder })
    .toSorted()
    .map((name) => new Uint8Array(readFileSync(join(folder, name))));
}

/** `count` messages, of eight kinds in turn, no two alike. */
export function madeMessages(count: number): Uint8Array[] {
  const kinds = [plain, quotedPrintable, alternative, withAttachment, related, reply, japaneseMail, digest];
  return Array.from({ length: count }, (_, number) => bytesOf(kinds[number % kinds.length]!(number)));
}

/** A message with one attachment of `size` bytes under `encoding`. */
export function messageWithAttachment(size: number, encoding: 'base64' | 'quoted-printable'): Uint8Array {
  const body = encoding === 'base64' ? base64(randomBytes(size, 1)) : quotedPrintableText(size);
  const type = encoding === 'base64' ? 'application/octet-stream' : 'text/plain; charset=utf-8';
  return bytesOf(
    mail(0, 'An attachment', [
      ...multipart('mixed', [
        part('text/plain', '7bit', 'See the attachment.'),
        part(type, encoding, body, 'Content-Disposition: attachment; filename="data"'),
      ]),
    ]),
  );
}

function plain(number: number): string {
  return mail(number, `Message ${number}`, [...part('text/plain; charset=us-ascii', '7bit', prose(number, 40))]);
}

function quotedPrintable(number: number): string {
  return mail(number, encodedWord('utf-8', german), [
    ...part('text/plain; charset=iso-8859-1', 'quoted-printable', prose(number, 40).replaceAll('day', 'K=FCche')),
  ]);
}

function alternative(number: number): string {
  return mail(number, encodedWord('utf-8', greek), [
    ...multipart('alternative', [
      part('text/plain; charset=utf-8', 'quoted-printable', prose(number, 20).replaceAll('day', 'm=C3=A9t=C3=A9o')),
      part('text/html; charset=utf-8', 'quoted-printable', html(number)),
    ]),
  ]);
}

function withAttachment(number: number): string {
  return mail(number, `Files of ${number}`, [
    ...multipart('mixed', [
      part('text/plain; charset=utf-8; format=flowed', '8bit', `${prose(number, 10)}${german}`),
      part(
        'application/pdf',
        'base64',
        base64(randomBytes(20_000, number)),
        `Content-Disposition: attachment; filename*=utf-8''B%C3%A9richt%20${number}.pdf`,
      ),
      part(
        'image/jpeg; name="=?utf-8?Q?K=C3=BCche.jpg?="',
        'base64',
        base64(randomBytes(30_000, number)),
        'Content-Disposition: attachment; filename="=?utf-8?Q?K=C3=BCche.jpg?="',
      ),
    ]),
  ]);
}

function related(number: number): string {
  return mail(number, `News ${number}`, [
    ...multipart('alternative', [
      part('text/plain; charset=windows-1252', 'quoted-printable', prose(number, 15)),
      multipart('related', [
        part(
          'text/html; charset=windows-1252',
          'quoted-printable',
          `${html(number)}<img src=3D"cid:logo@example.com">`,
        ),
        part(
          'image/png',
          'base64',
          base64(randomBytes(8000, number)),
          'Content-ID: <logo@example.com>',
          'Content-Disposition: inline; filename="logo.png"',
        ),
      ]),
    ]),
  ]);
}

function reply(number: number): string {
  const quoted = prose(number, 30).replaceAll(/^/gm, '> ');
  const references = Array.from({ length: 12 }, (_, index) => `<${number}.${index}@example.com>`).join('\r\n ');
  return mail(number, `Re: Message ${number}`, [
    `In-Reply-To: <${number}.11@example.com>`,
    `References: ${references}`,
    ...part('text/plain; charset=utf-8', '8bit', `${german}\r\n\r\n${quoted}`),
  ]);
}

function japaneseMail(number: number): string {
  return mail(
    number,
    `=?iso-2022-jp?B?${Buffer.from('\x1b$B2q5D$N;qNA$rAw$j$^$9\x1b(B', 'latin1').toString('base64')}?=`,
    [...part('text/plain; charset=utf-8', 'base64', base64(Buffer.from(`${japanese}\r\n`.repeat(60))))],
  );
}

function digest(number: number): string {
  return mail(number, `Forwarded ${number}`, [
    ...multipart('mixed', [
      part('text/plain', '7bit', prose(number, 5)),
      ['Content-Type: message/rfc822', '', alternative(number + 1)],
      ['Content-Type: message/rfc822', '', plain(number + 2)],
    ]),
  ]);
}

/** A message with the fields that servers put on the way, before those of its body and the body. */
function mail(number: number, subject: string, rest: readonly string[]): string {
  const date = `Mon, ${1 + (number % 28)} Jun 2026 12:34:56 +0200`;
  const received = Array.from(
    { length: 5 },
    (_, hop) =>
      `Received: from host${hop}.example.net (host${hop}.example.net [192.0.2.${hop}])\r\n\tby mx${hop}.example.org (Postfix) with ESMTPS id ${number}A${hop}\r\n\tfor <reader${number}@example.org>; ${date}`,
  );
  return [
    `Return-Path: <writer${number}@example.com>`,
    ...received,
    'Authentication-Results: mx.example.org; dkim=pass header.i=@example.com header.s=s1;\r\n\tspf=pass smtp.mailfrom=example.com; dmarc=pass header.from=example.com',
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1;\r\n\th=from:to:subject:date; bh=${base64(randomBytes(32, number)).trim()};\r\n\tb=${base64(randomBytes(200, number)).trim().replaceAll('\r\n', '\r\n\t')}`,
    `From: ${encodedWord('iso-8859-1', 'J\xfcrgen M\xfcller', 'latin1')} <writer${number}@example.com>`,
    `To: "Reader, Some" <reader${number}@example.org>,\r\n\tAnother Reader <another@example.org>, third@example.org`,
    `Cc: ${encodedWord('utf-8', greek)} <copy@example.net>, A Team: a@example.net, b@example.net;`,
    `Subject: ${subject}`,
    `Date: ${date}`,
    `Message-ID: <${number}.${number * 7919}@example.com>`,
    'X-Mailer: Bench 1.0',
    'X-Spam-Status: No, score=-1.9 required=5.0 tests=BAYES_00,DKIM_SIGNED,DKIM_VALID\r\n\tautolearn=ham version=4.0.0',
    'List-Unsubscribe: <mailto:leave@example.com>, <https://example.com/leave>',
    'MIME-Version: 1.0',
    ...rest,
  ].join('\r\n');
}

function part(type: string, encoding: string, body: string, ...fields: readonly string[]): string[] {
  return [`Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, ...fields, '', body];
}

let boundaries = 0;

function multipart(subtype: string, parts: readonly (readonly string[])[]): string[] {
  const boundary = `----=_Part_${++boundaries}_1234567.89`;
  const inside = parts.flatMap((lines) => [`--${boundary}`, ...lines]);
  return [`Content-Type: multipart/${subtype}; boundary="${boundary}"`, '', ...inside, `--${boundary}--`, ''];
}

function prose(seed: number, lines: number): string {
  const line = (row: number): string =>
    Array.from(
      { length: 12 },
      (_, column) => words[(seed * 7 + row * 5 + column * (1 + (row % 3))) % words.length],
    ).join(' ');
  return `${Array.from({ length: lines }, (_, row) => line(row)).join('\r\n')}\r\n`;
}

function html(number: number): string {
  const rows = prose(number, 25).replaceAll(/^.*$/gm, '<p style=3D"margin:0">$&</p>=');
  return `<html><head><title>${number}</title></head><body>${rows}\r\n<table><tr><td>caf=C3=A9</td></tr></table></body></html>`;
}

/** Western text with an encoded character in each second word or so, lines broken softly. */
function quotedPrintableText(size: number): string {
  const line = 'Le caf=C3=A9 o=C3=B9 l=E2=80=99on fume est ferm=C3=A9 d=C3=A8s midi, =\r\n';
  return line.repeat(Math.ceil(size / line.length));
}

function encodedWord(charset: string, text: string, as: BufferEncoding = 'utf8'): string {
  return `=?${charset}?B?${Buffer.from(text, as).toString('base64')}?=`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
}

/** The same for the same seed: a linear congruential generator. */
function randomBytes(size: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = seed * 2_654_435_761 + 1;
  for (let index = 0; index < size; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'utf8'));
}
