import { fromHex, toHex } from '@postbus/bytes';
import { describe, expect, it } from 'vitest';
import {
  NationalLanguage,
  SmsError,
  decodeGsm,
  decodeUcs2,
  encodeGsm,
  encodeUcs2,
  fillBitsAfter,
  isNationalLanguage,
  lockingTable,
  packSeptets,
  singleTable,
  transliterate,
  unpackSeptets,
} from '../index.ts';

const languages = Object.values(NationalLanguage);
const gsm = (text: string, shifts = {}) => toHex(encodeGsm(text, shifts));

describe('the 7 bit alphabet, 3GPP TS 23.038 6.2.1', () => {
  it('has each character of the default table at its code', () => {
    expect(gsm('@£$¥èéùìòÇ\nØø\rÅå')).toBe('000102030405060708090a0b0c0d0e0f');
    expect(gsm('Δ_ΦΓΛΩΠΨΣΘΞ')).toBe('101112131415161718191a');
    expect(gsm('ÆæßÉ !"#¤%')).toBe('1c1d1e1f202122232425');
    expect(gsm('¡ÄÖÑÜ§¿äöñüà')).toBe('405b5c5d5e5f607b7c7d7e7f');
  });

  it('writes characters of the extension table behind an escape', () => {
    expect(gsm('\f^{}\\[~]|€')).toBe('1b0a1b141b281b291b2f1b3c1b3d1b3e1b401b65');
  });

  it('refuses what it lacks, and says where', () => {
    expect(() => encodeGsm('façade')).toThrow(expect.objectContaining({ code: 'not-encodable', offset: 2 }));
    expect(() => encodeGsm('a😀')).toThrow(SmsError);
  });

  it('reads an escaped code that has no character as that of the main table, 6.2.1.1', () => {
    expect(decodeGsm(Uint8Array.of(0x1b, 0x41, 0x1b, 0x65))).toBe('A€');
  });

  it('reads a second escape, and one at the end, as a space, 6.2.1.1 note 1', () => {
    expect(decodeGsm(Uint8Array.of(0x41, 0x1b, 0x1b, 0x42, 0x1b))).toBe('A B ');
  });

  it('passes over the eighth bit of an octet', () => {
    expect(decodeGsm(Uint8Array.of(0xc1))).toBe('A');
  });
});

describe('national tables, 3GPP TS 23.038 Annex A', () => {
  it('are there for each of the 13 languages, but for Spanish no locking one', () => {
    expect(languages.filter((language) => singleTable(language) === undefined)).toEqual([]);
    expect(languages.filter((language) => lockingTable(language) === undefined)).toEqual([NationalLanguage.Spanish]);
    expect([0, 1, 13, 14].map(isNationalLanguage)).toEqual([false, true, true, false]);
  });

  it('write each of their characters and read it again', () => {
    for (const locking of [undefined, ...languages.filter((language) => language !== NationalLanguage.Spanish)]) {
      for (const single of [undefined, ...languages]) {
        const units = [...lockingTable(locking)!, ...singleTable(single)!].filter((unit) => unit !== 0);
        const text = String.fromCharCode(...units);
        expect(decodeGsm(encodeGsm(text, { locking, single }), { locking, single })).toBe(text);
      }
    }
  });

  it('have escape, line feed and carriage return of their own nowhere', () => {
    for (const language of languages) {
      expect(singleTable(language)![0x1b]).toBe(0);
      expect(singleTable(language)![0x0d]).toBe(0);
      expect(String.fromCharCode(singleTable(language)![0x0a]!)).toBe('\f');
      const locking = lockingTable(language);
      if (locking !== undefined) expect([locking[0x0a], locking[0x0d], locking[0x1b]]).toEqual([0x0a, 0x0d, 0]);
    }
  });

  it('are used as they are told', () => {
    const { Turkish, Spanish, Hindi } = NationalLanguage;
    expect(gsm('ığ', { single: Turkish })).toBe('1b691b67');
    expect(gsm('ığ', { locking: Turkish })).toBe('070c');
    expect(gsm('Áç', { single: Spanish })).toBe('1b411b09');
    expect(gsm('नमस्ते १', { locking: Hindi, single: Hindi })).toBe('2f424c5f2759201b1d');
    expect(decodeGsm(Uint8Array.of(0x0c), { locking: NationalLanguage.Bengali })).toBe('\ufffd');
    expect(() => encodeGsm('a', { locking: Spanish })).toThrow(expect.objectContaining({ code: 'out-of-range' }));
  });
});

