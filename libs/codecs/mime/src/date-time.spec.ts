import { describe, expect, it } from 'vitest';
import { formatDateTime, parseDateTime } from './index.ts';

const iso = (text: string): string | undefined => {
  const date = parseDateTime(text);
  return date === undefined ? undefined : new Date(date.epochMs).toISOString();
};

describe('dates, RFC 5322 3.3, 4.3', () => {
  it.each([
    [
      'Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 (Newfoundland Time)',
      '1969-02-14T03:02:00.000Z',
    ],
    ['21 Nov 97 09:55:06 GMT', '1997-11-21T09:55:06.000Z'],
    ['1 Jan 49 00:00 UT', '2049-01-01T00:00:00.000Z'],
    ['1 Jan 50 00:00 UT', '1950-01-01T00:00:00.000Z'],
    ['1 Jan 103 00:00 UT', '2003-01-01T00:00:00.000Z'],
    ['Mon, 30 Jun 1997 23:59:60 +0000', '1997-07-01T00:00:00.000Z'],
    ['1 Jan 2000 00:00:00 A', '2000-01-01T00:00:00.000Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
    ['Tue, 16 Jan 2024 7:05:9 +0100', '2024-01-16T06:05:09.000Z'],
    ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000Z'],
    ['2024-02-29 12:00:00+05:30', '2024-02-29T06:30:00.000Z'],
    ['Mon, 1 Jan 2024 10:00:00 GMT+0200', '2024-01-01T08:00:00.000Z'],
    ['1 Jan 2024', '2024-01-01T00:00:00.000Z'],
    ['99 Jan 2024 00:00 +0000', undefined],
    ['1 Foo 2024 00:00 +0000', undefined],
    ['1 Jan 2024 25:00 +0000', undefined],
    ['', undefined],
    ['1'.repeat(1000), undefined],
  ])('reads %j', (text, expected) => {
    expect(iso(text)).toBe(expected);
  });
  it('writes what it reads, in any zone', () => {
    for (const offset of [0, 60, -330, 845]) {
      expect(parseDateTime(formatDateTime(1_700_000_000_000, offset))).toEqual({
        epochMs: 1_700_000_000_000,
        offsetMinutes: offset,
      });
    }
    expect(formatDateTime(1_700_000_000_000, -330)).toBe('Tue, 14 Nov 2023 16:43:20 -0530');
  });
});
