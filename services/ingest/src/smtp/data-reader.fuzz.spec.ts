import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataReader } from './data-reader.ts';

/** Text made of what matters to the reader. */
const data = fc
  .array(fc.constantFrom('\r\n', '\r', '\n', '.', 'a', 'text', '\r\n.', '\r\n.\r\n', '\0'), { maxLength: 40 })
  .map((parts) => parts.join(''));
const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 });

function read(text: string, sizes: readonly number[]): unknown {
  const reader = new DataReader();
  const bytes = Buffer.from(text, 'latin1');
  let at = 0;
  for (let index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    const end = reader.push(Buffer.from(bytes.subarray(at, at + size)));
    if (end >= 0) return told(reader, at + end);
    at += size;
  }
  return told(reader, -1);
}

/** What a defective message holds is of no interest: it is refused. */
function told(reader: DataReader, end: number): unknown {
  const sound = {
    text: Buffer.concat(reader.parts.take()).toString('latin1'),
    header: reader.headerBytes,
    line: reader.longestLine,
  };
  return reader.defect === undefined ? { end, ...sound } : { end, defect: reader.defect };
}

/** RFC 5321 4.5.2 by the letter, over the whole text. */
function reference(text: string): { readonly end: number; readonly defect: boolean; readonly message: string } {
  const found = `\r\n${text}`.indexOf('\r\n.\r\n');
  const whole = found < 0 ? text : text.slice(0, found);
  const message = `\r\n${whole}`.replaceAll('\r\n.', '\r\n').slice(2);
  return { end: found < 0 ? -1 : found + 3, defect: /\r(?!\n)|(?<!\r)\n/.test(whole), message };
}

describe('mail data in any pieces', () => {
  it('reads the same as in one piece', () => {
    fc.assert(
      fc.property(data, cuts, (text, sizes) => {
        expect(read(text, sizes)).toEqual(read(text, [text.length + 1]));
      }),
      { numRuns: 3000 },
    );
  });

  it('ends where CR LF . CR LF first comes, undoubles dots, and sees every bare CR and LF', () => {
    fc.assert(
      fc.property(data, cuts, (text, sizes) => {
        const expected = reference(text);
        const reader = new DataReader();
        const terminated = expected.end >= 0;
        const result = read(text, sizes) as { end: number; defect?: string; text?: string };
        expect(result.end).toBe(expected.end);
        if (terminated) expect(result.defect !== undefined).toBe(expected.defect);
        if (terminated && !expected.defect) expect(result.text).toBe(expected.message);
        expect(reader.bytes).toBe(0);
      }),
      { numRuns: 3000 },
    );
  });
});
