/** SubjectPublicKeyInfo, RFC 5280 4.1.2.7, with the keys of RFC 3279, RFC 5480 and RFC 8410. */
import {
  type AlgorithmIdentifier,
  algorithmIdentifier,
  algorithmWithNull,
} from '../algorithms/algorithm-identifier.ts';
import { bitString, bytesOf, sequence } from '../asn1/der.ts';
import { Tag, type Tlv, readBer } from '../asn1/tlv.ts';
import { Fields, bitOctets, integerOctets, oid } from '../asn1/values.ts';

export const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';
export const RSASSA_PSS = '1.2.840.113549.1.1.10';
export const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
export const ED25519 = '1.3.101.112';

export type CurveName = 'P-256' | 'P-384' | 'P-521';
export interface Curve {
  readonly name: CurveName;
  readonly oid: string;
  /** Octets of a coordinate, and of each half of a signature. */
  readonly size: number;
}

export const curves: readonly Curve[] = [
  { name: 'P-256', oid: '1.2.840.10045.3.1.7', size: 32 },
  { name: 'P-384', oid: '1.3.132.0.34', size: 48 },
  { name: 'P-521', oid: '1.3.132.0.35', size: 66 },
];

export type PublicKey = (
  | { readonly type: 'rsa'; readonly modulus: Uint8Array; readonly exponent: Uint8Array; readonly bits: number }
  | { readonly type: 'ec'; readonly curve: Curve }
  | { readonly type: 'ed25519' }
  | { readonly type: 'unknown'; readonly algorithm: string }
) & {
  /** SubjectPublicKeyInfo; for RSA always of the algorithm rsaEncryption, as WebCrypto wants it. */
  readonly spki: Uint8Array;
  /** The subjectPublicKey alone. */
  readonly octets: Uint8Array;
};

/** @throws {CmsError} `malformed` */
export function publicKey(element: Tlv): PublicKey {
  const fields = new Fields(element);
  const identifier = algorithmIdentifier(fields.take());
  const octets = bitOctets(fields.take(Tag.BitString));
  if (identifier.algorithm === RSA_ENCRYPTION || identifier.algorithm === RSASSA_PSS) return rsaKey(octets);
  const kind = kindOf(identifier);
  return { ...kind, spki: element.raw, octets };
}

function rsaKey(octets: Uint8Array): PublicKey {
  const fields = new Fields(readBer(octets));
  const modulus = withoutZeros(integerOctets(fields.take()));
  const exponent = withoutZeros(integerOctets(fields.take()));
  const spki = bytesOf(sequence(algorithmWithNull(RSA_ENCRYPTION), bitString(octets)));
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  return { type: 'rsa', modulus, exponent, bits, spki, octets };
}

function kindOf({ algorithm, parameters }: AlgorithmIdentifier) {
  if (algorithm === ED25519) return { type: 'ed25519' } as const;
  if (algorithm === EC_PUBLIC_KEY && parameters?.tag === Tag.Oid) {
    const named = oid(parameters);
    const curve = curves.find((known) => known.oid === named);
    if (curve !== undefined) return { type: 'ec', curve } as const;
  }
  return { type: 'unknown', algorithm } as const;
}

function withoutZeros(octets: Uint8Array): Uint8Array {
  let from = 0;
  while (from < octets.length && octets[from] === 0) from++;
  return octets.subarray(from);
}
