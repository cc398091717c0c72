/**
 * The way from a certificate to one that is trusted. RFC 5280 6.1
 * Certificates come from strangers: the number of signatures that are checked is bounded, whatever maze they make.
 */
import { signatureScheme } from '../algorithms/signature-scheme.ts';
import { isSignatureOf } from '../algorithms/verify-signature.ts';
import { type Check, failed, passed } from '../check.ts';
import { type Certificate, isSameCertificate } from './certificate.ts';
import type { TrustStore } from './trust-store.ts';

export interface CertificationPath {
  /** The certificate itself first; the last is the trust anchor where `check` passed. */
  readonly certificates: readonly Certificate[];
  readonly check: Check;
}

/** Certificates of a path; stops ways that never end. */
const maxLength = 10;
/** Signatures checked for one path; stops mazes of certificates that all may have issued each other. */
const maxSignatures = 60;

/** Finds the path of `certificate` over `others`, preferring those that lead to `trust`. */
export async function certificationPath(
  certificate: Certificate,
  others: readonly Certificate[],
  trust: TrustStore,
): Promise<CertificationPath> {
  const search = { bySubject: groupBySubject(others), trust, signatures: 0, best: undefined };
  return (await extended([certificate], search)) ?? fallback(certificate, search);
}

interface Search {
  readonly bySubject: ReadonlyMap<string, readonly Certificate[]>;
  readonly trust: TrustStore;
  signatures: number;
  best: CertificationPath | undefined;
}

async function extended(path: readonly Certificate[], search: Search): Promise<CertificationPath | undefined> {
  const last = path.at(-1)!;
  if (search.trust.has(last)) return { certificates: path, check: passed('chain') };
  let mismatch = false;
  for (const { issuer, trusted } of candidates(last, search)) {
    if (path.some((one) => isSameCertificate(one, issuer))) continue;
    if (search.signatures >= maxSignatures) break;
    search.signatures++;
    if (!(await hasIssued(issuer, last))) {
      mismatch = true;
      continue;
    }
    const longer = [...path, issuer];
    if (trusted) return { certificates: longer, check: passed('chain') };
    const found = longer.length < maxLength ? await extended(longer, search) : undefined;
    if (found !== undefined) return found;
  }
  if (search.best === undefined || path.length > search.best.certificates.length)
    search.best = { certificates: path, check: failure(last, mismatch) };
  return undefined;
}

/** Issuers by name, trusted ones first, and those that the key identifier names before the others. */
function candidates(certificate: Certificate, { bySubject, trust }: Search) {
  const named = [
    ...trust.issuersOf(certificate).map((issuer) => ({ issuer, trusted: true })),
    ...(bySubject.get(certificate.issuer.key) ?? []).map((issuer) => ({ issuer, trusted: false })),
  ];
  const wanted = certificate.authorityKeyIdentifier;
  const rank = ({ issuer, trusted }: (typeof named)[number]): number =>
    (trusted ? 0 : 1) + (wanted === undefined || issuer.subjectKeyIdentifier === wanted ? 0 : 2);
  return named.sort((one, other) => rank(one) - rank(other));
}

function failure(last: Certificate, mismatch: boolean): Check {
  if (last.subject.key === last.issuer.key)
    return failed('chain', 'untrusted-root', `${last.subject.text} issued itself and is not trusted`);
  if (mismatch)
    return failed('chain', 'certificate-signature-mismatch', `no key of ${last.issuer.text} signed the certificate`);
  return failed('chain', 'no-issuer', `there is no certificate of ${last.issuer.text}`);
}

const fallback = (certificate: Certificate, { best }: Search): CertificationPath =>
  best ?? { certificates: [certificate], check: failure(certificate, false) };

/** Whether the key of `issuer` signed `certificate`. */
export async function hasIssued(issuer: Certificate, certificate: Certificate): Promise<boolean> {
  const scheme = signatureScheme(certificate.signatureAlgorithm);
  if (scheme === undefined) return false;
  return isSignatureOf(certificate.signed, certificate.signature, scheme, issuer.publicKey);
}

function groupBySubject(certificates: readonly Certificate[]): Map<string, Certificate[]> {
  const groups = new Map<string, Certificate[]>();
  for (const certificate of certificates) {
    const group = groups.get(certificate.subject.key);
    if (group === undefined) groups.set(certificate.subject.key, [certificate]);
    else group.push(certificate);
  }
  return groups;
}
