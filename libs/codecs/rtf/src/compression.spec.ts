import { equalBytes, fromHex, toHex } from '@postbus/bytes';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compressRtf, CompressionType, decompressRtf, RtfError } from './index.ts';
import { crc32 } from './crc32.ts';
import { preloadedDictionary } from './preloaded-dictionary.ts';
import { askPython, base64, latin1, pythonHasReaders } from './python-readers.fixture.ts';

/** [MS-OXRTFCP] 3.1.1, 3.2.1 */
const simple = {
  rtf: '{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n',
  compressed: '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
};
/** [MS-OXRTFCP] 3.1.2, 3.2.2 */
const crossing = {
  rtf: '{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}',
  compressed: '1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0',
};
const decompressed = (hex: string) => decompressRtf(fromHex(hex));
const codes = (bytes: Uint8Array): string[] => decompressRtf(bytes).defects.map(({ code }) => code);
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const sample = latin1(`{\\rtf1\\ansi ${'\\b bold\\b0  and \\i italic\\i0  text\\par\r\n'.repeat(300)}}`);

function header(compressed: number, raw: number, type: number, crc: number): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(16));
  [compressed, raw, type, crc].forEach((value, at) => bytes.setUint32(at * 4, value, true));
  return new Uint8Array(bytes.buffer);
}

/** LZFu of `contents` with a header that is right. */
function lzfu(contents: Uint8Array, rawSize: number): Uint8Array {
  return Uint8Array.from([
    ...header(contents.length + 12, rawSize, CompressionType.compressed, crc32(contents)),
    ...contents,
  ]);
}

