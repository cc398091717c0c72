/** Any bytes at all: read or refused with a place; POSTBUS_FUZZ_RUNS runs each for longer. */
import { utf8Bytes, utf8Text } from '@postbus/bytes';
import * as mapi from '@postbus/mapi';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VCardError, contactFromVCard, vCardOf } from './index.ts';

const numRuns = Number(process.env['POSTBUS_FUZZ_RUNS'] ?? 400);
const snippets = [
  'BEGIN:VCARD\r\n',
  'END:VCARD\r\n',
  'VERSION:2.1\r\n',
  'VERSION:4.0\n',
  'N:',
  'FN;CHARSET=utf-7:',
  'ADR;TYPE=home,pref:',
  'TEL;WORK:',
  'EMAIL:',
  'PHOTO;ENCODING=b:',
  'NOTE;ENCODING=QUOTED-PRINTABLE:',
  'AGENT:BEGIN:VCARD\n',
  'BDAY:1996-04-15\n',
  'REV:99991231T235959Z\n',
  'X-MS-TEL;TYPE="',
  'KEY:data:x;base64,',
  'CATEGORIES:',
  '=\r\n',
  '=3D',
  '\r\n ',
  '\r\n',
  ';',
  ',',
  ':',
  '\\',
  '\\n',
  '"',
  '=',
  '^n',
  '/9j/4A==',
  'é',
  '\0',
];
const anyFile = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...snippets) },
      { weight: 1, arbitrary: fc.string({ maxLength: 20, unit: 'binary' }) },
    ),
    { maxLength: 60 },
  )
  .map((pieces) => `BEGIN:VCARD\r\n${pieces.join('')}`);

function written(bytes: Uint8Array): Uint8Array | VCardError {
  try {
    return vCardOf(contactFromVCard(bytes));
  } catch (error) {
    if (error instanceof VCardError) return error;
    throw error;
  }
}

describe('any bytes', () => {
  it('are read as a contact, and what is written of it stays the same from then on', () => {
    fc.assert(
      fc.property(anyFile, (text) => {
        const once = written(utf8Bytes(text));
        if (once instanceof VCardError) return;
        const twice = written(once);
        expect(twice instanceof VCardError ? twice : utf8Text(twice)).toBe(
          utf8Text(written(twice as Uint8Array) as Uint8Array),
        );
      }),
      { numRuns },
    );
  });
  it('are read or refused with a place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const got = written(bytes);
        if (got instanceof VCardError) expect(got.offset).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns },
    );
  });
});

describe('any values in a contact', () => {
  it('are written as a vCard that is read again', () => {
    const definitions = Object.entries(mapi).flatMap(([name, one]) =>
      /^Pid(?:Lid|Tag)/.test(name) ? [one as mapi.PropertyDefinition] : [],
    );
    const value = fc.oneof(
      fc.string({ maxLength: 20, unit: 'binary' }),
      fc.integer(),
      fc.boolean(),
      fc.bigInt(-(1n << 70n), 1n << 70n),
      fc.uint8Array({ maxLength: 9 }),
      fc.array(fc.oneof(fc.string(), fc.integer(), fc.uint8Array({ maxLength: 3 })), { maxLength: 3 }),
    );
    const properties = fc
      .array(fc.tuple(fc.constantFrom(...definitions), value), { minLength: 20, maxLength: 150 })
      .map((entries) => new mapi.PropertyBag(entries.map(([{ key, type }, one]) => ({ key, type, value: one }))));
    fc.assert(
      fc.property(properties, (bag) => {
        const photo = { properties: new mapi.PropertyBag(bag).set(mapi.PidTagAttachmentContactPhoto, true) };
        const bytes = vCardOf({ properties: bag, recipients: [], attachments: [photo] });
        expect(utf8Text(bytes)).toMatch(/^BEGIN:VCARD\r\n(?:[\w-].*\r\n(?: .*\r\n)*)+END:VCARD\r\n$/);
        contactFromVCard(bytes);
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });
});

/** Finishing inside the test's time is the assertion: anything quadratic takes minutes on these. */
describe('bombs', () => {
  const many = 100_000;
  it.each([
    ['lines', 'A\n'.repeat(many)],
    ['folds', `FN:a${'\n b'.repeat(many)}`],
    ['soft line breaks', `VERSION:2.1\nNOTE;QUOTED-PRINTABLE:a${'=\n'.repeat(many)}`],
    ['base64 lines', `VERSION:2.1\nPHOTO;BASE64:${'\nAAAA'.repeat(many)}`],
    ['parameters', `TEL${';TYPE=a'.repeat(many)}:1`],
    ['quotes', `TEL;${'"'.repeat(many)}:1`],
    ['separators', `N:${';'.repeat(many)}`],
    ['list values', `CATEGORIES:${',a'.repeat(many)}`],
    ['backslashes', `NOTE:${'\\'.repeat(many)}`],
    ['begins', 'BEGIN:VCARD\n'.repeat(many)],
    ['blanks', `FN:${' '.repeat(many)}x`],
    ['data', `PHOTO:${'data:'.repeat(many)}`],
  ])('of %s', (_, text) => {
    const got = written(utf8Bytes(`BEGIN:VCARD\n${text}\nEND:VCARD\n`));
    expect(got instanceof VCardError ? got.code : 'written').toMatch(/written|too-many-properties/);
  });
});
