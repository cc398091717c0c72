import { describe, expect, it } from 'vitest';
import {
  ByteReader,
  ByteWriter,
  BytesError,
  fromBase64,
  fromHex,
  guidBytes,
  guidText,
  indexOfBytes,
  toBase64,
  toHex,
  utf16Bytes,
  utf16Text,
  withoutNulls,
} from './index.ts';

describe('UTF-16, [MS-OXCDATA] 2.11.1', () => {
  const pieces = ['', 'a', 'ü😀', '\ud800', '\udc00x', '\ufeff', '\ufffd', 'a\0b\0'];
  it.each([1, 100, 20_000])('is little-endian and comes back, half a surrogate pair too, %d times', (times) => {
    for (const piece of pieces) {
      const text = piece.repeat(times);
      const bytes = utf16Bytes(text);
      expect(Buffer.compare(bytes, Buffer.from(text, 'utf16le'))).toBe(0);
      expect(utf16Text(bytes)).toBe(text);
      expect(utf16Text(Buffer.concat([bytes, Buffer.of(0x41)]))).toBe(text);
    }
  });
  it('may end in nulls that do not count', () => {
    expect(['a\0b\0\0', '\0', '', 'a'].map(withoutNulls)).toEqual(['a\0b', '', '', 'a']);
  });
});

describe('base64, RFC 4648 section 10', () => {
  const vectors = [
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ] as const;
  it.each(vectors)('encodes and decodes %j', (plain, encoded) => {
    expect(toBase64(Buffer.from(plain))).toBe(encoded);
    expect(Buffer.from(fromBase64(encoded)).toString()).toBe(plain);
  });
  it('agrees with Node for every length to 300', () => {
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 131 + length) & 0xff);
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      expect(fromBase64(Buffer.from(bytes).toString('base64url'))).toEqual(bytes);
    }
  });
  it('says where a character is wrong', () => {
    expect(() => fromBase64('Zm9*')).toThrow(expect.objectContaining({ code: 'not-base64', offset: 3 }));
  });
});

describe('GUIDs, [MS-DTYP] 2.3.4', () => {
  it('has the first three fields little-endian', () => {
    const publicStrings = '00020329-0000-0000-c000-000000000046';
    expect(toHex(guidBytes(publicStrings))).toBe('2903020000000000c000000000000046');
    expect(guidText(fromHex('2903020000000000c000000000000046'))).toBe(publicStrings);
  });
});

describe('reader and writer', () => {
  it('reads what Node writes, and stops at the end', () => {
    const written = new ByteWriter(2).uint16(0x1234).uint32(0xdeadbeef).int64(-5n).finish();
    const node = Buffer.alloc(14);
    node.writeUInt16LE(0x1234, 0);
    node.writeUInt32LE(0xdeadbeef, 2);
    node.writeBigInt64LE(-5n, 6);
    expect(toHex(written)).toBe(node.toString('hex'));
    const reader = new ByteReader(written);
    reader.seek(6);
    expect(reader.int64()).toBe(-5n);
    expect(() => reader.uint8()).toThrow(BytesError);
  });
  it('finds bytes at the very end and not past it', () => {
    expect(indexOfBytes(Buffer.from('abcabd'), Buffer.from('abd'))).toBe(3);
    expect(indexOfBytes(Buffer.from('abcab'), Buffer.from('abd'))).toBe(-1);
  });
});
