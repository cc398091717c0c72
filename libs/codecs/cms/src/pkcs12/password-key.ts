/** Keys of passwords. RFC 7292 appendix B */
import { type DigestAlgorithm, blockSizeOf, digestNow } from '../algorithms/digest-algorithm.ts';
import { joined } from '../asn1/values.ts';

/** What a key is for. RFC 7292 B.3 */
export const KeyPurpose = { Encryption: 1, Iv: 2, Mac: 3 } as const;

export interface Derivation {
  readonly digest: DigestAlgorithm;
  readonly salt: Uint8Array;
  readonly iterations: number;
}

/** A password as a BMPString with its end. RFC 7292 B.1 */
export function bmpPassword(password: string): Uint8Array {
  const octets = new Uint8Array(password.length * 2 + 2);
  for (let at = 0; at < password.length; at++) {
    octets[at * 2] = password.charCodeAt(at) >> 8;
    octets[at * 2 + 1] = password.charCodeAt(at) & 255;
  }
  return octets;
}

/** `size` octets of a key or an IV. RFC 7292 B.2 */
export function passwordKey(
  password: Uint8Array,
  purpose: (typeof KeyPurpose)[keyof typeof KeyPurpose],
  size: number,
  { digest, salt, iterations }: Derivation,
): Uint8Array {
  const block = blockSizeOf(digest);
  const diversifier = new Uint8Array(block).fill(purpose);
  const input = joined([repeated(salt, block), repeated(password, block)]);
  const made: Uint8Array[] = [];
  for (let length = 0; length < size; length += digest.size) {
    let hash = digestNow(digest, diversifier, input);
    for (let round = 1; round < iterations; round++) hash = digestNow(digest, hash);
    made.push(hash);
    const addend = Uint8Array.from({ length: block }, (_, at) => hash[at % hash.length]!);
    for (let at = 0; at < input.length; at += block) addOne(input.subarray(at, at + block), addend);
  }
  return joined(made).subarray(0, size);
}

function repeated(octets: Uint8Array, block: number): Uint8Array {
  const length = block * Math.ceil(octets.length / block);
  return Uint8Array.from({ length }, (_, at) => octets[at % octets.length]!);
}

/** `part` plus `addend` plus one. */
function addOne(part: Uint8Array, addend: Uint8Array): void {
  let carry = 1;
  for (let at = part.length - 1; at >= 0; at--) {
    carry += part[at]! + addend[at]!;
    part[at] = carry & 255;
    carry >>= 8;
  }
}
