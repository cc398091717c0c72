import { decodeTransferEncoding } from '@postbus/mime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodedSize } from './decoded-size.ts';

describe('the size of content', () => {
  it('is the length of what decoding gives, whatever the base64', () => {
    const text = fc.string({
      unit: fc.constantFrom('A', 'b', '0', '/', '=', '\r', '\n', ' ', '!', '-'),
      maxLength: 200,
    });
    fc.assert(
      fc.property(text, (body) => {
        const bytes = new Uint8Array(Buffer.from(body));
        expect(decodedSize(bytes, 'base64')).toBe(decodeTransferEncoding(bytes, 'base64').length);
      }),
      { numRuns: 2000 },
    );
  });
});
