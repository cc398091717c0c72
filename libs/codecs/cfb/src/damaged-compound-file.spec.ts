import { describe, expect, it } from 'vitest';
import { listing, patterned, sampleTree } from './compound-file.fixture.ts';
import { type CfbDefectCode, CfbError, Storage, Stream, readCompoundFile, writeCompoundFile } from './index.ts';

const ENDOFCHAIN = 0xffff_fffe;

/** A file of version 3 with the streams `a` (20 sectors), `b` (20 sectors) and `c` (100 bytes). */
function file(): Buffer<ArrayBuffer> {
  const root = new Storage();
  root.add(new Stream('a', patterned(10_240, 1)));
  root.add(new Stream('b', patterned(10_240, 2)));
  root.add(new Stream('c', patterned(100, 3)));
  return Buffer.from(writeCompoundFile(root).buffer);
}

const offsetOfSector = (sector: number) => (sector + 1) * 512;
/** The FAT is in sector 0. */
const fatEntry = (sector: number) => offsetOfSector(0) + sector * 4;
const directoryEntry = (bytes: Buffer, index: number) => offsetOfSector(bytes.readUInt32LE(48)) + index * 128;
const startOf = (bytes: Buffer, index: number) => bytes.readUInt32LE(directoryEntry(bytes, index) + 116);

function codesOf(bytes: Uint8Array): CfbDefectCode[] {
  return readCompoundFile(bytes).defects.map(({ code }) => code);
}

