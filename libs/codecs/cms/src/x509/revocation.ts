/** Revocation by CRLs that are given. RFC 5280 6.3 */
import { signatureScheme } from '../algorithms/signature-scheme.ts';
import { isSignatureOf } from '../algorithms/verify-signature.ts';
import { type Check, failed, passed } from '../check.ts';
import type { Certificate } from './certificate.ts';
import type { CertificateRevocationList } from './crl.ts';

export interface RevocationOptions {
  readonly at: Date;
  readonly crls: readonly CertificateRevocationList[];
  /** `where-given`: a certificate whose issuer gave no current CRL counts as not revoked. `required`: it fails. */
  readonly revocation: 'where-given' | 'required';
}

/** Looks at all of `path` but its anchor. */
export async function revocationCheck(path: readonly Certificate[], options: RevocationOptions): Promise<Check> {
  for (const [place, certificate] of path.slice(0, -1).entries()) {
    const failure = await lookUp(certificate, path[place + 1]!, options);
    if (failure !== undefined) return failure;
  }
  return passed('revocation');
}

async function lookUp(
  { serialNumber, subject }: Certificate,
  issuer: Certificate,
  { at, crls, revocation }: RevocationOptions,
): Promise<Check | undefined> {
  let current = false;
  for (const crl of crls.filter((crl) => crl.issuer.key === issuer.subject.key)) {
    const revokedAt = crl.revoked.get(serialNumber);
    const fresh = crl.complete && crl.thisUpdate <= at && (crl.nextUpdate === undefined || at <= crl.nextUpdate);
    if (revokedAt === undefined && (!fresh || current)) continue;
    if (!(await isCrlOf(issuer, crl))) continue;
    if (revokedAt !== undefined && revokedAt <= at)
      return failed('revocation', 'revoked', `${subject.text} was revoked at ${revokedAt.toISOString()}`);
    current ||= fresh;
  }
  if (current || revocation === 'where-given') return undefined;
  return failed('revocation', 'no-crl', `there is no current CRL of ${issuer.subject.text}`);
}

async function isCrlOf(issuer: Certificate, crl: CertificateRevocationList): Promise<boolean> {
  const scheme = signatureScheme(crl.signatureAlgorithm);
  if (scheme === undefined || issuer.keyUsage?.has('cRLSign') === false) return false;
  return isSignatureOf(crl.signed, crl.signature, scheme, issuer.publicKey);
}
