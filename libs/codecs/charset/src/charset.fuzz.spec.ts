import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canEncode, charsetOfCodePage, decodeText, encodeText, isUtf8, resolveCharset } from './index.ts';

const told = process.env['POSTBUS_FUZZ_RUNS'];
const runs = (usual: number) => (told === undefined ? usual : Number(told));

const charsets = Array.from({ length: 66_000 }, (_, codePage) => charsetOfCodePage(codePage)).filter(
  (charset) => charset !== undefined,
);
const label = fc.oneof(fc.constantFrom(...charsets), fc.string({ maxLength: 80 }));
const anyText = fc.string({ unit: 'binary', maxLength: 200 });

describe('any bytes and any label', () => {
  it('become text without a throw, well formed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), label, fc.boolean(), (bytes, name, guess) => {
        expect(decodeText(bytes, name, { guess }).isWellFormed()).toBe(true);
      }),
      { numRuns: runs(3000) },
    );
  });
  it('are UTF-8 where Node says so', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
        expect(isUtf8(bytes)).toBe(Buffer.from(Buffer.from(bytes).toString('utf8')).equals(Buffer.from(bytes)));
      }),
      { numRuns: runs(2000) },
    );
  });
});

describe('any text in any charset', () => {
  it('comes back where the charset is said to have it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...charsets), fc.uint8Array({ maxLength: 60 }), (charset, bytes) => {
        const text = decodeText(bytes, charset);
        if (canEncode(text, charset)) expect(decodeText(encodeText(text, charset), charset)).toBe(text);
      }),
      { numRuns: runs(3000) },
    );
  });
  it('is written without a throw', () => {
    fc.assert(
      fc.property(anyText, label, (text, name) => {
        expect(encodeText(text, name)).toBeInstanceOf(Uint8Array);
      }),
      { numRuns: runs(2000) },
    );
  });
  it('resolves to a charset that resolves to itself', () => {
    for (const charset of charsets) expect(resolveCharset(charset)).toBe(charset);
  });
});