describe('packing of septets, 3GPP TS 23.038 6.1.2.1.1', () => {
  it('puts the first septet into the low bits', () => {
    expect(toHex(packSeptets(encodeGsm('hellohello')))).toBe('e8329bfd4697d9ec37');
    expect(decodeGsm(unpackSeptets(fromHex('e8329bfd4697d9ec37'), 10))).toBe('hellohello');
  });

  it('begins behind fill bits where a header does not end on a septet, 23.040 9.2.3.24', () => {
    expect([1, 5, 6, 7, 8, 14].map(fillBitsAfter)).toEqual([6, 2, 1, 0, 6, 0]);
    for (let fill = 0; fill < 7; fill++) {
      for (let length = 0; length < 20; length++) {
        const septets = Uint8Array.from({ length }, (_, index) => (index * 37) & 0x7f);
        const packed = packSeptets(septets, fill);
        expect(packed).toHaveLength(Math.ceil((length * 7 + fill) / 8));
        expect(unpackSeptets(packed, length, fill)).toEqual(septets);
      }
    }
  });

  it('refuses a count that the octets do not hold', () => {
    expect(unpackSeptets(new Uint8Array(7))).toHaveLength(8);
    expect(() => unpackSeptets(new Uint8Array(7), 9)).toThrow(expect.objectContaining({ code: 'user-data-truncated' }));
  });
});

describe('UCS-2, 3GPP TS 23.038 6.2.3', () => {
  it('has the high octet first, and characters beyond it as surrogate pairs', () => {
    expect(toHex(encodeUcs2('Ω€😀'))).toBe('03a920acd83dde00');
    expect(decodeUcs2(fromHex('03a920acd83dde00'))).toBe('Ω€😀');
  });

  it('passes over an odd octet at the end', () => {
    expect(decodeUcs2(fromHex('004100'))).toBe('A');
  });
});

describe('transliteration', () => {
  it('writes otherwise only what the alphabet lacks', () => {
    expect(transliterate('“Señor” – l’été…')).toBe('"Señor" - l\'été...');
    expect(transliterate('ação Łódź ĳ ①')).toBe('acao Lodz ij 1');
    expect(transliterate('Αθήνα')).toBe('AΘHNA');
    expect(transliterate('e\u0301')).toBe('é');
  });

  it('says the same of signs and letters that have parts', () => {
    expect(transliterate('a ≠ b ≤ c, 5 \u00b5m, col·lega ŉ ﬁ')).toBe("a != b <= c, 5 um, col.lega 'n fi");
    expect(transliterate('a ≮ b')).toBe('a ≮ b');
  });

  it('leaves out what only lays out the text', () => {
    expect(transliterate('\u202a+1 425\u00a0555\u202c\u2068a\u2069\u00adb\u2028c')).toBe('+1 425 555ab\nc');
  });

  it('takes time in proportion to the text, whatever marks are on its letters', () => {
    const start = performance.now();
    transliterate(`e${'\u0301\u0316'.repeat(100_000)}`);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('leaves what nothing is like', () => {
    expect(transliterate('漢😀ж')).toBe('漢😀ж');
  });

  it('knows the national tables that will be used', () => {
    expect(transliterate('ığ', { single: NationalLanguage.Turkish })).toBe('ığ');
    expect(transliterate('ığ')).toBe('ig');
  });
});
