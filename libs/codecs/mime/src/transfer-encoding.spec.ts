import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBase64Body,
  decodeQuotedPrintable,
  decodeSlice,
  decodeTransferEncoding,
  decodeUuencode,
  encodeBase64Body,
  encodeQuotedPrintable,
  parseTransferEncoding,
} from './index.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const latin1 = (value: Uint8Array): string => Buffer.from(value).toString('latin1');

describe('base64, RFC 2045 6.8', () => {
  it('agrees with Node on lines of 76 characters', () => {
    for (let length = 0; length < 300; length++) {
      const value = Uint8Array.from({ length }, (_, index) => (index * 37 + length) & 0xff);
      const lines = (
        Buffer.from(value)
          .toString('base64')
          .match(/.{1,76}/g) ?? []
      )
        .map((line) => `${line}\r\n`)
        .join('');
      expect(latin1(encodeBase64Body(value))).toBe(lines);
      expect(decodeBase64Body(bytes(lines))).toEqual(value);
    }
  });
  it.each(['\r\n', '\n', ' \r\n', '\r\n\r\n'])('agrees with Node wherever lines begin, ended by %j', (lineEnd) => {
    const value = Uint8Array.from({ length: 200 }, (_, index) => (index * 41) & 0xff);
    for (const lineLength of [76, 75, 60, 19, 5]) {
      const text = Buffer.from(value)
        .toString('base64')
        .replaceAll(new RegExp(`.{${lineLength}}`, 'g'), `$&${lineEnd}`);
      const even = bytes(`--${text}--`);
      const odd = bytes(`---${text}--`);
      expect(decodeBase64Body(even, 2, even.length - 2)).toEqual(value);
      expect(decodeBase64Body(odd, 3, odd.length - 2)).toEqual(value);
      expect(decodeBase64Body(odd.subarray(3, odd.length - 2))).toEqual(value);
    }
  });
  it.each([
    ['foreign characters', 'S\r\nG*V-s bG8!\n', 'Hello'.slice(0, 5)],
    ['no padding', 'SGVsbG8', 'Hello'],
    ['padding in the middle', 'SGU=bGxv', 'Hello'],
    ['a lone character at the end', 'SGVsbG8=Q', 'Hello'],
    ['nothing', '', ''],
    ['only padding', '====', ''],
  ])('decodes %s', (_, text, expected) => {
    expect(latin1(decodeBase64Body(bytes(text)))).toBe(expected);
  });
});

describe('quoted-printable, RFC 2045 6.7', () => {
  it.each([
    [
      'a soft break',
      'If you believe that truth=3Dbeauty, then surely =\r\nmathematics',
      'If you believe that truth=beauty, then surely mathematics',
    ],
    ['a soft break with blanks after it', 'a= \t\r\nb', 'ab'],
    ['lower case', '=c3=a4', '\xc3\xa4'],
    ['blanks at the end of a line', 'a  \t\r\nb \n c ', 'a\r\nb\n c'],
    ['encoded blanks at the end of a line', 'a=20\r\nb=09', 'a \r\nb\t'],
    ['an equals sign that means nothing', 'a=b=', 'a=b'],
    ['half an octet at the end', 'a=4', 'a=4'],
    ['lone CR', 'a\rb=\rc', 'a\rbc'],
  ])('decodes %s', (_, text, expected) => {
    expect(latin1(decodeQuotedPrintable(bytes(text)))).toBe(expected);
  });
  it('writes what it reads, in lines of 76 characters of ASCII, for any bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom('text' as const, 'binary' as const),
        (value, kind) => {
          const encoded = encodeQuotedPrintable(value, kind);
          const lines = latin1(encoded).split('\r\n');
          expect(
            lines.every((line) => line.length <= 76 && /^[\t\x20-\x7e]*$/.test(line) && !/[ \t]$/.test(line)),
          ).toBe(true);
          const expected = kind === 'binary' ? latin1(value) : latin1(value).replace(/\r?\n/g, '\r\n');
          expect(latin1(decodeQuotedPrintable(encoded))).toBe(expected);
        },
      ),
    );
  });
  it('fills a line to 76 characters and no further', () => {
    expect(latin1(encodeQuotedPrintable(bytes('x'.repeat(76))))).toBe('x'.repeat(76));
    expect(latin1(encodeQuotedPrintable(bytes('x'.repeat(77))))).toBe(`${'x'.repeat(75)}=\r\nxx`);
    expect(latin1(encodeQuotedPrintable(bytes('.\nFrom a\n..')))).toBe('=2E\r\n=46rom a\r\n..');
  });
});

describe('uuencode', () => {
  it('decodes a file with its name, blanks for zeros and cut lines', () => {
    const { fileName, bytes: content } = decodeUuencode(
      bytes('some text\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n'),
    );
    expect([fileName, latin1(content)]).toEqual(['cat.txt', 'Cat']);
    expect(latin1(decodeUuencode(bytes('#0V%T\n'), 0).bytes)).toBe('Cat');
    expect(decodeUuencode(bytes('begin 644 x\n#0V\n')).bytes.length).toBe(3);
  });
});

describe('names of transfer encodings, RFC 2045 6.1', () => {
  it.each([
    ['BASE64', 'base64'],
    ['quoted-printable (c)', 'quoted-printable'],
    [' 8bit;', '8bit'],
    ['x-uuencode', 'x-uuencode'],
    ['utf-8', 'unknown'],
    ['', '7bit'],
  ])('reads %j as %s', (text, encoding) => {
    expect(parseTransferEncoding(text)).toBe(encoding);
  });
});

describe('slices of a stored message', () => {
  it('decodes where the value lies, and copies nothing that was not encoded', () => {
    const source = bytes('xxSGVsbG8=yy');
    expect(latin1(decodeSlice(source, { offset: 2, length: 8, transferEncoding: 'base64' }))).toBe('Hello');
    const plain = decodeSlice(source, { offset: 0, length: 2, transferEncoding: '7bit' });
    expect(plain.buffer).toBe(source.buffer);
    expect(decodeSlice(source, { offset: 99, length: 5, transferEncoding: 'base64' }).length).toBe(0);
    expect(decodeTransferEncoding(source, 'unknown')).toBe(source);
  });
});

const corpus = process.env['POSTBUS_CORPUS'];
describe.skipIf(corpus === undefined)('the photo of MimeKit', () => {
  const file = (name: string): Uint8Array => new Uint8Array(readFileSync(`${corpus}/mimekit/encoders/${name}`));
  it('comes out of base64 and uuencode the same', () => {
    expect(decodeBase64Body(file('photo.b64'))).toEqual(file('photo.jpg'));
    expect(decodeUuencode(file('photo.uu')).bytes).toEqual(file('photo.jpg'));
  });
});
