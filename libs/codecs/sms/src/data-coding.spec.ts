import { describe, expect, it } from 'vitest';
import { type DataCoding, alphabetOf, dataCodingOctet, readDataCoding } from './index.ts';

describe('the data coding scheme, 3GPP TS 23.038 section 4', () => {
  it.each<[number, DataCoding]>([
    [0x00, { group: 'general', alphabet: 'gsm' }],
    [0x04, { group: 'general', alphabet: 'octets' }],
    [0x08, { group: 'general', alphabet: 'ucs2' }],
    [0x0c, { group: 'general', alphabet: 'reserved' }],
    [0x10, { group: 'general', alphabet: 'gsm', messageClass: 0 }],
    [0x19, { group: 'general', alphabet: 'ucs2', messageClass: 1 }],
    [0x22, { group: 'general', alphabet: 'gsm', compressed: true }],
    [0x5a, { group: 'general', alphabet: 'ucs2', messageClass: 2, automaticDeletion: true }],
    [0x80, { group: 'reserved', octet: 0x80 }],
    [0xc8, { group: 'message-waiting', store: false, alphabet: 'gsm', active: true, kind: 'voicemail' }],
    [0xd1, { group: 'message-waiting', store: true, alphabet: 'gsm', active: false, kind: 'fax' }],
    [0xeb, { group: 'message-waiting', store: true, alphabet: 'ucs2', active: true, kind: 'other' }],
    [0xf2, { group: 'message-class', alphabet: 'gsm', messageClass: 2 }],
    [0xf7, { group: 'message-class', alphabet: 'octets', messageClass: 3 }],
  ])('reads %i', (octet, coding) => {
    expect(readDataCoding(octet)).toEqual(coding);
  });

  it('writes each octet that has no reserved bits as it was read', () => {
    for (let octet = 0; octet < 256; octet++) {
      const classless = octet < 0x80 && (octet & 0x10) === 0 ? octet & ~0x03 : octet;
      const group = octet >= 0xc0 && octet < 0xf0 ? classless & ~0x04 : classless;
      const meant = octet >= 0xf0 ? group & ~0x08 : group;
      expect(dataCodingOctet(readDataCoding(octet))).toBe(meant);
    }
  });

  it('takes reserved codings for the 7 bit alphabet, and compressed text for none', () => {
    expect([0x0c, 0x90, 0xf4, 0xe0, 0x08, 0x28].map((octet) => alphabetOf(readDataCoding(octet)))).toEqual([
      'gsm',
      'gsm',
      'octets',
      'ucs2',
      'ucs2',
      undefined,
    ]);
  });

  it('has no octet for a discarded indication in UCS-2', () => {
    const coding = { group: 'message-waiting', store: false, alphabet: 'ucs2', active: true, kind: 'fax' } as const;
    expect(() => dataCodingOctet(coding)).toThrow(expect.objectContaining({ code: 'out-of-range' }));
    expect(() => dataCodingOctet({ group: 'reserved', octet: 0 })).toThrow(
      expect.objectContaining({ code: 'out-of-range' }),
    );
  });
});
