import { describe, expect, it } from 'vitest';
import { bytesOfRange, rangeText } from './byte-range.ts';

describe('Range, [MS-ASCMD] 2.2.3.143.2', () => {
  it.each([
    ['0-9', 100, '0-9'],
    ['90-200', 100, '90-99'],
    ['99-99', 100, '99-99'],
    ['0-999999999999999', 1, '0-0'],
  ])('%s of %i bytes is %s', (range, size, told) => {
    expect(rangeText(bytesOfRange(range, size)!)).toBe(told);
  });

  it.each(['100-200', '5-4', '-5', '5-', 'a-b', '1-2-3', '0-9999999999999999'])('%s of 100 bytes is none', (range) => {
    expect(bytesOfRange(range, 100)).toBeUndefined();
  });
});
