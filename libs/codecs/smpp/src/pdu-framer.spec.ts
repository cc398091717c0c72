import { concat } from '@postbus/bytes';
import { describe, expect, it } from 'vitest';
import { PduFramer, writePdu } from './index.ts';
import { samples } from './samples.fixture.ts';

const pdus = samples.map(writePdu);
const stream = concat(pdus);
function framed(chunks: Iterable<Uint8Array>, framer = new PduFramer()): Uint8Array[] {
  return Array.from(chunks).flatMap((chunk) => Array.from(framer.push(chunk)));
}
function* cut(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const lengthOf = (length: number) => {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
};

describe('framing of the stream, SMPP 3.4 3.2', () => {
  it.each([1, 2, 3, 4, 5, 7, 16, 17, 50, 1000, 1_000_000])('gives the PDUs out of chunks of %i octets', (size) => {
    expect(framed(cut(stream, size))).toEqual(pdus);
  });

  it('gives views of a chunk that has PDUs whole', () => {
    expect(framed([stream]).every((pdu) => pdu.buffer === stream.buffer)).toBe(true);
  });

  it('tells how much of a PDU waits for its end', () => {
    const framer = new PduFramer();
    expect(framed([stream.subarray(0, 10)], framer)).toEqual([]);
    expect(framer.pending).toBe(10);
    expect(framed([stream.subarray(10)], framer)).toEqual(pdus);
    expect(framer.pending).toBe(0);
  });

  it.each([
    ['length-too-small', 15],
    ['length-too-small', 0],
    ['length-too-large', 131_073],
    ['length-too-large', 0xffffffff],
  ])('refuses a command_length: %s, %i, after the PDUs before it, and for ever', (code, length) => {
    for (const size of [1, 3, 1000]) {
      const framer = new PduFramer();
      const seen: Uint8Array[] = [];
      const run = () => {
        for (const chunk of cut(concat([pdus[0]!, lengthOf(length), pdus[1]!]), size))
          for (const pdu of framer.push(chunk)) seen.push(pdu);
      };
      expect(run).toThrow(expect.objectContaining({ code, offset: pdus[0]!.length }));
      expect(seen).toEqual([pdus[0]]);
      expect(() => [...framer.push(pdus[1]!)]).toThrow(expect.objectContaining({ code }));
    }
  });

  it('takes time in proportion to the octets, however they are cut', () => {
    const length = 2_000_000;
    const pdu = concat([lengthOf(length), new Uint8Array(length - 16)]);
    const start = performance.now();
    expect(framed(cut(pdu, 20), new PduFramer({ commandLength: length }))).toHaveLength(1);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
