import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '@postbus/bytes';
import { type WbxmlElement, WbxmlWriter, decodeWbxml, element, encodeWbxml, tagNumber } from './index.ts';

const hex = (text: string) => fromHex(text.replace(/\s/g, ''));
const header = '03 01 6A 00';

describe('example of a server response, [MS-ASWBXML] 3', () => {
  const bytes = hex(`
    03 01 6A 00 45 5C 4F 50 03 43 6F 6E 74 61 63 74 73 00 01 4B 03 32 00 01 52 03 32 00 01 4E 03 31 00 01 56 47 4D 03
    32 3A 31 00 01 5D 00 11 4A 46 03 31 00 01 4C 03 30 00 01 4D 03 31 00 01 01 00 01 5E 03 46 75 6E 6B 2C 20 44 6F 6E
    00 01 5F 03 44 6F 6E 00 01 69 03 46 75 6E 6B 00 01 00 11 56 03 31 00 01 01 01 01 01 01 01`);
  const tree = element(
    'AirSync',
    'Sync',
    element(
      'AirSync',
      'Collections',
      element(
        'AirSync',
        'Collection',
        element('AirSync', 'Class', 'Contacts'),
        element('AirSync', 'SyncKey', '2'),
        element('AirSync', 'CollectionId', '2'),
        element('AirSync', 'Status', '1'),
        element(
          'AirSync',
          'Commands',
          element(
            'AirSync',
            'Add',
            element('AirSync', 'ServerId', '2:1'),
            element(
              'AirSync',
              'ApplicationData',
              element(
                'AirSyncBase',
                'Body',
                element('AirSyncBase', 'Type', '1'),
                element('AirSyncBase', 'EstimatedDataSize', '0'),
                element('AirSyncBase', 'Truncated', '1'),
              ),
              element('Contacts', 'FileAs', 'Funk, Don'),
              element('Contacts', 'FirstName', 'Don'),
              element('Contacts', 'LastName', 'Funk'),
              element('AirSyncBase', 'NativeBodyType', '1'),
            ),
          ),
        ),
      ),
    ),
  );

  it('decodes to the tree that the document shows', () => {
    expect(decodeWbxml(bytes)).toMatchObject(tree);
  });
  it('is encoded byte for byte as the document has it', () => {
    expect(toHex(encodeWbxml(tree))).toBe(toHex(bytes));
  });
  it('says where each tag stands', () => {
    expect(decodeWbxml(bytes).offset).toBe(4);
  });
});

describe('reading, WBXML 1.3 section 5', () => {
  it('takes strings from the string table', () => {
    const bytes = hex(`03 01 6A 08 61 62 63 00 64 65 66 00 45 4B 83 04 01 01`);
    expect(decodeWbxml(bytes)).toMatchObject(element('AirSync', 'Sync', element('AirSync', 'SyncKey', 'def')));
  });
  it('takes a public identifier that is in the string table', () => {
    expect(decodeWbxml(hex('03 00 00 6A 02 41 00 05')).name).toBe('Sync');
  });
  it('takes opaque data as a view of the document', () => {
    const bytes = hex(`${header} 45 4B C3 03 00 01 FF 01 01`);
    const [child] = decodeWbxml(bytes).content;
    const [opaque] = (child as WbxmlElement).content;
    expect(opaque).toEqual(Uint8Array.of(0, 1, 255));
    expect((opaque as Uint8Array).buffer).toBe(bytes.buffer);
  });
  it('keeps text and opaque data of one element apart, in order', () => {
    const [child] = decodeWbxml(hex(`${header} 45 4B 03 61 00 C3 01 62 03 63 00 01 01`)).content;
    expect(child).toMatchObject({ content: ['a', Uint8Array.of(0x62), 'c'] });
  });
  it('has the same tree for an element without content and one that is empty', () => {
    expect(decodeWbxml(hex(`${header} 45 54 01 01`))).toEqual(decodeWbxml(hex(`${header} 45 14 01`)));
  });
});

describe('what is refused, with its place', () => {
  const cases: readonly (readonly [string, string, string, number])[] = [
    ['an empty document', '', 'truncated', 0],
    ['a document of the header alone', header, 'truncated', 4],
    ['a version after 1.3', '04 01 6A 00 05', 'not-wbxml', 0],
    ['a charset other than UTF-8', '03 01 04 00 05', 'unsupported-charset', 2],
    ['a string table past the end', '03 01 6A 09 61 00', 'truncated', 3],
    ['an inline string without its NUL', `${header} 45 4B 03 61 62`, 'truncated', 7],
    ['opaque data past the end', `${header} 45 4B C3 05 61`, 'truncated', 7],
    ['a missing END', `${header} 45 4B 03 61 00 01`, 'end-missing', 10],
    ['an END too many', `${header} 01`, 'unexpected-content', 4],
    ['text before the root', `${header} 03 61 00`, 'unexpected-content', 4],
    ['bytes after the root', `${header} 05 05`, 'trailing-bytes', 5],
    ['an unknown code page', `${header} 00 1A 05`, 'unknown-page', 4],
    ['the retired page AirNotify', `${header} 00 03 05`, 'unknown-page', 4],
    ['an unknown tag', `${header} 45 3F 01`, 'unknown-tag', 5],
    ['a tag of 2.5 that no longer exists', `${header} 45 11 01`, 'unknown-tag', 5],
    ['attributes', `${header} 45 CB 01 01`, 'attributes-not-allowed', 5],
    ['an entity', `${header} 45 02 41 01`, 'unsupported-token', 5],
    ['a literal tag', `${header} 04 00`, 'unsupported-token', 4],
    ['a processing instruction', `${header} 43 00`, 'unsupported-token', 4],
    ['an extension token', `${header} 45 C0 01`, 'unsupported-token', 5],
    ['a string reference past the table', `${header} 45 83 00 01`, 'bad-string-reference', 6],
    ['a string of the table without its NUL', '03 01 6A 01 61 45 83 00 01', 'bad-string-reference', 7],
    ['a number of more than 32 bits', `${header} 45 C3 90 80 80 80 00 01`, 'number-too-large', 6],
    ['a number of more than 5 bytes', `${header} 45 C3 80 80 80 80 80 00 01`, 'number-too-large', 6],
  ];
  it.each(cases)('%s', (_, bytes, code, offset) => {
    expect(() => decodeWbxml(hex(bytes))).toThrow(expect.objectContaining({ code, offset, retryable: false }));
  });
  it('a length of 4 GiB is a truncated document, not an allocation', () => {
    expect(() => decodeWbxml(hex(`${header} 45 C3 8F FF FF FF 7F 01`))).toThrow(
      expect.objectContaining({ code: 'truncated', offset: 6 }),
    );
  });
});

