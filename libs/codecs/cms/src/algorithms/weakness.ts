/** What is weak in an algorithm or a key. RFC 8551 2.1, 2.2, 2.7, 4 */
import type { PublicKey } from '../x509/public-key.ts';
import type { AlgorithmPolicy, WeakAlgorithm } from './policy.ts';
import type { DigestAlgorithm } from './digest-algorithm.ts';

/** Of a digest that a signature rests on. */
export function weakDigest({ name }: DigestAlgorithm): WeakAlgorithm[] {
  if (name === 'MD5') return ['md5'];
  return name === 'SHA-1' ? ['sha1'] : [];
}

export const weakKey = (key: PublicKey, policy: AlgorithmPolicy): WeakAlgorithm[] =>
  key.type === 'rsa' && key.bits < policy.minimumRsaBits ? ['short-rsa-key'] : [];

/** What of `weak` the policy does not allow. */
export const refused = (weak: Iterable<WeakAlgorithm>, policy: AlgorithmPolicy): WeakAlgorithm[] =>
  [...weak].filter((one) => !policy.allow.includes(one));
