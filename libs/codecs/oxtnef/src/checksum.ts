/** The checksum of an attribute: its bytes added up, modulo 65536. [MS-OXTNEF] 2.1.3.2 */

/** Each second byte of four, so that two sums of 16 bits grow in one number. */
const everySecond = 0x00ff_00ff;
/** How many times two such bytes go into 16 bits. */
const wordsOfSum = 128;
/** Fewer words are not worth a view of them. */
const fewWords = 16;

export function checksum(bytes: Uint8Array, start = 0, end = bytes.length): number {
  const aligned = start + (-(bytes.byteOffset + start) & 3);
  const count = (end - aligned) >> 2;
  if (count < fewWords) return sumOfBytes(bytes, start, end) & 0xffff;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + aligned, count);
  const outside = sumOfBytes(bytes, start, aligned) + sumOfBytes(bytes, aligned + count * 4, end);
  return (outside + sumOfWords(words)) & 0xffff;
}

function sumOfBytes(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0;
  for (let at = start; at < end; at++) sum += bytes[at]!;
  return sum;
}

function sumOfWords(words: Int32Array): number {
  let sum = 0;
  for (let at = 0; at < words.length;) {
    const stop = Math.min(at + wordsOfSum, words.length);
    let both = 0;
    for (; at < stop; at++) both = (both + (words[at]! & everySecond) + ((words[at]! >>> 8) & everySecond)) | 0;
    sum = (sum + (both & 0xffff) + (both >>> 16)) & 0xffff;
  }
  return sum;
}