describe('the dictionary, [MS-OXRTFCP] 2.1.2.1', () => {
  it('begins with the 207 bytes that RTF often has', () => {
    expect(preloadedDictionary.length).toBe(207);
    expect(text(preloadedDictionary)).toMatch(/^\{\\rtf1\\ansi.*\\tx$/s);
  });
});

describe('decompression, [MS-OXRTFCP] 2.2.3', () => {
  it('reads the printed example of simple RTF, 3.1.1', () => {
    const { rtf, defects } = decompressed(simple.compressed);
    expect(text(rtf)).toBe(simple.rtf);
    expect(defects).toEqual([]);
  });
  it('reads the printed example of a reference that crosses the write position, 3.1.2', () => {
    const { rtf, defects } = decompressed(crossing.compressed);
    expect(text(rtf)).toBe(crossing.rtf);
    expect(defects).toEqual([]);
  });
  it('gives uncompressed contents, up to RAWSIZE, 2.2.3', () => {
    const stored = Uint8Array.from([...header(17, 5, CompressionType.uncompressed, 0), ...latin1('{\\rtf padding')]);
    expect(text(decompressRtf(stored).rtf)).toBe('{\\rtf');
    expect(codes(stored)).toEqual([]);
  });
  it('ends at the reference to the write position, whatever padding follows', () => {
    const padded = Uint8Array.from([...fromHex(simple.compressed), 0, 0, 0, 0]);
    expect(text(decompressRtf(padded).rtf)).toBe(simple.rtf);
    expect(codes(padded)).toEqual([]);
  });
  it('reads what nothing was written to as blanks', () => {
    const { rtf, defects } = decompressRtf(lzfu(fromHex('0320000d10'), 2));
    expect(text(rtf)).toBe('  ');
    expect(defects).toEqual([{ code: 'unwritten-reference', offset: 17 }]);
  });
});

describe('compressed RTF that lies', () => {
  const whole = compressRtf(sample);
  const changed = (offset: number, value: number): Uint8Array => {
    const bytes = Uint8Array.from(whole);
    new DataView(bytes.buffer).setUint32(offset, value, true);
    return bytes;
  };
  it.each([
    ['a COMPSIZE of 0', changed(0, 0), ['wrong-compressed-size', 'wrong-crc']],
    ['a COMPSIZE of 4 GiB', changed(0, 0xffffffff), ['wrong-compressed-size']],
    ['a RAWSIZE of 0', changed(4, 0), ['wrong-raw-size']],
    ['a RAWSIZE of 4 GiB', changed(4, 0xffffffff), ['wrong-raw-size']],
    ['a wrong CRC', changed(12, 1), ['wrong-crc']],
  ])('gives all its RTF for %s', (_, bytes, defects) => {
    expect(decompressRtf(bytes).rtf).toEqual(sample);
    expect(codes(bytes)).toEqual(defects);
  });
  it('gives what stands before the end of truncated contents', () => {
    const { rtf } = decompressRtf(whole.subarray(0, 60));
    expect(rtf.length).toBeGreaterThan(30);
    expect(rtf).toEqual(sample.subarray(0, rtf.length));
    expect(codes(whole.subarray(0, 60))).toEqual(['no-end', 'wrong-compressed-size', 'wrong-raw-size', 'wrong-crc']);
  });
  it('gives RTF that was never compressed as it is', () => {
    expect(decompressRtf(sample)).toEqual({ rtf: sample, defects: [{ code: 'not-compressed', offset: 0 }] });
  });
  it('tells of sizes and a CRC that are wrong for uncompressed contents', () => {
    const stored = Uint8Array.from([...header(3, 99, CompressionType.uncompressed, 7), ...latin1('{}')]);
    expect(text(decompressRtf(stored).rtf)).toBe('{}');
    expect(codes(stored)).toEqual(['wrong-compressed-size', 'wrong-raw-size', 'wrong-crc']);
  });
  it('is refused with a place where nothing can be read', () => {
    expect(() => decompressRtf(fromHex('2d00'))).toThrow(RtfError);
    expect(() => decompressRtf(header(12, 0, 0x12345678, 0))).toThrow(
      expect.objectContaining({ code: 'unknown-compression', offset: 8 }),
    );
  });
  it('is refused past the largest size', () => {
    expect(() => decompressRtf(whole, { maximumSize: 100 })).toThrow(expect.objectContaining({ code: 'too-large' }));
    expect(() => decompressRtf(sample, { maximumSize: 100 })).toThrow(expect.objectContaining({ code: 'too-large' }));
    expect(decompressRtf(whole, { maximumSize: sample.length }).rtf.length).toBe(sample.length);
  });
});

describe('compression, [MS-OXRTFCP] 2.3.3', () => {
  it('writes the printed example of simple RTF, 3.2.1', () => {
    expect(toHex(compressRtf(latin1(simple.rtf)))).toBe(simple.compressed);
  });
  it('writes the printed example of a match that crosses the write position, 3.2.2', () => {
    expect(toHex(compressRtf(latin1(crossing.rtf)))).toBe(crossing.compressed);
  });
  it('computes the CRC of the contents, 3.3', () => {
    expect(crc32(fromHex(simple.compressed).subarray(16))).toBe(0xa7c7c5f1);
  });
  it('stores RTF uncompressed where told, with a CRC of 0, 2.3.3', () => {
    const stored = compressRtf(latin1('{\\rtf1}'), { type: CompressionType.uncompressed });
    expect(toHex(stored)).toBe(`13000000070000004d454c4100000000${toHex(latin1('{\\rtf1}'))}`);
    expect(decompressRtf(stored).defects).toEqual([]);
  });
  it('comes back, for any bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 600 }),
      fc
        .array(fc.constantFrom('{\\rtf1', '\\par ', 'ab', 'abc', 'x', '\\b0 '), { maxLength: 2000 })
        .map((parts) => latin1(parts.join(''))),
    );
    fc.assert(
      fc.property(bytes, (rtf) => {
        const compressed = compressRtf(rtf);
        expect(compressed.length).toBeLessThanOrEqual(rtf.length * 1.125 + 21);
        const { rtf: back, defects } = decompressRtf(compressed);
        expect(equalBytes(back, rtf)).toBe(true);
        expect(defects.filter(({ code }) => code !== 'not-compressed')).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
  it('comes back past the end of the circular dictionary', () => {
    const long = latin1(Array.from({ length: 20_000 }, (_, at) => `${at * 7919} `).join(''));
    expect(equalBytes(decompressRtf(compressRtf(long)).rtf, long)).toBe(true);
    expect(compressRtf(long).length).toBeLessThan(long.length * 0.75);
  });
});

describe.skipIf(!pythonHasReaders)('compressed-rtf for Python', () => {
  const cases = [
    simple.rtf,
    crossing.rtf,
    '',
    'a',
    text(sample),
    Array.from({ length: 900 }, (_, at) => `\\par ${at ** 3}`).join(''),
  ];
  it('reads what is written here', () => {
    const asked = cases.map((rtf) => base64(compressRtf(latin1(rtf))));
    const script = 'import compressed_rtf\nout([text64(compressed_rtf.decompress(bytes64(c))) for c in asked])';
    expect(askPython(script, asked)).toEqual(cases.map((rtf) => base64(latin1(rtf))));
  });
  it('writes what is read here', () => {
    const asked = cases.filter((rtf) => rtf.length < 2000).map((rtf) => base64(latin1(rtf)));
    const script =
      'import compressed_rtf\nout([text64(compressed_rtf.compress(bytes64(r), k)) for r in asked for k in (True, False)])';
    const written = (askPython(script, asked) as string[]).map((value) => decompressRtf(Buffer.from(value, 'base64')));
    expect(written.map(({ rtf }) => base64(rtf))).toEqual(asked.flatMap((rtf) => [rtf, rtf]));
    for (const { defects } of written) expect(defects).toEqual([]);
  });
});
