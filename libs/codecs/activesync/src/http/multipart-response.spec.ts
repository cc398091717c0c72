import { describe, expect, it } from 'vitest';
import { decodeMultipart, encodeMultipart } from '../index.ts';

describe('MultiPartResponse, [MS-ASCMD] 2.2.1.10.1.1', () => {
  it('has count, offsets and lengths of 4 little-endian bytes each, then the parts', () => {
    const parts = [Buffer.from('wbxml'), Buffer.from('part one'), Buffer.alloc(0)];
    const expected = Buffer.alloc(28);
    [3, 28, 5, 33, 8, 41, 0].forEach((value, index) => expected.writeUInt32LE(value, index * 4));
    const chunks = encodeMultipart(parts);
    expect(Buffer.concat(chunks).toString('hex')).toBe(Buffer.concat([expected, ...parts]).toString('hex'));
    expect(chunks[1]).toBe(parts[0]);
  });

  it('comes back', () => {
    const parts = [Uint8Array.of(1, 2, 3), new Uint8Array(0), new Uint8Array(100_000).fill(7)];
    expect(decodeMultipart(Uint8Array.from(Buffer.concat(encodeMultipart(parts))))).toEqual(parts);
  });

  const words = (...values: number[]) => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, index) => bytes.writeUInt32LE(value, index * 4));
    return bytes;
  };
  it.each([
    ['no count', Buffer.of(1, 0), 'truncated', 0],
    ['fewer parts than told', words(2, 20, 0), 'truncated', 4],
    ['more parts than allowed', words(0xffff_ffff), 'too-many-parts', 0],
    ['a part past the end', words(1, 12, 1), 'part-out-of-range', 4],
    ['a part over the head', words(1, 4, 8), 'part-out-of-range', 4],
    ['a length that wraps around', words(1, 12, 0xffff_fff0), 'part-out-of-range', 4],
  ])('with %s is refused', (_, bytes, code, offset) => {
    expect(() => decodeMultipart(bytes)).toThrow(expect.objectContaining({ code, offset }));
  });
});
