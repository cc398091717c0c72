/** All that is asked of a certificate at once: for a signer of mail, or for a recipient. RFC 5280 6, RFC 8550 4 */
import { type AlgorithmPolicy, type WeakAlgorithm, strictPolicy } from '../algorithms/policy.ts';
import type { Check } from '../check.ts';
import type { Certificate } from './certificate.ts';
import { certificationPath } from './certification-path.ts';
import type { CertificateRevocationList } from './crl.ts';
import { type Purpose, algorithmCheck, pathChecks, weakOfPath } from './path-checks.ts';
import { revocationCheck } from './revocation.ts';
import type { TrustStore } from './trust-store.ts';

export interface ValidationOptions {
  readonly trust: TrustStore;
  /** The time for which it is asked. */
  readonly at: Date;
  /** Certificates that may lie between. */
  readonly intermediates?: readonly Certificate[];
  readonly crls?: readonly CertificateRevocationList[];
  /** `where-given` unless told: who has no current CRL is not revoked. */
  readonly revocation?: 'where-given' | 'required';
  readonly policy?: AlgorithmPolicy;
  /** `sign` unless told. */
  readonly purpose?: Purpose;
}

export interface Validation {
  /** The certificate first; the last is the trust anchor where the check `chain` passed. */
  readonly path: readonly Certificate[];
  readonly checks: readonly Check[];
  /** What is weak along the path, allowed or not. */
  readonly weak: readonly WeakAlgorithm[];
  readonly valid: boolean;
}

/** Validates `certificate`. Never throws for what is wrong with it: each check says so by itself. */
export async function validateCertificate(certificate: Certificate, options: ValidationOptions): Promise<Validation> {
  const { trust, at, intermediates = [], crls = [], revocation = 'where-given' } = options;
  const { policy = strictPolicy, purpose = 'sign' } = options;
  const { certificates: path, check: chain } = await certificationPath(certificate, intermediates, trust);
  const weak = [...new Set(weakOfPath(path, chain.passed, policy))];
  const checks = [
    chain,
    ...pathChecks(path, chain.passed, { at, purpose, policy }),
    algorithmCheck(weak, policy),
    await revocationCheck(path, { at, crls, revocation }),
  ];
  return { path, checks, weak, valid: checks.every(({ passed }) => passed) };
}
