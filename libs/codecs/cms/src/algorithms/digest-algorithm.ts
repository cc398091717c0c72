/** Digest algorithms of CMS, RFC 3370 2 and RFC 5754 2, and hashes of content in pieces. */
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { CmsError } from '../cms-error.ts';

export type DigestName = 'MD5' | 'SHA-1' | 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512';

export interface DigestAlgorithm {
  readonly name: DigestName;
  readonly oid: string;
  /** Octets of a digest. */
  readonly size: number;
}

/** A hash that takes its input in pieces, as `createHash` of Node does. */
export interface IncrementalHash {
  update(piece: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** Makes hashes; what a platform has natively is several times faster than the one built in. */
export type CreateHash = (name: DigestName) => IncrementalHash;

const digest = (name: DigestName, oid: string, size: number): DigestAlgorithm => ({ name, oid, size });

export const digestAlgorithms = {
  md5: digest('MD5', '1.2.840.113549.2.5', 16),
  sha1: digest('SHA-1', '1.3.14.3.2.26', 20),
  sha224: digest('SHA-224', '2.16.840.1.101.3.4.2.4', 28),
  sha256: digest('SHA-256', '2.16.840.1.101.3.4.2.1', 32),
  sha384: digest('SHA-384', '2.16.840.1.101.3.4.2.2', 48),
  sha512: digest('SHA-512', '2.16.840.1.101.3.4.2.3', 64),
} as const;

const byOid = new Map(Object.values(digestAlgorithms).map((algorithm) => [algorithm.oid, algorithm]));

export const digestAlgorithmOf = (oid: string): DigestAlgorithm | undefined => byOid.get(oid);

/** @throws {CmsError} `unsupported-algorithm` */
export function digestAlgorithmNamed(name: DigestName): DigestAlgorithm {
  const found = [...byOid.values()].find((algorithm) => algorithm.name === name);
  if (found === undefined) throw new CmsError('unsupported-algorithm', `no digest ${name}`);
  return found;
}

/** Whether WebCrypto has the algorithm. */
export const isNative = ({ name }: DigestAlgorithm): boolean => name !== 'MD5' && name !== 'SHA-224';

const portable: Readonly<Record<DigestName, { create(): IncrementalHash }>> = {
  MD5: md5,
  'SHA-1': sha1,
  'SHA-224': sha224,
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
};

/** The digest of `pieces`, each of which is read once and none copied by us. */
export async function digestOf(
  algorithm: DigestAlgorithm,
  pieces: Iterable<Uint8Array>,
  createHash?: CreateHash,
): Promise<Uint8Array> {
  const list = Array.isArray(pieces) ? (pieces as Uint8Array[]) : [...pieces];
  if (createHash === undefined && isNative(algorithm) && list.length === 1)
    return new Uint8Array(await crypto.subtle.digest(algorithm.name, list[0]!));
  const hash = createHash?.(algorithm.name) ?? portable[algorithm.name].create();
  for (const piece of list) hash.update(piece);
  return Uint8Array.from(hash.digest());
}

/** The digest of a few octets, at once. */
export function digestNow({ name }: DigestAlgorithm, ...pieces: readonly Uint8Array[]): Uint8Array {
  const hash = portable[name].create();
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

/** Octets of the blocks that a digest takes its input in. */
export const blockSizeOf = ({ size }: DigestAlgorithm): number => (size > 32 ? 128 : 64);

/** HMAC of `text`, RFC 2104. */
export function hmac(algorithm: DigestAlgorithm, secret: Uint8Array, text: Uint8Array): Uint8Array {
  const block = blockSizeOf(algorithm);
  const short = secret.length > block ? digestNow(algorithm, secret) : secret;
  const pad = (octet: number): Uint8Array => Uint8Array.from({ length: block }, (_, at) => (short[at] ?? 0) ^ octet);
  return digestNow(algorithm, pad(0x5c), digestNow(algorithm, pad(0x36), text));
}
