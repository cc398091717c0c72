import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTraceparent, newTraceparent, parseTraceparent } from './trace-context.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

describe('traceparent, W3C Trace Context 3.2', () => {
  it('reads the examples of 3.2.4', () => {
    expect(parseTraceparent(`00-${traceId}-${spanId}-01`)).toEqual({ traceId, spanId, sampled: true });
    expect(parseTraceparent(`00-${traceId}-${spanId}-00`)).toEqual({ traceId, spanId, sampled: false });
  });

  // The cases of test_traceparent_* in the test suite of the W3C, w3c/trace-context/test/test.py.
  it.each([
    ['version ff', 'ff-12345678901234567890123456789012-1234567890123456-01'],
    ['version 00 with more behind', '00-12345678901234567890123456789012-1234567890123456-01.'],
    [
      'version 00 with a field more',
      '00-12345678901234567890123456789012-1234567890123456-01-what-the-future-will-be-like',
    ],
    [
      'a later version with more that does not begin with a dash',
      'cc-12345678901234567890123456789012-1234567890123456-01.what',
    ],
    ['a version with illegal characters', '.0-12345678901234567890123456789012-1234567890123456-01'],
    ['a version too long', '000-12345678901234567890123456789012-1234567890123456-01'],
    ['a version too short', '0-12345678901234567890123456789012-1234567890123456-01'],
    ['a trace id of zeros', '00-00000000000000000000000000000000-1234567890123456-01'],
    ['a trace id with illegal characters', '00-.2345678901234567890123456789012-1234567890123456-01'],
    ['a trace id too long', '00-123456789012345678901234567890123-1234567890123456-01'],
    ['a trace id too short', '00-1234567890123456789012345678901-1234567890123456-01'],
    ['a parent id of zeros', '00-12345678901234567890123456789012-0000000000000000-01'],
    ['a parent id with illegal characters', '00-12345678901234567890123456789012-.234567890123456-01'],
    ['a parent id too long', '00-12345678901234567890123456789012-12345678901234567-01'],
    ['a parent id too short', '00-12345678901234567890123456789012-123456789012345-01'],
    ['flags with illegal characters', '00-12345678901234567890123456789012-1234567890123456-.0'],
    ['flags too long', '00-12345678901234567890123456789012-1234567890123456-001'],
    ['flags too short', '00-12345678901234567890123456789012-1234567890123456-1'],
    ['capitals', `00-${traceId.toUpperCase()}-${spanId}-01`],
    ['nothing', ''],
  ])('ignores %s', (_, text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });

  it('reads a later version with fields more', () => {
    const text = 'cc-12345678901234567890123456789012-1234567890123456-01-what-the-future-will-be-like';
    expect(parseTraceparent(text)).toMatchObject({ traceId: '12345678901234567890123456789012', sampled: true });
    expect(parseTraceparent('cc-12345678901234567890123456789012-1234567890123456-01')).toBeDefined();
  });

  it('writes what it read', () => {
    expect(formatTraceparent({ traceId, spanId, sampled: true })).toBe(`00-${traceId}-${spanId}-01`);
    fc.assert(
      fc.property(fc.boolean(), (sampled) => {
        const context = { ...parseTraceparent(newTraceparent())!, sampled };
        expect(parseTraceparent(formatTraceparent(context))).toEqual(context);
      }),
    );
  });

  it('begins a trace of its own each time', () => {
    const begun = Array.from({ length: 2000 }, () => parseTraceparent(newTraceparent()));
    expect(new Set(begun.map((context) => context?.traceId)).size).toBe(2000);
    expect(new Set(begun.map((context) => context?.spanId)).size).toBe(2000);
  });
});
