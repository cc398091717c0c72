/** Content keys under RSA keys: RSAES-PKCS1-v1_5, RFC 3370 4.2.1, and RSAES-OAEP, RFC 3560. */
import {
  type AlgorithmIdentifier,
  algorithmDer,
  algorithmIdentifier,
  algorithmWithNull,
} from '../algorithms/algorithm-identifier.ts';
import { type DigestAlgorithm, digestAlgorithmOf, digestAlgorithms } from '../algorithms/digest-algorithm.ts';
import { rsaPrivate, rsaPublic } from '../algorithms/rsa-arithmetic.ts';
import { maskDer, maskDigestOf } from '../algorithms/signature-scheme.ts';
import { type Der, context, sequence } from '../asn1/der.ts';
import { Tag } from '../asn1/tlv.ts';
import { Fields, octets } from '../asn1/values.ts';
import { CmsError } from '../cms-error.ts';
import type { PrivateKey } from '../private-key.ts';
import { type PublicKey, RSA_ENCRYPTION } from '../x509/public-key.ts';

const RSAES_OAEP = '1.2.840.113549.1.1.7';

export type KeyTransport = 'pkcs1' | 'oaep';

/** How a key is transported, with OAEP's digest and label. */
export type TransportScheme =
  | { readonly type: 'pkcs1' }
  | { readonly type: 'oaep'; readonly digest: DigestAlgorithm; readonly label: Uint8Array };

/** @throws {CmsError} `unsupported-algorithm` */
export function transportScheme({ algorithm, parameters }: AlgorithmIdentifier): TransportScheme {
  if (algorithm === RSA_ENCRYPTION) return { type: 'pkcs1' };
  if (algorithm !== RSAES_OAEP)
    throw new CmsError('unsupported-algorithm', `the key transport algorithm ${algorithm} is not known`);
  const fields = parameters === undefined ? undefined : new Fields(parameters);
  const explicit = (number: number) => {
    const element = fields?.optional(Tag.Context | number)?.children()[0];
    return element && algorithmIdentifier(element);
  };
  const hash = explicit(0);
  const mask = explicit(1);
  const source = explicit(2)?.parameters;
  const digest = hash === undefined ? digestAlgorithms.sha1 : digestAlgorithmOf(hash.algorithm);
  const maskDigest = mask === undefined ? digestAlgorithms.sha1 : maskDigestOf(mask);
  if (digest === undefined || digest !== maskDigest)
    throw new CmsError('unsupported-algorithm', 'RSAES-OAEP with two digests, or with one that is not known');
  return { type: 'oaep', digest, label: source === undefined ? new Uint8Array() : octets(source) };
}

/**
 * The content key of `size` octets. Where PKCS #1 padding is wrong it is a random one, so that nothing tells one from the
 * other before the content is decrypted. RFC 3218 2.3.2
 *
 * @returns undefined where OAEP fails, which no one can turn into an oracle
 */
export async function transportedKey(
  scheme: TransportScheme,
  privateKey: PrivateKey,
  encrypted: Uint8Array,
  size: number | undefined,
): Promise<Uint8Array | undefined> {
  if (scheme.type === 'pkcs1') return unpadded(rsaPrivate(privateKey.rsaNumbers(), encrypted), size);
  try {
    const key = await privateKey.forOaep(scheme.digest.name);
    const parameters = { name: 'RSA-OAEP', label: scheme.label };
    return new Uint8Array(await crypto.subtle.decrypt(parameters, key, encrypted));
  } catch {
    return undefined;
  }
}

/** EME-PKCS1-v1_5 decoding, RFC 8017 7.2.2, without a branch on the padding. */
function unpadded(block: Uint8Array | undefined, size: number | undefined): Uint8Array {
  const random = crypto.getRandomValues(new Uint8Array(size ?? 16));
  if (block === undefined) return random;
  const length = size ?? lengthOfKey(block);
  if (length < 1 || length > block.length - 11) return random;
  const start = block.length - length;
  let wrong = block[0]! | (block[1]! ^ 2) | block[start - 1]!;
  for (let at = 2; at < start - 1; at++) wrong |= block[at] === 0 ? 1 : 0;
  const mask = wrong === 0 ? 255 : 0;
  return Uint8Array.from({ length }, (_, at) => (block[start + at]! & mask) | ((random[at] ?? 0) & ~mask & 255));
}

/** Of RC2, whose keys have any length. */
function lengthOfKey(block: Uint8Array): number {
  const zero = block.indexOf(0, 2);
  return zero === -1 ? 0 : block.length - zero - 1;
}

type RsaKey = Extract<PublicKey, { type: 'rsa' }>;

/** `contentKey` for `publicKey`, with the AlgorithmIdentifier. OAEP is with SHA-256. */
export async function transportKey(
  transport: KeyTransport,
  publicKey: RsaKey,
  contentKey: Uint8Array,
): Promise<{ readonly algorithm: Der; readonly encryptedKey: Uint8Array }> {
  if (transport === 'pkcs1')
    return {
      algorithm: algorithmWithNull(RSA_ENCRYPTION),
      encryptedKey: rsaPublic(publicKey, padded(publicKey, contentKey))!,
    };
  const digest = digestAlgorithms.sha256;
  const usage = { name: 'RSA-OAEP', hash: digest.name };
  const key = await crypto.subtle.importKey('spki', publicKey.spki, usage, false, ['encrypt']);
  const encryptedKey = new Uint8Array(await crypto.subtle.encrypt({ name: 'RSA-OAEP' }, key, contentKey));
  const parameters = sequence(context(0, algorithmWithNull(digest.oid)), context(1, maskDer(digest)));
  return { algorithm: algorithmDer(RSAES_OAEP, parameters), encryptedKey };
}

/** EME-PKCS1-v1_5 encoding, RFC 8017 7.2.1. */
function padded({ modulus }: RsaKey, contentKey: Uint8Array): Uint8Array {
  const block = crypto.getRandomValues(new Uint8Array(modulus.length));
  const start = block.length - contentKey.length;
  if (start < 11) throw new CmsError('unsupported-algorithm', 'the RSA key is too short for a content key');
  for (let at = 2; at < start - 1; at++) while (block[at] === 0) crypto.getRandomValues(block.subarray(at, at + 1));
  block.set([0, 2]);
  block[start - 1] = 0;
  block.set(contentKey, start);
  return block;
}
