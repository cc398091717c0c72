/** Any bytes at all: read or refused with a place; POSTBUS_FUZZ_RUNS runs each for longer. */
import { utf8Bytes } from '@postbus/bytes';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AppleFileError,
  type MacFile,
  appleSingleOf,
  binHexOf,
  macBinaryOf,
  readAppleSingle,
  readBinHex,
  readMacBinary,
} from './index.ts';

const numRuns = Number(process.env['POSTBUS_FUZZ_RUNS'] ?? 500);
const codes = fc.constantFrom('TEXT', 'ttxt', '\0\0\0\0', 'PDF ');
const uint16 = fc.integer({ min: -0x8000, max: 0x7fff });
const wholeSeconds = fc
  .date({ min: new Date('1950-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
  .map((date) => Math.floor(date.getTime() / 1000) * 1000);
const fork = fc.uint8Array({ maxLength: 600 });
const anyFile: fc.Arbitrary<MacFile> = fc.record({
  name: fc.string({ minLength: 1, maxLength: 63, unit: fc.constantFrom('a', 'é', ' ', '.', '\0', 'ﬁ') }),
  type: codes,
  creator: codes,
  finderFlags: fc.nat(0xffff),
  extendedFlags: fc.nat(255),
  script: fc.nat(255),
  location: fc.record({ vertical: uint16, horizontal: uint16 }),
  folder: uint16,
  isLocked: fc.boolean(),
  created: wholeSeconds,
  modified: wholeSeconds,
  comment: fc.string({ maxLength: 30, unit: fc.constantFrom('a', 'ü', '\r') }),
  dataFork: fc.oneof(
    fork,
    fc.nat(700).map((length) => new Uint8Array(length).fill(0x90)),
  ),
  resourceFork: fork,
});

const formats = [
  ['AppleSingle', appleSingleOf, readAppleSingle],
  ['MacBinary', macBinaryOf, readMacBinary],
  ['BinHex', binHexOf, readBinHex],
] as const;

function readOrError(read: (bytes: Uint8Array) => MacFile, bytes: Uint8Array): MacFile | AppleFileError {
  try {
    return read(bytes);
  } catch (error) {
    if (error instanceof AppleFileError) return error;
    throw error;
  }
}

describe.each(formats)('%s', (format, write, read) => {
  it('gives back any file', () => {
    fc.assert(
      fc.property(anyFile, (file) => {
        const got = read(write(file));
        if (format !== 'BinHex') expect(got).toEqual(file);
        const { name, type, creator, dataFork, resourceFork } = file;
        expect(got).toMatchObject({ name, type, creator, dataFork, resourceFork });
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  });
  it('changed or cut short is read or refused with a place', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 });
    fc.assert(
      fc.property(anyFile, changes, fc.nat(), (file, changed, cut) => {
        const bytes = write(file).slice();
        for (const [at, byte] of changed) bytes[at % bytes.length] = byte;
        const read1 = readOrError(read, cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes);
        if (read1 instanceof AppleFileError) expect(read1.offset).toBeGreaterThanOrEqual(0);
        else expect(read(write(read1)).dataFork).toEqual(read1.dataFork);
      }),
      { numRuns },
    );
  });
  it('random bytes are read or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        readOrError(read, bytes);
      }),
      { numRuns },
    );
  });
});

describe('bombs', () => {
  it('of entries that all lie over one another cost no memory', () => {
    const bytes = new Uint8Array(26 + 12 * 0xffff);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, 0x0005_1600);
    view.setUint16(24, 0xffff);
    for (let at = 26, id = 0; at < bytes.length; at += 12, id++) {
      view.setUint32(at, id);
      view.setUint32(at + 8, bytes.length);
    }
    expect(readAppleSingle(bytes).resourceFork.byteLength).toBe(bytes.length);
  });
  it('of runs stop at the limit', () => {
    const runs = utf8Bytes(`:${latin1Runs()}:`);
    expect(() => readBinHex(runs, { decodedBytes: 100_000 })).toThrow(expect.objectContaining({ code: 'too-large' }));
  });
  it('of a million colons, and of a million blanks, take linear time', () => {
    expect(readOrError(readBinHex, utf8Bytes(` :`.repeat(500_000)))).toMatchObject({ code: 'not-binhex' });
    expect(readOrError(readBinHex, utf8Bytes(`:${' '.repeat(1_000_000)}`))).toMatchObject({ code: 'truncated' });
  });
});

/** A byte, then 30,000 runs of 255: what BinHex makes of zeros. */
function latin1Runs(): string {
  const text = Buffer.from(binHexOf({ ...zeros })).toString('latin1');
  return text.slice(text.indexOf(':') + 1, text.lastIndexOf(':'));
}

const zeros: MacFile = {
  name: 'z',
  type: '    ',
  creator: '    ',
  finderFlags: 0,
  extendedFlags: 0,
  script: 0,
  location: { vertical: 0, horizontal: 0 },
  folder: 0,
  isLocked: false,
  comment: '',
  dataFork: new Uint8Array(1_000_000),
  resourceFork: new Uint8Array(0),
};
