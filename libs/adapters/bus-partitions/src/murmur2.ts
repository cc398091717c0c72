/** The hash by which Java's Kafka client chooses a record's partition, so that every adapter puts a key on the same one. */
import { utf8Bytes } from '@postbus/bytes';

const seed = 0x9747b28c;
const multiplier = 0x5bd1e995;

/** Murmur2 of `data` as a signed 32-bit number, as `org.apache.kafka.common.utils.Utils.murmur2`. */
export function murmur2(data: Uint8Array): number {
  const wholeWords = data.length & ~3;
  let hash = seed ^ data.length;
  for (let at = 0; at < wholeWords; at += 4) {
    let word = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
    word = Math.imul(word, multiplier);
    word ^= word >>> 24;
    hash = Math.imul(hash, multiplier) ^ Math.imul(word, multiplier);
  }
  const left = data.length - wholeWords;
  if (left === 3) hash ^= data[wholeWords + 2]! << 16;
  if (left >= 2) hash ^= data[wholeWords + 1]! << 8;
  if (left >= 1) hash = Math.imul(hash ^ data[wholeWords]!, multiplier);
  hash = Math.imul(hash ^ (hash >>> 13), multiplier);
  return hash ^ (hash >>> 15);
}

/** The partition, from 0, of records with `key` on a topic of `partitions`. */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(utf8Bytes(key)) & 0x7fffffff) % partitions;
}