describe('damaged compound files', () => {
  it('give the stream up to where its chain comes back to itself', () => {
    const bytes = file();
    const start = startOf(bytes, 1);
    bytes.writeUInt32LE(start, fatEntry(start + 4));
    const { root, defects } = readCompoundFile(bytes);
    expect(defects).toEqual([
      { code: 'chain-has-a-cycle', offset: directoryEntry(bytes, 1), message: `sector ${start} comes twice in a` },
    ]);
    expect(root.stream('a')!.bytes).toEqual(patterned(10_240, 1).subarray(0, 5 * 512));
    expect(root.stream('b')!.bytes).toEqual(patterned(10_240, 2));
  });
  it('give each sector to one stream alone', () => {
    const bytes = file();
    bytes.writeUInt32LE(startOf(bytes, 1), directoryEntry(bytes, 2) + 116);
    expect(codesOf(bytes)).toEqual(['sector-used-twice']);
  });
  it('give the stream up to where its chain leaves the file or ends', () => {
    for (const [next, code] of [
      [0x00ff_ffff, 'sector-out-of-range'],
      [ENDOFCHAIN, 'chain-too-short'],
    ] as const) {
      const bytes = file();
      bytes.writeUInt32LE(next, fatEntry(startOf(bytes, 1) + 1));
      const { root, defects } = readCompoundFile(bytes);
      expect(defects.map((defect) => defect.code)).toEqual([code]);
      expect(root.stream('a')!.size).toBe(1024);
    }
  });
  it('give what there is of a stream that says it has 4 GB', () => {
    const bytes = file();
    bytes.writeUInt32LE(0xffff_ffff, directoryEntry(bytes, 1) + 120);
    const { root, defects } = readCompoundFile(bytes);
    expect(defects.map(({ code }) => code)).toEqual(['chain-too-short']);
    expect(root.stream('a')!.size).toBe(10_240);
  });
  it('join a stream whose sectors lie apart', () => {
    const bytes = file();
    const start = startOf(bytes, 1);
    // a, b → the second half of each stream comes after the first half of the other.
    const second = startOf(bytes, 2);
    bytes.writeUInt32LE(second + 10, fatEntry(start + 9));
    bytes.writeUInt32LE(start + 10, fatEntry(second + 9));
    const { root, defects } = readCompoundFile(bytes);
    expect(defects).toEqual([]);
    const expected = Buffer.concat([patterned(10_240, 1).subarray(0, 5120), patterned(10_240, 2).subarray(5120)]);
    expect(Buffer.compare(root.stream('a')!.bytes, expected)).toBe(0);
  });
  it('keep all that lies before the place where the file is cut off', () => {
    const bytes = file();
    const { root, defects } = readCompoundFile(bytes.subarray(0, bytes.length - 700));
    expect(defects.map(({ code }) => code)).toEqual(['sector-out-of-range']);
    expect(root.stream('a')!.bytes).toEqual(patterned(10_240, 1));
    expect(root.stream('b')!.bytes).toEqual(patterned(10_240, 2).subarray(0, 10_240 - 700));
    expect(root.stream('c')!.bytes).toEqual(patterned(100, 3));
  });
  it('take streams as contiguous where the FAT is lost', () => {
    const bytes = file();
    bytes.writeUInt32LE(0x00ff_ffff, 76);
    const { root, defects } = readCompoundFile(bytes);
    expect(new Set(defects.map(({ code }) => code))).toContain('fat-lost');
    expect(root.stream('a')!.bytes).toEqual(patterned(10_240, 1));
    expect(root.stream('b')!.bytes).toEqual(patterned(10_240, 2));
  });
  it('find entries that a broken link has lost', () => {
    const bytes = Buffer.from(writeCompoundFile(sampleTree()).buffer);
    const { root: whole } = readCompoundFile(bytes);
    const top = bytes.readUInt32LE(directoryEntry(bytes, 0) + 76);
    bytes.writeUInt32LE(0x7777, directoryEntry(bytes, top) + 68);
    const { root, defects } = readCompoundFile(bytes);
    expect(defects[0]).toMatchObject({ code: 'entry-out-of-range', offset: directoryEntry(bytes, top) });
    expect(listing(root)).toEqual(listing(whole));
  });
  it('find all entries where the root leads nowhere', () => {
    const bytes = Buffer.from(writeCompoundFile(sampleTree()).buffer);
    const whole = listing(readCompoundFile(bytes).root);
    bytes.writeUInt32LE(0xffff_ffff, directoryEntry(bytes, 0) + 76);
    const { root, defects } = readCompoundFile(bytes);
    expect(defects[0]!.code).toBe('entry-found-by-scan');
    expect(listing(root)).toEqual(whole);
  });
  it('visit each entry of a directory once whose links go round', () => {
    const bytes = file();
    for (let index = 1; index <= 3; index++) {
      bytes.writeUInt32LE(2, directoryEntry(bytes, index) + 68);
      bytes.writeUInt32LE(2, directoryEntry(bytes, index) + 72);
    }
    const { root, defects } = readCompoundFile(bytes);
    expect(defects.map(({ code }) => code)).toContain('tree-has-a-cycle');
    expect([...root].map(({ name }) => name).sort()).toEqual(['a', 'b', 'c']);
  });
  it('read in spite of header fields that cannot be', () => {
    const bytes = file();
    const whole = listing(readCompoundFile(bytes).root);
    bytes.writeUInt16LE(77, 26);
    bytes.writeUInt16LE(31, 30);
    bytes.writeUInt16LE(5, 28);
    bytes.writeUInt32LE(1, 56);
    const { root, defects } = readCompoundFile(bytes);
    expect(defects.map(({ code, offset }) => [code, offset])).toEqual([
      ['header-field', 30],
      ['header-field', 26],
      ['header-field', 28],
      ['header-field', 56],
    ]);
    expect(listing(root)).toEqual(whole);
  });
  it('end a DIFAT that goes round', () => {
    const root = new Storage();
    root.add(new Stream('large', patterned(20_000_000)));
    const bytes = Buffer.from(writeCompoundFile(root).buffer);
    const difat = bytes.readUInt32LE(68);
    bytes.fill(0, offsetOfSector(difat), offsetOfSector(difat) + 508);
    bytes.writeUInt32LE(difat, offsetOfSector(difat) + 508);
    expect(codesOf(bytes)).toContain('chain-has-a-cycle');
  });
  it('leave out storages below the deepest allowed', () => {
    const root = new Storage();
    let storage = root;
    for (let depth = 0; depth < 2000; depth++) storage = storage.add(new Storage('deeper'));
    const { root: read, defects } = readCompoundFile(writeCompoundFile(root), { maxDepth: 5 });
    let depth = 0;
    for (let at = read.storage('deeper'); at !== undefined; at = at.storage('deeper')) depth++;
    expect(depth).toBe(5);
    expect(defects.map(({ code }) => code)).toEqual(['too-deep']);
  });
  it('report no more defects than allowed', () => {
    const root = new Storage();
    for (let index = 0; index < 300; index++) root.add(new Stream(`s${index}`, patterned(10)));
    const bytes = Buffer.from(writeCompoundFile(root).buffer);
    bytes.fill(0xee, offsetOfSector(bytes.readUInt32LE(60)), offsetOfSector(bytes.readUInt32LE(60)) + 512);
    for (let index = 1; index <= 300; index++) bytes.writeUInt32LE(99, directoryEntry(bytes, index) + 120);
    const { defects } = readCompoundFile(bytes, { maxDefects: 10 });
    expect(defects).toHaveLength(11);
    expect(defects.at(-1)!.code).toBe('more-defects');
  });
  it('find the directory by its root where the header leads elsewhere', () => {
    const bytes = Buffer.from(writeCompoundFile(sampleTree()).buffer);
    const whole = listing(readCompoundFile(bytes).root);
    for (const sector of [0x00ff_ffff, 0]) {
      bytes.writeUInt32LE(sector, 48);
      const { root, defects } = readCompoundFile(bytes);
      expect(defects.map(({ code, offset }) => [code, offset])).toEqual([['directory-found-by-scan', 48]]);
      expect(listing(root)).toEqual(whole);
    }
  });
  it('are refused where there is no header or no directory', () => {
    const bytes = file();
    expect(() => readCompoundFile(new Uint8Array(5000))).toThrow(CfbError);
    expect(() => readCompoundFile(bytes.subarray(0, 511))).toThrow(/not-a-compound-file|no header/);
    bytes[directoryEntry(bytes, 0) + 66] = 0;
    bytes.writeUInt32LE(0x00ff_ffff, 48);
    expect(() => readCompoundFile(bytes)).toThrow(/no sector of the directory/);
  });
});
