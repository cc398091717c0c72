import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressField,
  decodeEncodedWords,
  idField,
  parameterizedField,
  parseAddressList,
  parseParameterized,
  textField,
  unfold,
} from './index.ts';

const value = (field: string): string => unfold(field.slice(field.indexOf(':') + 1));
const linesFit = (field: string): boolean => field.split('\r\n').every((line) => line.length <= 78);

describe('fields of text, RFC 5322 2.2.3 and RFC 2047', () => {
  it.each([
    ['plain', 'Hello there', 'Subject: Hello there'],
    ['not ASCII', 'Viele liebe Grüße', 'Subject: =?utf-8?Q?Viele_liebe_Gr=C3=BC=C3=9Fe?='],
    ['mostly not ASCII', '日本語', 'Subject: =?utf-8?B?5pel5pys6Kqe?='],
    ['what looks like an encoded word', '=?x?Q?y?=', 'Subject: =?utf-8?B?PT94P1E/eT89?='],
    ['line ends, which would begin a field', 'a\r\nBcc: x@y', 'Subject: a Bcc: x@y'],
    ['empty', '', 'Subject: '],
  ])('writes %s', (_, text, expected) => {
    expect(textField('Subject', text)).toBe(expected);
  });
  it('writes UTF-8 as it is where the way takes it, RFC 6532', () => {
    expect(textField('Subject', 'Grüße', { utf8: true })).toBe('Subject: Grüße');
  });
  it('writes no controls and separators as UTF-8, and folds it only at blanks', () => {
    for (const character of ['\u0007', '\u0085', '\u2028', '\u202e'])
      expect(textField('Subject', `ü${character}x`, { utf8: true })).toMatch(/^Subject: =\?utf-8/);
    const field = textField('Subject', 'ü\u00a0'.repeat(60), { utf8: true });
    expect(field).not.toContain('\r\n');
    expect(
      textField('X', '€'.repeat(900), { utf8: true })
        .split('\r\n')
        .every((line) => Buffer.byteLength(line) <= 998),
    ).toBe(true);
  });
  it('keeps every text, in lines of 78 characters and words of 75', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const wanted = text.replace(/[\r\n\0]+/g, ' ');
        const field = textField('Subject', wanted);
        const words = field.match(/=\?[^?]*\?.\?[^?]*\?=/g) ?? [];
        expect(words.every((word) => word.length <= 75)).toBe(true);
        if (words.length > 0) expect(linesFit(field)).toBe(true);
        expect(decodeEncodedWords(value(field)).trim()).toBe(wanted.trim());
      }),
    );
  });
  it('cuts words over 998 characters, and folds long lists', () => {
    expect(
      textField('X', 'y'.repeat(3000))
        .split('\r\n')
        .every((line) => line.length <= 998),
    ).toBe(true);
    expect(decodeEncodedWords(value(textField('X', 'y'.repeat(3000))))).toBe('y'.repeat(3000));
    const ids = Array.from({ length: 40 }, (_, index) => `<${index}.abcdefghijklmnop@example.org>`);
    expect(linesFit(idField('References', ids))).toBe(true);
    expect(value(idField('References', ids)).split(/\s+/)).toEqual(ids);
  });
});

describe('fields of addresses, RFC 5322 3.4', () => {
  it('writes names and groups that it reads', () => {
    const list = [
      { name: 'John Doe', address: 'john@example.org' },
      { name: 'Doe, John "J"', address: 'jd@example.org' },
      { name: 'Jörg (Büro) <x>', address: 'j@example.org' },
      { name: '', address: 'bare@example.org' },
      {
        name: 'A group; of',
        members: [
          { name: '', address: 'm@example.org' },
          { name: '日本', address: 'n@example.org' },
        ],
      },
      { name: 'nobody', members: [] },
    ];
    const field = addressField('To', list);
    expect(parseAddressList(value(field))).toEqual(list);
    expect(linesFit(field)).toBe(true);
  });
  it.each([
    ['a blank', 'a b@x.test', '"a b"@x.test'],
    ['what would be another address', 'a>, <evil@x.test', '"a>, <evil"@x.test'],
    ['what would be another field', 'a\r\nBcc: evil@x.test', '"a Bcc: evil"@x.test'],
    ['a domain that ends', 'a@x.test>,<evil', 'a@x.testevil'],
    ['a quoted local part', '"a \\"b"@x.test', '"a \\"b"@x.test'],
    ['an address literal', 'a@[IPv6:2001:db8::1]', 'a@[IPv6:2001:db8::1]'],
    ['a domain outside ASCII', 'a@bücher.example', 'a@xn--bcher-kva.example'],
    ['no domain', 'root', 'root'],
  ])('lets no address end before its end: %s', (_, address, written) => {
    expect(addressField('To', [{ name: '', address }])).toBe(`To: ${written}`);
  });
  it('writes a local part outside ASCII as UTF-8, or names it in an empty group, RFC 6532 and RFC 6857', () => {
    const list = [{ name: 'Jörg', address: 'jörg@bücher.example' }];
    expect(addressField('To', list, { utf8: true })).toBe('To: "Jörg" <jörg@bücher.example>');
    const [group] = parseAddressList(value(addressField('To', list)));
    expect(group).toEqual({ name: 'Jörg Internationalized Address jörg@bücher.example Removed', members: [] });
  });
  it('keeps any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), (text) => {
        const name = text.replace(/\s+/g, ' ').replaceAll('\0', '').trim();
        const [read] = parseAddressList(value(addressField('To', [{ name, address: 'a@b.test' }])));
        expect(read).toEqual({ name, address: 'a@b.test' });
      }),
    );
  });
});

describe('fields with parameters, RFC 2045 5.1 and RFC 2231', () => {
  it.each([
    [[['charset', 'utf-8']], 'X: a/b; charset=utf-8'],
    [[['name', 'a b.pdf']], 'X: a/b; name="a b.pdf"'],
    [[['name', 'q"\\']], 'X: a/b; name="q\\"\\\\"'],
    [[['name', 'ä.pdf']], "X: a/b; name*=utf-8''%C3%A4.pdf"],
  ] as const)('writes %j', (parameters, expected) => {
    expect(parameterizedField('X', 'a/b', parameters)).toBe(expected);
  });
  it('keeps any value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const wanted = text.replace(/[\r\n\0]+/g, ' ').replaceAll('=?', '');
        const field = parameterizedField('Content-Type', 'a/b', [
          ['name', wanted],
          ['last', 'x'],
        ]);
        const { parameters } = parseParameterized(value(field));
        expect([parameters.get('name'), parameters.get('last')]).toEqual([wanted, 'x']);
        expect(field.split('\r\n').every((line) => line.length <= 100)).toBe(true);
      }),
    );
  });
});
