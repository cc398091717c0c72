/** DES and triple DES, FIPS 46-3 and SP 800-67: decryption only, for reading what was kept of old. */
import type { BlockDecryption } from './cbc.ts';

const numbers = (text: string): readonly number[] => text.split(' ').map(Number);

const keyChoice1 = numbers(
  '57 49 41 33 25 17 9 1 58 50 42 34 26 18 10 2 59 51 43 35 27 19 11 3 60 52 44 36 63 55 47 39 31 23 15 7 62 54 46 38 30 22 14 6 61 53 45 37 29 21 13 5 28 20 12 4',
);
const keyChoice2 = numbers(
  '14 17 11 24 1 5 3 28 15 6 21 10 23 19 12 4 26 8 16 7 27 20 13 2 41 52 31 37 47 55 30 40 51 45 33 48 44 49 39 56 34 53 46 42 50 36 29 32',
);
const keyShifts = numbers('1 1 2 2 2 2 2 2 1 2 2 2 2 2 2 1');
const permutation = numbers('16 7 20 21 29 12 28 17 1 15 23 26 5 18 31 10 2 8 24 14 32 27 3 9 19 13 30 6 22 11 4 25');

/** S1 to S8, four rows of sixteen each, a hexadecimal digit an entry. */
const selections = [
  'e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d',
  'f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9',
  'a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c',
  '7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e',
  '2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453',
  'c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d',
  '4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c',
  'd2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b',
];

/** Selection and permutation in one, for each of the eight groups of six bits. */
const rounds = selections.map((digits, group) =>
  Uint32Array.from({ length: 64 }, (_, six) => {
    const row = ((six >> 4) & 2) | (six & 1);
    const selected = Number.parseInt(digits[row * 16 + ((six >> 1) & 15)]!, 16) << (28 - group * 4);
    return permutation.reduce((word, from, to) => word | (((selected >>> (32 - from)) & 1) << (31 - to)), 0);
  }),
);

/** Sixteen round keys of eight groups of six bits. */
type Schedule = readonly Uint8Array[];

function schedule(key: Uint8Array): Schedule {
  const bit = (place: number): number => (key[(place - 1) >> 3]! >> (7 - ((place - 1) & 7))) & 1;
  let halves = keyChoice1.map(bit);
  return keyShifts.map((shift) => {
    const left = halves.slice(0, 28);
    const right = halves.slice(28);
    halves = [left, right].flatMap((half) => [...half.slice(shift), ...half.slice(0, shift)]);
    const chosen = keyChoice2.map((place) => halves[place - 1]!);
    return Uint8Array.from({ length: 8 }, (_, group) =>
      chosen.slice(group * 6, group * 6 + 6).reduce((six, one) => six * 2 + one, 0),
    );
  });
}

/** @param key of 8 octets for DES, of 24 for triple DES */
export function desDecryption(key: Uint8Array): BlockDecryption {
  const forward = Array.from({ length: key.length / 8 }, (_, at) => schedule(key.subarray(at * 8, at * 8 + 8)));
  const backward = forward.map((keys) => keys.slice().reverse());
  // Decryption of triple DES goes from its third key to its first; the second encrypts.
  const stages = key.length === 24 ? [backward[2]!, forward[1]!, backward[0]!] : [backward[0]!];
  return {
    size: 8,
    decrypt(input, at, output) {
      let [left, right] = initialPermutation(input, at);
      for (const keys of stages) [left, right] = sixteenRounds(left, right, keys);
      finalPermutation(left, right, output);
    },
  };
}

function sixteenRounds(first: number, second: number, keys: Schedule): [number, number] {
  let left = first;
  let right = second;
  for (const key of keys) {
    let mixed = 0;
    for (let group = 0; group < 8; group++) {
      const turn = (group * 4 + 5) & 31;
      const six = ((right << turn) | (right >>> (32 - turn))) & 63;
      mixed |= rounds[group]![six ^ key[group]!]!;
    }
    [left, right] = [right, left ^ mixed];
  }
  return [right, left];
}

/** Each octet gives a bit to each octet of the halves: columns become rows, the even ones first. */
function initialPermutation(input: Uint8Array, at: number): [number, number] {
  let left = 0;
  let right = 0;
  for (let row = 0; row < 4; row++)
    for (let octet = 7; octet >= 0; octet--) {
      left = (left << 1) | ((input[at + octet]! >> (6 - row * 2)) & 1);
      right = (right << 1) | ((input[at + octet]! >> (7 - row * 2)) & 1);
    }
  return [left, right];
}

function finalPermutation(left: number, right: number, output: Uint8Array): void {
  output.fill(0, 0, 8);
  let place = 31;
  for (let row = 0; row < 4; row++)
    for (let octet = 7; octet >= 0; octet--, place--) {
      output[octet]! |= ((left >>> place) & 1) << (6 - row * 2);
      output[octet]! |= ((right >>> place) & 1) << (7 - row * 2);
    }
}
