import { describe, expect, it } from 'vitest';
import { fromHex } from '@postbus/bytes';
import { CmsError, readCms } from '../index.ts';
import {
  type Der,
  bytesOf,
  context,
  element,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  timeValue,
} from './der.ts';
import { readBer } from './tlv.ts';
import { joined, octetPieces, oid, time } from './values.ts';

const bytes = (hex: string): Uint8Array => fromHex(hex.replaceAll(' ', ''));

/** The code and offset with which `hex` is refused. */
function refusal(hex: string, limits = {}): { code: string; offset: number | undefined } {
  try {
    readBer(bytes(hex), limits);
  } catch (error) {
    if (error instanceof CmsError) return { code: error.code, offset: error.offset };
    throw error;
  }
  throw new Error('it was read');
}

describe('elements of BER, X.690 8', () => {
  it('are views of what they were read from', () => {
    const input = bytes('3006 0201 05 0401 aa');
    const [number, string] = readBer(input).children();
    expect(number!.content).toEqual(bytes('05'));
    expect(string!.raw.buffer).toBe(input.buffer);
  });

  it('have definite or indefinite lengths, within each other', () => {
    const whole = readBer(bytes('3080 3080 0401aa 0000 0401bb 0000 ff'));
    expect(whole.raw.length).toBe(14);
    const [inner, last] = whole.children();
    expect(inner!.children()[0]!.content).toEqual(bytes('aa'));
    expect(last!.content).toEqual(bytes('bb'));
  });

  it('may be octet strings in pieces', () => {
    const whole = readBer(bytes('2480 0402 0102 2403 0401 03 0000'));
    expect(joined(octetPieces(whole))).toEqual(bytes('010203'));
  });

  it.each([
    ['a length beyond the end', '3005 0201 05', 0],
    ['a length of gigabytes', '3084 7fffffff', 0],
    ['a length of 2^64', '3088 ffffffffffffffff 00', 0],
    ['a length beyond the element around it', '3003 0402 aa', 2],
    ['a length that is cut off', '3084 00', 0],
    ['an element that is cut off', '30', 0],
    ['no octets', '', 0],
    ['an indefinite length without its end', '3080 0201 05', 0],
    ['an indefinite length that ends with the element around it', '3005 3080 0201 05', 2],
    ['a primitive element of indefinite length', '3004 0480 0000', 2],
    ['a tag number above 30', '3003 1f01 00', 2],
  ])('are refused with %s', (_, hex, offset) => {
    expect(refusal(hex)).toEqual({ code: 'malformed', offset });
  });

  it('are bounded in depth and number', () => {
    expect(refusal('3080'.repeat(1000))).toEqual({ code: 'too-deep', offset: 96 });
    expect(refusal(`3082 1000 ${'0500'.repeat(2048)}`, { maxElements: 1000 }).code).toBe('too-many-elements');
  });

  it('are read in a time that grows with their length alone, however deep indefinite lengths lie', () => {
    const nested = (count: number): Uint8Array =>
      bytes(`${'3080'.repeat(40)}${'0500'.repeat(count)}${'0000'.repeat(40)}`);
    const timeOf = (input: Uint8Array): number => {
      const began = performance.now();
      for (let again = 0; again < 5; again++) readBer(input);
      return performance.now() - began;
    };
    const long = nested(150_000);
    const short = nested(15_000);
    timeOf(short);
    expect(timeOf(long)).toBeLessThan(timeOf(short) * 60 + 200);
  });
});

describe('values', () => {
  it('of object identifiers go there and back', () => {
    for (const dotted of ['1.2.840.113549.1.7.2', '2.16.840.1.101.3.4.2.1', '2.999.3', '0.9.2342.19200300.100.1.25'])
      expect(oid(readBer(bytesOf(objectIdentifier(dotted))))).toBe(dotted);
  });

  it('of times have two or four digits for the year, and zones', () => {
    const read = (tag: number, text: string): string =>
      time(readBer(bytesOf(element(tag, [new TextEncoder().encode(text)])))).toISOString();
    expect(read(0x17, '491231235959Z')).toBe('2049-12-31T23:59:59.000Z');
    expect(read(0x17, '5001010000Z')).toBe('1950-01-01T00:00:00.000Z');
    expect(read(0x18, '20500101000000Z')).toBe('2050-01-01T00:00:00.000Z');
    expect(read(0x17, '260101120000+0130')).toBe('2026-01-01T10:30:00.000Z');
    for (const wrong of ['26010112000Z', '261301Z', '260101120000', 'x'])
      expect(() => read(0x17, wrong)).toThrow(CmsError);
    for (const date of ['1960-05-06T07:08:09.000Z', '2049-12-31T23:59:59.000Z', '2050-01-01T00:00:00.000Z'])
      expect(time(readBer(bytesOf(timeValue(new Date(date))))).toISOString()).toBe(date);
  });

  it('of sets are in the order of their octets, X.690 11.6', () => {
    expect(bytesOf(setOf(integer(300), integer(5), octetString(bytes('00'))))).toEqual(
      bytes('310a 0201 05 0202 012c 0401 00'),
    );
  });
});

describe('messages with thousands of entries are refused', () => {
  const name = sequence();
  const algorithm = sequence(objectIdentifier('1.2.3'));
  const signer = sequence(integer(1), sequence(name, integer(1)), algorithm, algorithm, octetString());
  const data = sequence(objectIdentifier('1.2.840.113549.1.7.1'));
  const message = (certificates: number, signers: number, one: Der = signer): Uint8Array =>
    bytesOf(
      sequence(
        objectIdentifier('1.2.840.113549.1.7.2'),
        context(
          0,
          sequence(
            integer(1),
            setOf(),
            data,
            context(0, ...Array.from({ length: certificates }, () => sequence())),
            setOf(...Array.from({ length: signers }, () => one)),
          ),
        ),
      ),
    );

  it.each([
    ['signers', 0, 5000],
    ['certificates', 5000, 1],
  ] as const)('%s', (_, certificates, signers) => {
    expect(() => readCms(message(certificates, signers))).toThrow(
      expect.objectContaining({ code: 'too-many-entries' }),
    );
  });

  it('countersignatures too, beside and upon each other', () => {
    const counter = (...values: readonly Der[]): Der =>
      context(1, sequence(objectIdentifier('1.2.840.113549.1.9.6'), setOf(...values)));
    const fields = (...more: readonly Der[]): Der =>
      sequence(integer(1), sequence(name, integer(1)), algorithm, algorithm, octetString(), ...more);
    const beside = fields(counter(...Array.from({ length: 40 }, () => fields())));
    let upon = fields();
    for (let index = 0; index < 8; index++) upon = fields(counter(upon));
    expect(() => readCms(message(0, 1, beside))).toThrow(expect.objectContaining({ code: 'too-many-entries' }));
    expect(() => readCms(message(0, 4, upon))).toThrow(expect.objectContaining({ code: 'too-many-entries' }));
    expect(readCms(message(0, 3, upon))).toMatchObject({ signerInfos: { length: 3 } });
  });

  it('but read in their limits, with certificates that cannot be read counted', () => {
    expect(readCms(message(7, 5))).toMatchObject({ signerInfos: { length: 5 }, certificates: [], unreadable: 7 });
  });
});
