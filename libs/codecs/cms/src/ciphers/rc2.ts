/** RC2, RFC 2268: decryption only, for reading what was kept of old. */
import { fromHex } from '@postbus/bytes';
import type { BlockDecryption } from './cbc.ts';

const table = fromHex(
  'd978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82' +
    '54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb6266fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7' +
    '08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731' +
    '2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad',
);

/** RFC 2268 2 */
function expanded(key: Uint8Array, effectiveBits: number): Uint16Array {
  const octets = new Uint8Array(128);
  octets.set(key.subarray(0, 128));
  for (let at = key.length; at < 128; at++) octets[at] = table[(octets[at - 1]! + octets[at - key.length]!) & 255]!;
  const effective = Math.ceil(effectiveBits / 8);
  octets[128 - effective] = table[octets[128 - effective]! & (255 >> (8 * effective - effectiveBits))]!;
  for (let at = 127 - effective; at >= 0; at--) octets[at] = table[octets[at + 1]! ^ octets[at + effective]!]!;
  return Uint16Array.from({ length: 64 }, (_, at) => octets[at * 2]! | (octets[at * 2 + 1]! << 8));
}

const rotations = [1, 2, 3, 5];

/** @param effectiveBits 1 to 1024 */
export function rc2Decryption(key: Uint8Array, effectiveBits: number): BlockDecryption {
  const keys = expanded(key, effectiveBits);
  return {
    size: 8,
    decrypt(input, at, output) {
      const words = [0, 1, 2, 3].map((word) => input[at + word * 2]! | (input[at + word * 2 + 1]! << 8));
      for (let round = 15; round >= 0; round--) {
        if (round === 10 || round === 4)
          for (let word = 3; word >= 0; word--)
            words[word] = (words[word]! - keys[words[(word + 3) & 3]! & 63]!) & 0xffff;
        for (let word = 3; word >= 0; word--) unmix(words, word, keys[round * 4 + word]!);
      }
      for (const [word, value] of words.entries()) {
        output[word * 2] = value & 255;
        output[word * 2 + 1] = value >> 8;
      }
    },
  };
}

/** RFC 2268 4 */
function unmix(words: number[], word: number, key: number): void {
  const turn = rotations[word]!;
  const value = words[word]!;
  const turned = ((value >> turn) | (value << (16 - turn))) & 0xffff;
  const [one, two, three] = [words[(word + 3) & 3]!, words[(word + 2) & 3]!, words[(word + 1) & 3]!];
  words[word] = (turned - key - (one & two) - (~one & three)) & 0xffff;
}
