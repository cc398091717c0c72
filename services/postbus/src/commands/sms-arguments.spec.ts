import { describe, expect, it } from 'vitest';
import { limitOf, textIn, timeOf, validityOf } from './sms-arguments.ts';

describe('a time on the command line', () => {
  it.each([
    ['2026-11-22T08:00Z', '2026-11-22T08:00:00.000Z'],
    ['2026-11-22T08:00:30.5+01:00', '2026-11-22T07:00:30.500Z'],
    ['2028-02-29T23:59Z', '2028-02-29T23:59:00.000Z'],
    ['1970-01-01T00:00Z', '1970-01-01T00:00:00.000Z'],
    ['9998-12-31T23:59:59Z', '9998-12-31T23:59:59.000Z'],
  ])('%s is understood', (written, time) => {
    expect(timeOf(written)).toBe(time);
  });

  it('is local where it says no zone', () => {
    expect(timeOf('2026-11-22T08:00')).toBe(new Date(2026, 10, 22, 8).toISOString());
  });

  it.each(['1', '2026', '2026-11-22', '2027-02-30T10:00', '2027-13-01T10:00', '2027-02-28T25:00', '2027-02-28 10:00'])(
    '%s is none',
    (written) => {
      expect(() => timeOf(written)).toThrow('A time such as 2026-11-22T08:00 is expected.');
    },
  );

  it.each(['', ' ', 'now', 'tomorrow', 'Nov 22 2026', '99999-12-31T00:00Z', '2026-11-22T08:00+1', '٢٠٢٦-١١-٢٢T08:00'])(
    '%j is none',
    (written) => {
      expect(() => timeOf(written)).toThrow('A time such as 2026-11-22T08:00 is expected.');
    },
  );

  it.each(['9999-01-01T00:00Z', '9999-12-31T23:59:59Z'])('%s is too far', (written) => {
    expect(() => timeOf(written)).toThrow('A time before the year 9999 is expected.');
  });
});

describe('a validity on the command line', () => {
  it('is a duration', () => {
    expect(['1m', '90m', '1h30m', '1d1s', '30d'].map(validityOf)).toEqual([
      60_000, 5_400_000, 5_400_000, 86_401_000, 2_592_000_000,
    ]);
  });

  it.each(['', ' ', '0', '60', '59s', '31d', '-5m', '1w', '90M', `${'9'.repeat(400)}d`])('is none of %j', (written) => {
    expect(() => validityOf(written)).toThrow('A duration such as 90m or 1d is expected, from 1m to 30d.');
  });
});

describe('a limit on the command line', () => {
  it('is a whole number of at least 1', () => {
    expect(limitOf('100000')).toBe(100_000);
    for (const wrong of ['', '0', '-1', '1.5', 'x', '1e3', '9999999'])
      expect(() => limitOf(wrong)).toThrow('at least 1');
  });
});

describe('a text on standard input', () => {
  const given = (...chunks: readonly string[]) => chunks.map((chunk) => Buffer.from(chunk, 'latin1'));
  async function* stream(chunks: readonly Uint8Array[]) {
    yield* chunks;
  }
  const read = (...chunks: readonly string[]) => textIn(stream(given(...chunks)));

  it('is UTF-8, whatever it is cut into, without its last line end', async () => {
    expect(await read('caf\xc3', '\xa9\r\n')).toBe('café');
    expect(await read('a\n\n')).toBe('a\n');
    expect(await read()).toBe('');
  });

  it('is refused where it is none, instead of being sent with other characters', async () => {
    await expect(read('a\xff\xfeb')).rejects.toMatchObject({ code: 'invalid-input', message: 'the text is no UTF-8' });
    await expect(read('a\xc3')).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('is read no further than a text may be long', async () => {
    let chunks = 0;
    async function* endless() {
      for (;;) {
        chunks++;
        yield Buffer.alloc(1000, 'a');
      }
    }
    await expect(textIn(endless())).rejects.toMatchObject({ message: 'the text has 20000 characters at most' });
    expect(chunks).toBe(81);
  });
});
