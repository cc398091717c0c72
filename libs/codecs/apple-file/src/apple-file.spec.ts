import { fromHex, latin1Text, toHex, utf8Bytes } from '@postbus/bytes';
import { describe, expect, it } from 'vitest';
import { packRuns } from './binhex-text.ts';
import { crc16 } from './crc16.ts';
import {
  AppleFileError,
  type MacFile,
  appleDoubleOf,
  appleSingleOf,
  binHexOf,
  creatorAndType,
  macBinaryEncoding,
  macBinaryOf,
  macBinaryVersion,
  macFile,
  readAppleDouble,
  readAppleSingle,
  readBinHex,
  readMacBinary,
} from './index.ts';

const seconds = (iso: string) => Date.parse(iso);
const full: MacFile = {
  name: 'Résumé ƒ.txt',
  type: 'TEXT',
  creator: 'ttxt',
  finderFlags: 0x0500,
  extendedFlags: 0x42,
  script: 0x80,
  location: { vertical: -3, horizontal: 300 },
  folder: 7,
  isLocked: true,
  created: seconds('1995-05-06T07:08:09Z'),
  modified: seconds('2001-02-03T04:05:06Z'),
  comment: 'Ünread',
  dataFork: utf8Bytes('the data fork\r'),
  resourceFork: Uint8Array.from({ length: 300 }, (_, index) => index & 0xff),
};

