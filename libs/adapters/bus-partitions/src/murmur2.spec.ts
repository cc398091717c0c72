import { describe, expect, it } from 'vitest';
import { utf8Bytes } from '@postbus/bytes';
import { murmur2, partitionOf } from './murmur2.ts';

describe("murmur2, by the vectors of Kafka's UtilsTest.testMurmur2", () => {
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('hashes %j', (text, hash) => {
    expect(murmur2(utf8Bytes(text))).toBe(hash);
  });
});

describe("the partition of a key, as Kafka's BuiltInPartitioner.partitionForKey", () => {
  it('drops the sign of the hash before it divides', () => {
    expect(partitionOf('21', 64)).toBe((-973932308 & 0x7fffffff) % 64);
    expect(partitionOf('abc', 10)).toBe(7);
  });

  it('takes the UTF-8 bytes of the key', () => {
    expect(partitionOf('päckchen', 1000)).toBe((murmur2(Buffer.from('päckchen')) & 0x7fffffff) % 1000);
  });
});
