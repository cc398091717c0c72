import { fromHex, toHex } from '@postbus/bytes';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MapiError,
  addressSearchKey,
  flatEntryList,
  oneOffEntryId,
  readFlatEntryList,
  readOneOffEntryId,
} from './index.ts';

/** UTF-16 of `text` and its null. */
const utf16 = (text: string) => Buffer.from(`${text}\0`, 'utf16le').toString('hex');
const prefix = '00000000812b1fa4bea310199d6e00dd010f5402';

describe('one-off EntryIDs, [MS-OXCDATA] 2.2.5.1', () => {
  const anna = { displayName: 'Anna Ö', addressType: 'SMTP', emailAddress: 'anna@example.org' };
  it('lays out provider, version, flags and three strings', () => {
    expect(toHex(oneOffEntryId(anna))).toBe(
      `${prefix}00000180${utf16('Anna Ö')}${utf16('SMTP')}${utf16('anna@example.org')}`,
    );
  });
  it('reads 8-bit strings where the U bit is clear', () => {
    const bytes = fromHex(`${prefix}00000000${Buffer.from('J\xfcrgen\0SMTP\0j@x\0', 'latin1').toString('hex')}`);
    expect(readOneOffEntryId(bytes)).toEqual({ displayName: 'Jürgen', addressType: 'SMTP', emailAddress: 'j@x' });
  });
  it('gives back whatever it was given', () => {
    const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', ''));
    fc.assert(
      fc.property(fc.record({ displayName: text, addressType: text, emailAddress: text }), (recipient) => {
        expect(readOneOffEntryId(oneOffEntryId(recipient))).toEqual(recipient);
      }),
    );
  });
  it('throws only its own error for other bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (tail) => {
        try {
          readOneOffEntryId(Buffer.concat([fromHex(prefix), tail]));
        } catch (error) {
          expect(error).toBeInstanceOf(MapiError);
        }
      }),
    );
  });
});

describe('FlatEntryList, [MS-OXCDATA] 2.3.3', () => {
  it('counts entries and bytes, and pads between entries to four bytes', () => {
    const list = flatEntryList([fromHex('aabbccddee'), fromHex('0102')]);
    expect(toHex(list)).toBe('020000001200000005000000aabbccddee000000020000000102');
    expect(readFlatEntryList(list).map(toHex)).toEqual(['aabbccddee', '0102']);
  });
  it('refuses a list that ends within an entry', () => {
    expect(() => readFlatEntryList(fromHex('ffffffff00000000050000000000'))).toThrow(
      expect.objectContaining({ code: 'not-a-flat-entry-list' }),
    );
  });
});

describe('search keys', () => {
  it('are type and address in upper case with a zero byte', () => {
    expect(Buffer.from(addressSearchKey('SMTP', 'Anna@Example.org')).toString()).toBe('SMTP:ANNA@EXAMPLE.ORG\0');
  });
});
