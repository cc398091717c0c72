import { describe, expect, it } from 'vitest';
import { DataReader } from './data-reader.ts';

interface Read {
  readonly reader: DataReader;
  readonly text: string;
  /** Bytes behind the end of data, or undefined where it did not come. */
  readonly rest: string | undefined;
}

/** Reads `text` in pieces of `size` bytes. */
function read(text: string, size = text.length): Read {
  const reader = new DataReader();
  const bytes = Buffer.from(text, 'latin1');
  let rest: string | undefined;
  for (let at = 0; at < bytes.length && rest === undefined; at += size) {
    const end = reader.push(Buffer.from(bytes.subarray(at, at + size)));
    if (end >= 0) rest = bytes.subarray(at + end).toString('latin1');
  }
  return { reader, text: Buffer.concat(reader.parts.take()).toString('latin1'), rest };
}

const sizes = [1, 2, 3, 4, 5, 7, 1000];

describe('mail data, RFC 5321 4.1.1.4 and 4.5.2', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['a\r\n.\r\n', 'a\r\n', ''],
    ['.\r\n', '', ''],
    ['\r\n.\r\nQUIT\r\n', '\r\n', 'QUIT\r\n'],
    ['..\r\n.\r\n', '.\r\n', ''],
    ['..a\r\n...b\r\nc.\r\n.d\r\n.\r\n', '.a\r\n..b\r\nc.\r\nd\r\n', ''],
    ['a: b\r\n\r\n.\r\n\r\n.\r\n', 'a: b\r\n\r\n', '\r\n.\r\n'],
    ['a\r\n.\r\n.\r\n', 'a\r\n', '.\r\n'],
    ['\0\u00ff\r\n.\r\n', '\0\u00ff\r\n', ''],
  ];
  it.each(cases)('reads %j', (data, message, rest) => {
    for (const size of sizes) {
      const result = read(data, size);
      expect([result.text, result.rest?.length === undefined ? undefined : rest, result.reader.defect]).toEqual([
        message,
        rest,
        undefined,
      ]);
      expect(result.reader.bytes).toBe(message.length);
    }
    expect(read(data).rest).toBe(rest);
  });

  it('copies nothing of a chunk without doubled dots', () => {
    const reader = new DataReader();
    const chunk = Buffer.from('a\r\nb\r\n');
    reader.push(chunk);
    expect(reader.parts.take()[0]).toBe(chunk);
  });

  it('measures the header section and the longest line', () => {
    for (const size of sizes) {
      const { reader } = read('a: b\r\nlonger: line\r\n\r\nbody\r\n\r\n.\r\n', size);
      expect([reader.headerBytes, reader.longestLine]).toEqual([22, 14]);
      expect(read('\r\nbody\r\n.\r\n', size).reader.headerBytes).toBe(2);
      expect(read('a: b\r\n.\r\n', size).reader.headerBytes).toBeUndefined();
    }
  });
});

describe('SMTP smuggling: only CR LF . CR LF ends the data, and a bare CR or LF is a defect', () => {
  const lineEnds = ['\r\n', '\n', '\r', '\r\r\n', '\n\r', '\r\n\r', '\n\n'];
  const dots = ['.', '..'];
  const sequences = lineEnds.flatMap((before) =>
    dots.flatMap((dot) => lineEnds.map((behind) => [before, dot, behind] as const)),
  );
  const sound = new Set(['\r\n.\r\n', '\r\n..\r\n']);

  it.each(sequences.filter((parts) => !sound.has(parts.join(''))))('refuses %j %j %j', (...parts) => {
    const smuggled = `text${parts.join('')}MAIL FROM:<evil@example>\r\n`;
    for (const size of sizes) {
      const { reader, rest } = read(`${smuggled}.\r\nQUIT\r\n`, size);
      // A sequence that holds CR LF . CR LF ends the data there, for every reader; what is behind it is no data any more.
      const ends = parts.join('').includes('\r\n.\r\n');
      const defectBefore = !parts.join('').startsWith('\r\n.\r\n');
      expect([reader.defect !== undefined, rest === 'QUIT\r\n']).toEqual([defectBefore, !ends]);
    }
  });

  it('finds the true end behind every one of them', () => {
    for (const parts of sequences) {
      const text = parts.join('');
      if (text.includes('\r\n.\r\n')) continue;
      for (const size of sizes) expect(read(`text${text}tail\r\n.\r\n`, size).rest).toBeDefined();
    }
  });
});