function errorOf(act: () => unknown): Pick<AppleFileError, 'code' | 'offset'> {
  try {
    act();
  } catch (error) {
    if (error instanceof AppleFileError) return { code: error.code, offset: error.offset };
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The header of RFC 1740's appendix B by hand: two entries, Finder Info and a resource fork of two bytes. */
const double = fromHex(
  '00051607' +
    '00020000' +
    '00'.repeat(16) +
    '0002' +
    '000000090000003200000020' +
    '000000020000005200000002' +
    '54455854' +
    '74747874' +
    '0100' +
    '0003fffe' +
    '0000' +
    '00'.repeat(8) +
    '80' +
    '42' +
    '00'.repeat(6) +
    'beef',
);

describe('AppleSingle and AppleDouble, RFC 1740', () => {
  it('reads the header of an AppleDouble and takes the data fork from beside it', () => {
    const file = readAppleDouble(double, utf8Bytes('data'));
    expect(file).toMatchObject({
      type: 'TEXT',
      creator: 'ttxt',
      finderFlags: 0x0100,
      script: 0x80,
      extendedFlags: 0x42,
    });
    expect(file).toMatchObject({ location: { vertical: 3, horizontal: -2 }, dataFork: utf8Bytes('data') });
    expect([...file.resourceFork]).toEqual([0xbe, 0xef]);
    expect(file).not.toHaveProperty('created');
  });
  it('gives back each field that it wrote', () => {
    expect(readAppleSingle(appleSingleOf(full))).toEqual(full);
    expect(readAppleDouble(appleDoubleOf(full), full.dataFork)).toEqual(full);
    expect(readAppleSingle(appleDoubleOf(full)).dataFork).toEqual(new Uint8Array(0));
  });
  it('writes the magic numbers, version 2, and dates from 2000', () => {
    const bytes = appleSingleOf(macFile({ created: seconds('2000-01-01T00:01:00Z') }));
    expect(toHex(bytes.subarray(0, 8))).toBe('0005160000020000');
    expect(toHex(appleDoubleOf(full).subarray(0, 4))).toBe('00051607');
    expect(toHex(bytes)).toContain('0000003c800000008000000080000000');
  });
  it('reads the dates of version 1, from 1904', () => {
    const one = fromHex(
      '00051600000100004d6163696e746f7368202020202020200001' +
        '000000070000002600000010' +
        '7c25b080000000000000000000000001',
    );
    expect(readAppleSingle(one)).toMatchObject({ created: seconds('1970-01-01T00:00:00Z'), isLocked: true });
    expect(readAppleSingle(one)).not.toHaveProperty('modified');
  });
  it('says where it is cut short', () => {
    expect(errorOf(() => readAppleSingle(utf8Bytes('%PDF-1.4')))).toEqual({ code: 'not-applesingle', offset: 0 });
    expect(errorOf(() => readAppleSingle(double.subarray(0, 20)))).toEqual({ code: 'truncated', offset: 20 });
    expect(errorOf(() => readAppleSingle(double.subarray(0, 40)))).toEqual({ code: 'truncated', offset: 26 });
    expect(errorOf(() => readAppleSingle(double.subarray(0, 83)))).toEqual({ code: 'truncated', offset: 38 });
  });
});

describe('MacBinary, [MS-OXCMAIL] 2.2.3.4.2', () => {
  it('gives back each field that it wrote', () => {
    expect(readMacBinary(macBinaryOf(full))).toEqual(full);
    expect(macBinaryVersion(macBinaryOf(full))).toBe(3);
  });
  it('keeps forks at multiples of 128 bytes, lengths at 83 and 87', () => {
    const bytes = macBinaryOf(full);
    expect(bytes.length).toBe(128 + 128 + 384 + 128);
    expect(toHex(bytes.subarray(83, 91))).toBe('0000000e0000012c');
    expect(latin1Text(bytes, 128, 142)).toBe('the data fork\r');
    expect(bytes[256 + 299]).toBe(299 & 0xff);
    expect(latin1Text(bytes, 65, 73)).toBe('TEXTttxt');
    expect(latin1Text(bytes, 102, 106)).toBe('mBIN');
  });
  it('detects MacBinary II by its CRC', () => {
    const two = macBinaryOf(full);
    two.fill(0, 102, 108);
    two[122] = 129;
    const crc = crc16(two.subarray(0, 124));
    two.set([crc >> 8, crc & 0xff], 124);
    expect(macBinaryVersion(two)).toBe(2);
    expect(readMacBinary(two)).toEqual({ ...full, script: 0, extendedFlags: 0 });
  });
  it('detects MacBinary I by its zeros and lengths', () => {
    const one = macBinaryOf({ ...full, finderFlags: 0x0500, comment: '' });
    one.fill(0, 99, 128);
    expect(macBinaryVersion(one)).toBe(1);
    expect(readMacBinary(one)).toMatchObject({ name: full.name, finderFlags: 0x0500, dataFork: full.dataFork });
    one[83] = 1;
    expect(macBinaryVersion(one)).toBeUndefined();
  });
  it('passes over a secondary header', () => {
    const bytes = macBinaryOf(full);
    const longer = new Uint8Array(bytes.length + 256);
    longer.set(bytes.subarray(0, 128));
    longer.set(bytes.subarray(128), 384);
    longer.set([0, 200], 120);
    expect(readMacBinary(longer).dataFork).toEqual(full.dataFork);
  });
  it('takes no other file for one', () => {
    expect(errorOf(() => readMacBinary(new Uint8Array(500)))).toEqual({ code: 'not-macbinary', offset: 0 });
    expect(macBinaryVersion(utf8Bytes('x'.repeat(300)))).toBeUndefined();
    expect(macBinaryVersion(appleSingleOf(full))).toBeUndefined();
    expect(errorOf(() => readMacBinary(macBinaryOf(full).subarray(0, 400)))).toEqual({
      code: 'truncated',
      offset: 400,
    });
  });
  it('cuts a name to 63 characters and writes ? for what Mac Roman lacks', () => {
    expect(readMacBinary(macBinaryOf(macFile({ name: `漢${'x'.repeat(80)}` }))).name).toBe(`?${'x'.repeat(62)}`);
    expect(readMacBinary(macBinaryOf(macFile({}))).name).toBe('untitled');
  });
  it('reads a file without its last padding', () => {
    expect(readMacBinary(macBinaryOf({ ...full, comment: '' }).subarray(0, 556)).resourceFork).toEqual(
      full.resourceFork,
    );
  });
});

describe('BinHex 4.0, RFC 1741', () => {
  it.each([
    ['0011223344556677', '0011223344556677'],
    ['11222222222222 33', '112290063 3'],
    ['1122903344', '112290003344'],
  ])('packs runs as appendix A prints them: %s', (plain, packed) => {
    expect(toHex(packRuns(fromHex(plain.replaceAll(' ', ''))))).toBe(packed.replaceAll(' ', ''));
  });
  it('has the CRC of CCITT from zero', () => {
    expect(crc16(utf8Bytes('123456789'))).toBe(0x31c3);
  });
  it('gives back name, type, creator, flags and forks', () => {
    const { name, type, creator, finderFlags, dataFork, resourceFork } = full;
    expect(readBinHex(binHexOf(full))).toEqual(macFile({ name, type, creator, finderFlags, dataFork, resourceFork }));
  });
  it('writes lines of 64 characters', () => {
    const lines = latin1Text(binHexOf({ ...full, dataFork: new Uint8Array(1000).map((_, index) => index * 7) })).split(
      '\r\n',
    );
    expect(lines[0]).toBe('(This file must be converted with BinHex 4.0)');
    expect(lines[1]).toBe('');
    expect(lines.slice(2, -2).every((line) => line.length === 64)).toBe(true);
    expect(lines.at(-2)).toMatch(/^[^\r\n]{0,63}:$/);
    expect(lines.at(-1)).toBe('');
  });
  it('reads without the line that names it, after other text, and with any line ends', () => {
    const text = latin1Text(binHexOf(full));
    const start = text.indexOf('\r\n:') + 2;
    for (const one of [
      text.slice(start),
      `Here: a file\r\n\r\n${text}`,
      text.replaceAll('\r\n', '\r'),
      `${text} more!!`,
    ])
      expect(readBinHex(utf8Bytes(one)).dataFork).toEqual(full.dataFork);
  });
  it('says what is wrong and where', () => {
    const text = latin1Text(binHexOf(full));
    const start = text.indexOf('\r\n:') + 3;
    const changed = (at: number, by: string) => utf8Bytes(text.slice(0, at) + by + text.slice(at + 1));
    expect(errorOf(() => readBinHex(utf8Bytes('no such file')))).toEqual({ code: 'not-binhex', offset: 0 });
    expect(errorOf(() => readBinHex(changed(start + 9, '~')))).toEqual({ code: 'bad-character', offset: start + 9 });
    expect(errorOf(() => readBinHex(utf8Bytes(text.slice(0, start + 80))))).toEqual({
      code: 'truncated',
      offset: start + 80,
    });
    expect(errorOf(() => readBinHex(utf8Bytes(`${text.slice(0, start + 40)}:`))).code).toBe('truncated');
    expect(errorOf(() => readBinHex(changed(start + 9, text[start + 9] === '!' ? '"' : '!')))).toEqual({
      code: 'bad-crc',
      offset: 32,
    });
  });
});

describe('what marks an attachment as MacBinary, [MS-OXCMSG] 2.2.2.20 and 2.2.2.21', () => {
  it('is the object identifier, and the creator before the type', () => {
    expect(toHex(macBinaryEncoding)).toBe('2a864886f714030b01');
    expect(latin1Text(creatorAndType(full))).toBe(':ttxt:TEXT');
  });
});

describe('the example of the README', () => {
  it('turns BinHex into the MacBinary of an attachment', () => {
    const note = macFile({ name: 'Read Me', type: 'TEXT', creator: 'ttxt', dataFork: utf8Bytes('Hello\r') });
    const file = readBinHex(binHexOf(note));
    expect(readMacBinary(macBinaryOf(file))).toEqual(note);
  });
});
