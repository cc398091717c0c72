import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { truncateText, truncateUtf8 } from './truncate.ts';

describe('truncation, [MS-ASAIRS] 2.2.2.40', () => {
  it('keeps to the bytes asked for, cuts no character, and loses no more than one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat({ max: 200 }), (text, limit) => {
        const { text: start, size, truncated } = truncateText(text, limit);
        const bytes = Buffer.byteLength(start);
        expect(size).toBe(Buffer.byteLength(text));
        expect(text.startsWith(start)).toBe(true);
        expect(truncated).toBe(size > limit);
        expect(bytes).toBeLessThanOrEqual(Math.min(limit, size));
        if (truncated) expect(limit - bytes).toBeLessThan(4);
      }),
    );
  });

  it('leaves a text without a limit as it is', () => {
    expect(truncateText('äöü', undefined)).toEqual({ text: 'äöü', size: 6, truncated: false });
  });

  it('cuts bytes that are no UTF-8 at the limit', () => {
    expect(truncateUtf8(new Uint8Array(20).fill(0x80), 9)).toHaveLength(9);
    expect(truncateUtf8(new Uint8Array(20).fill(0xff), 9)).toHaveLength(9);
  });
});