describe('limits against bombs', () => {
  const nested = (depth: number) => hex(`${header} ${'45'.repeat(depth)}${'01'.repeat(depth)}`);
  it('depth', () => {
    expect(decodeWbxml(nested(32)).name).toBe('Sync');
    expect(() => decodeWbxml(nested(33))).toThrow(expect.objectContaining({ code: 'too-deep', offset: 4 + 32 }));
  });
  it('elements', () => {
    const wide = hex(`${header} 45 ${'14'.repeat(1000)} 01`);
    expect(() => decodeWbxml(wide, { maxElements: 100 })).toThrow(
      expect.objectContaining({ code: 'too-many-elements', offset: 4 + 100 }),
    );
  });
  it('bytes', () => {
    expect(() => decodeWbxml(new Uint8Array(101), { maxBytes: 100 })).toThrow(
      expect.objectContaining({ code: 'too-large', offset: 0 }),
    );
  });
  it('an inline string, and a string table', () => {
    expect(() => decodeWbxml(hex(`${header} 45 03 616161 00 01`), { maxStringBytes: 2 })).toThrow(
      expect.objectContaining({ code: 'string-too-long', offset: 6 }),
    );
    expect(() => decodeWbxml(hex('03 01 6A 03 616100 05'), { maxStringBytes: 2 })).toThrow(
      expect.objectContaining({ code: 'string-too-long', offset: 3 }),
    );
  });
  it('one string of the table taken again and again', () => {
    const bytes = hex(`03 01 6A 14 ${'61'.repeat(19)}00 45 ${'8300'.repeat(40)} 01`);
    expect(() => decodeWbxml(bytes, { maxBytes: 200 })).toThrow(expect.objectContaining({ code: 'too-large' }));
  });
});

describe('writing', () => {
  const tag = tagNumber('ComposeMail', 'Mime')!;
  it('does not copy a long value, and copies it once into a whole document', () => {
    const mime = new Uint8Array(100_000).fill(0x41);
    const writer = new WbxmlWriter().start(tagNumber('ComposeMail', 'SendMail')!).start(tag).opaque(mime).end().end();
    expect(writer.chunks()).toContain(mime);
    const whole = writer.finish();
    expect(whole.length).toBe(writer.length);
    expect(toHex(whole.subarray(0, 12))).toBe('03016a0000154550c3868d20');
    const [child] = decodeWbxml(whole).content;
    expect(child).toMatchObject({ name: 'Mime', content: [mime] });
  });
  it.each([0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152])('tells a length of %i', (length) => {
    const value = new Uint8Array(length);
    const [read] = decodeWbxml(new WbxmlWriter().start(tag).opaque(value).end().finish()).content;
    expect((read as Uint8Array).length).toBe(length);
  });
  it.each([0, 100, 2047, 2048, 5000])('keeps a text of %i characters', (length) => {
    const text = 'ü€𝄞'.repeat(length).slice(0, length).toWellFormed();
    expect(decodeWbxml(encodeWbxml(element('AirSync', 'SyncKey', text))).content).toEqual([text]);
  });
  it('refuses a NUL in an inline string', () => {
    expect(() => encodeWbxml(element('AirSync', 'SyncKey', 'a\0b'))).toThrow(
      expect.objectContaining({ code: 'nul-in-string', offset: 5 }),
    );
  });
  it('refuses to end what was not started, and to finish what was not ended', () => {
    expect(() => new WbxmlWriter().end()).toThrow(expect.objectContaining({ code: 'unexpected-content' }));
    expect(() => new WbxmlWriter().start(tag).finish()).toThrow(expect.objectContaining({ code: 'end-missing' }));
  });
  it('refuses an element that no code page has', () => {
    const tree = { namespace: 'AirSync', name: 'Nothing', content: [] } as const;
    expect(() => encodeWbxml(tree)).toThrow(expect.objectContaining({ code: 'unknown-tag' }));
  });
  it('switches the page only where it changes', () => {
    const tree = element('AirSync', 'Sync', element('Email', 'To'), element('Email', 'Cc'), element('AirSync', 'Add'));
    expect(toHex(encodeWbxml(tree))).toBe('03016a00450002161700000701');
  });
});
