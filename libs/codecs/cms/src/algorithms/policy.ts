/** Which weak algorithms are put up with. RFC 8551 2, appendix B */

export type WeakAlgorithm = 'md5' | 'sha1' | 'rc2' | 'des' | '3des' | 'short-rsa-key';

export interface AlgorithmPolicy {
  /** What is weak and allowed all the same; it is reported as weak. Everything else that is weak is refused. */
  readonly allow: readonly WeakAlgorithm[];
  /** Bits of the shortest RSA modulus that is not weak. */
  readonly minimumRsaBits: number;
}

/** Refuses all that is weak. */
export const strictPolicy: AlgorithmPolicy = { allow: [], minimumRsaBits: 2048 };

/** For reading what was kept of old: allows all that is weak. */
export const archivePolicy: AlgorithmPolicy = {
  allow: ['md5', 'sha1', 'rc2', 'des', '3des', 'short-rsa-key'],
  minimumRsaBits: 2048,
};
