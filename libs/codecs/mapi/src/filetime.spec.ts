import { describe, expect, it } from 'vitest';
import { epochMsOf, fileTimeOf } from './filetime.ts';

describe('FILETIME, [MS-DTYP] 2.3.3', () => {
  it('counts 100 ns from 1601-01-01', () => {
    expect(fileTimeOf(Date.UTC(1601, 0, 1))).toBe(0n);
    expect(fileTimeOf(0)).toBe(116_444_736_000_000_000n);
  });
  it('reads the FILETIME of 2009-09-14T23:23:18.5Z', () => {
    expect(new Date(epochMsOf(0x1ca3590b7a67f40n)).toISOString().slice(0, 10)).toBe('2009-09-14');
    expect(epochMsOf(fileTimeOf(1_764_000_000_123))).toBe(1_764_000_000_123);
  });
  it.each([Date.UTC(1600, 11, 31), Number.NaN, Number.POSITIVE_INFINITY, 1e18])('refuses %s', (ms) => {
    expect(() => fileTimeOf(ms)).toThrow(expect.objectContaining({ code: 'time-out-of-range' }));
  });
});
