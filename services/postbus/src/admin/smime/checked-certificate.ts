/** Certificates as the operations take and show them. */
import { createHash } from 'node:crypto';
import { fromBase64 } from '@postbus/bytes';
import { type Certificate, isSameCertificate, readCertificate } from '@postbus/cms';
import { addressKey } from '@postbus/domain';
import { PostbusError } from '@postbus/errors';
import { AdminError } from '../admin-error.ts';

/** Stops certificates that issued each other from being followed without end. */
const longestChain = 10;

/** @throws {AdminError} `not-a-certificate` */
export function certificateOf(base64: string): Certificate {
  try {
    return readCertificate(fromBase64(base64));
  } catch (error) {
    if (!(error instanceof PostbusError)) throw error;
    throw new AdminError('not-a-certificate', `this is no X.509 certificate: ${error.message}`, { cause: error });
  }
}

/**
 * Checks that a certificate is the one that was named, and for the address.
 * @throws {AdminError} `fingerprint-differs`, `address-not-named`
 */
export function checkCertificate(
  certificate: Certificate,
  { address, fingerprint, anyAddress }: { address: string; fingerprint: string; anyAddress?: boolean | undefined },
): void {
  const digest = createHash('sha256').update(certificate.raw).digest('hex');
  if (digest !== fingerprint)
    throw new AdminError('fingerprint-differs', `the fingerprint of the certificate is ${digest}, not ${fingerprint}`);
  if (anyAddress === true || namesAddress(certificate, address)) return;
  const named = certificate.emailAddresses.join(', ') || 'no address';
  throw new AdminError('address-not-named', `the certificate names ${named}, not ${address}`);
}

/** Whether it is for the address, whose case means nothing here. */
export function namesAddress({ emailAddresses }: Certificate, address: string): boolean {
  const key = addressKey(address);
  return emailAddresses.some((one) => one.normalize('NFC').toLowerCase() === key);
}

/** Those of `others` that vouch for `certificate`, one for the other, by their names; signatures are not looked at. */
export function chainOf(certificate: Certificate, others: readonly Certificate[]): Certificate[] {
  const chain: Certificate[] = [];
  for (let last = certificate; last.issuer.key !== last.subject.key && chain.length < longestChain;) {
    const issuer = others.find(({ subject }) => subject.key === last.issuer.key);
    if (issuer === undefined || [certificate, ...chain].some((one) => isSameCertificate(one, issuer))) break;
    chain.push(issuer);
    last = issuer;
  }
  return chain;
}

/** What is told of a certificate and of those that came along. */
export function certificateView(certificate: Certificate, others: readonly Certificate[]) {
  const { subject, issuer, serialNumber, emailAddresses, notBefore, notAfter } = certificate;
  return {
    subject: subject.text,
    issuer: issuer.text,
    serialNumber,
    algorithm: algorithmText(certificate),
    addresses: [...emailAddresses],
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    chain: chainOf(certificate, others).map((one) => one.subject.text),
  };
}

function algorithmText({ publicKey }: Certificate): string {
  if (publicKey.type === 'rsa') return `RSA ${publicKey.bits}`;
  if (publicKey.type === 'ec') return publicKey.curve.name;
  return publicKey.type === 'ed25519' ? 'Ed25519' : publicKey.algorithm;
}
