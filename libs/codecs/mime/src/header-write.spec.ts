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
