import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type MessagePart,
  NationalLanguage,
  SmsError,
  assembleParts,
  compareMessageIds,
  countText,
  dataCodingOctet,
  decodeGsm,
  deliveryReceiptText,
  packedUserData,
  readDataCoding,
  readDeliveryReceipt,
  readUserData,
  readUserDataHeader,
  segmentText,
  textOf,
  transliterate,
  unpackedUserData,
  userDataHeader,
} from './index.ts';

const languages = Object.values(NationalLanguage);
const lockings = languages.filter((language) => language !== NationalLanguage.Spanish);
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: fc.constantFrom(...Array.from('abc €[]{}ğışÇçñ\nनमस्ते१২ا😀')), maxLength: 600 }),
  fc.string({ unit: fc.constantFrom(...Array.from('ab€[]')), maxLength: 600 }),
);
const anyOptions = fc.record({
  lockingShifts: fc.subarray(lockings, { maxLength: 2 }),
  singleShifts: fc.subarray(languages, { maxLength: 2 }),
  keepGraphemes: fc.boolean(),
  referenceBits: fc.constantFrom(8 as const, 16 as const),
  reference: fc.nat(255),
});

/** How many inputs a test has: POSTBUS_FUZZ_RUNS runs each for longer. */
const runs = (usual: number): number => Number(process.env['POSTBUS_FUZZ_RUNS'] ?? usual);

function orSmsError<T>(run: () => T): T | SmsError {
  try {
    return run();
  } catch (error) {
    if (error instanceof SmsError) return error;
    throw error;
  }
}

describe('any text', () => {
  it('comes back from its parts, packed or not, in any order and doubled', () => {
    fc.assert(
      fc.property(anyText, anyOptions, fc.boolean(), (text, options, packed) => {
        const segments = segmentText(text, options);
        const read = segments.map((segment) => {
          const { bytes, length } = packedUserData(segment);
          expect(bytes.length).toBeLessThanOrEqual(140);
          const hasHeader = segment.header.length > 0;
          return packed
            ? readUserData(bytes, { alphabet: segment.alphabet, hasHeader, packed, length })
            : readUserData(unpackedUserData(segment), { alphabet: segment.alphabet, hasHeader });
        });
        expect(read.map(textOf)).toEqual(segments.map((segment) => segment.text));
        if (read.length === 1) expect(textOf(read[0]!)).toBe(text);
        else
          expect(assembleParts([...read, ...read].reverse() as MessagePart[]).map((each) => each.text())).toEqual([
            text,
          ]);
      }),
      { numRuns: runs(400) },
    );
  });

  it('has the parts that were counted, none longer than there is room', () => {
    fc.assert(
      fc.property(anyText, anyOptions, (text, options) => {
        const count = countText(text, options);
        const segments = segmentText(text, options);
        expect(segments).toHaveLength(count.parts);
        expect(count.left).toBeGreaterThanOrEqual(0);
        const units = segments.map(({ alphabet, body }) => (alphabet === 'gsm' ? body.length : body.length / 2));
        expect(units.reduce((sum, each) => sum + each, 0)).toBe(count.units);
        expect(count.perPart - units.at(-1)!).toBe(count.left);
        for (const part of segments) expect(part.text.isWellFormed()).toBe(text.isWellFormed());
      }),
      { numRuns: runs(300) },
    );
  });

  it('is cut only before what a reader sees as one character, and only where that has no room', () => {
    const pieces = ['a', 'ж', '😀', 'e\u0301', '👨‍👩‍👧‍👦', '\r\n', 'नि', '🇳🇱', '한'];
    const text = fc.array(fc.constantFrom(...pieces), { minLength: 60, maxLength: 200 });
    fc.assert(
      fc.property(text, (parts) => {
        const whole = parts.join('');
        const options = { keepGraphemes: true, alphabet: 'ucs2', reference: 1 } as const;
        const { perPart } = countText(whole, options);
        const graphemes = Array.from(new Intl.Segmenter().segment(whole));
        let at = 0;
        for (const { text: part } of segmentText(whole, options).slice(0, -1)) {
          at += part.length;
          const next = graphemes.find(({ index }) => index === at);
          expect(part.length + next!.segment.length).toBeGreaterThan(perPart);
        }
      }),
      { numRuns: runs(150) },
    );
  });

  it('is transliterated to a text that is transliterated to itself', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0x1ffff }), { maxLength: 50 }), (points) => {
        const once = transliterate(String.fromCodePoint(...points));
        expect(transliterate(once)).toBe(once);
      }),
      { numRuns: runs(300) },
    );
  });
});

describe('any bytes', () => {
  it('are a header that is written as it was read, or an error within them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 160 }), (bytes) => {
        const header = orSmsError(() => readUserDataHeader(bytes));
        if (header instanceof SmsError) expect(header.offset).toBeLessThanOrEqual(bytes.length);
        else if (header.elements.length > 0) {
          const again = readUserDataHeader(userDataHeader(header.elements));
          expect(again.elements).toEqual(header.elements);
        }
      }),
      { numRuns: runs(2000) },
    );
  });

  it('are a message with a text, or an error', () => {
    const options = fc.record({
      alphabet: fc.constantFrom('gsm' as const, 'octets' as const, 'ucs2' as const),
      hasHeader: fc.boolean(),
      packed: fc.boolean(),
      length: fc.option(fc.nat(200), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 160 }), options, (bytes, how) => {
        const read = orSmsError(() => readUserData(bytes, how));
        if (!(read instanceof SmsError)) expect(textOf(read).length).toBeLessThanOrEqual(bytes.length * 2);
      }),
      { numRuns: runs(2000) },
    );
  });

  it('are text of the 7 bit alphabet with any tables', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.constantFrom(...lockings),
        fc.constantFrom(...languages),
        (bytes, locking, single) => {
          expect(decodeGsm(bytes, { locking, single })).not.toContain('\0');
        },
      ),
      { numRuns: runs(500) },
    );
  });

  it('are a data coding that is written and read as itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), (octet) => {
        const coding = readDataCoding(octet);
        expect(readDataCoding(dataCodingOctet(coding))).toEqual(coding);
      }),
    );
  });
});

describe('any receipt', () => {
  const word = fc.constantFrom(
    'id:',
    'stat:',
    'submit date:',
    'done date:',
    'err:',
    'text:',
    'x:',
    ' ',
    ',',
    '\0',
    '261121',
    'a',
  );

  it('is read without an error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
        ),
        (text) => {
          const receipt = readDeliveryReceipt(text);
          expect(receipt === undefined || receipt.id !== undefined || receipt.stat !== undefined).toBe(true);
        },
      ),
      { numRuns: runs(2000) },
    );
  });

  it('that was written is read as it was meant', () => {
    const time = fc
      .integer({ min: 0, max: 3_000_000 })
      .map((minutes) => new Date(1_700_000_000_000 - 20_000 + minutes * 60_000));
    const receipt = fc.record({
      id: fc.stringMatching(/^[0-9a-zA-Z-]{1,64}$/),
      state: fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8) as fc.Arbitrary<1 | 2 | 3 | 4 | 5 | 6 | 7 | 8>,
      submitDate: time,
      doneDate: time,
      text: fc.string({ unit: fc.constantFrom(...Array.from('abc :.')), maxLength: 20 }),
    });
    fc.assert(
      fc.property(receipt, (meant) => {
        expect(readDeliveryReceipt(deliveryReceiptText(meant))).toMatchObject(meant);
        expect(compareMessageIds(meant.id, meant.id)).toBe('exact');
      }),
      { numRuns: runs(500) },
    );
  });
});
