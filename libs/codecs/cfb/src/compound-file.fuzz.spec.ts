import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patterned, sampleTree } from './compound-file.fixture.ts';
import { CfbError, Storage, Stream, readCompoundFile, writeCompoundFile } from './index.ts';

const runs = Number(process.env['POSTBUS_FUZZ_RUNS'] ?? 700);
const timeout = 20_000 + runs * 10;

function smallTree(): Storage {
  const root = new Storage();
  root.add(new Stream('large', patterned(9000)));
  for (let index = 0; index < 9; index++) root.add(new Stream(`s${index}`, patterned(index * 50)));
  root.add(new Storage('inner')).add(new Stream('x', patterned(4096)));
  return root;
}

const seeds = [
  writeCompoundFile(smallTree()),
  writeCompoundFile(smallTree(), { version: 4 }),
  writeCompoundFile(sampleTree()),
];

/** Interesting numbers for fields of 32 bits. */
const number32 = fc.oneof(
  fc.nat(40),
  fc.constantFrom(0xffff_ffff, 0xffff_fffe, 0xffff_fffd, 0xffff_fffc, 0xffff_fffa, 0x7fff_ffff, 0x8000_0000),
  fc.nat(0xffff_ffff),
);
/** Header, FAT and directory come first: half of all changes go there. */
const at = fc.oneof(fc.nat(0x7ff), fc.nat(0xff_ffff));
const mutated = fc
  .record({
    seed: fc.nat(seeds.length - 1),
    puts: fc.array(fc.record({ at, value: number32 }), { maxLength: 8 }),
    length: fc.option(fc.nat(0xff_ffff)),
  })
  .map(({ seed, puts, length }) => {
    const bytes = Uint8Array.from(seeds[seed]!);
    const view = new DataView(bytes.buffer);
    for (const { at, value } of puts) view.setUint32((at % (bytes.length / 4)) * 4 || 76, value, true);
    return length === null ? bytes : bytes.subarray(0, length % (bytes.length + 1));
  });

function readAll(bytes: Uint8Array): void {
  try {
    const { root } = readCompoundFile(bytes);
    expect(totalSize(root)).toBeLessThanOrEqual(bytes.length * 2);
  } catch (error) {
    expect(error).toBeInstanceOf(CfbError);
  }
}

function totalSize(storage: Storage): number {
  let size = 0;
  for (const entry of storage) size += entry instanceof Storage ? totalSize(entry) : entry.size;
  return size;
}

describe('mutated compound files', { timeout }, () => {
  it('give streams of no more bytes together than the file has, or a coded error', () => {
    fc.assert(fc.property(mutated, readAll), { numRuns: runs });
  });
  it('may be any bytes after the signature', () => {
    const anyBytes = fc.uint8Array({ maxLength: 3000, minLength: 512 }).map((bytes) => {
      bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
      return bytes;
    });
    fc.assert(fc.property(anyBytes, readAll), { numRuns: Math.min(runs, 300) });
  });
  it('take no longer where 20,000 entries share one chain than where they do not', () => {
    const root = new Storage();
    root.add(new Stream('large', patterned(4_000_000)));
    for (let index = 0; index < 20_000; index++) root.add(new Stream(`s${index}`, patterned(1)));
    const bytes = writeCompoundFile(root);
    const sound = timeOf(() => readAll(bytes));
    const view = new DataView(bytes.buffer);
    const directory = (view.getUint32(48, true) + 1) * 512;
    const entries = Array.from({ length: 20_001 }, (_, index) => directory + (index + 1) * 128);
    const large = entries.find((entry) => view.getUint32(entry + 120, true) === 4_000_000)!;
    const start = view.getUint32(large + 116, true);
    for (const entry of entries) {
      view.setUint32(entry + 116, start, true);
      view.setUint32(entry + 120, 4_000_000, true);
    }
    expect(timeOf(() => readAll(bytes))).toBeLessThan(sound * 10 + 100);
  });
});

function timeOf(run: () => void): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}
