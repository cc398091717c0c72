/** What came of verifying a file, for programs: docs/command.md. */
import { createHash } from 'node:crypto';
import type { SignerResult } from '@postbus/cms';
import type { FileVerification } from './run-verify.ts';
import type { VerifiedLayer } from './verified-layers.ts';

export const verificationJson = ({ file, isValid, part, error, layers }: FileVerification) => ({
  file,
  part,
  valid: isValid,
  ...(error !== undefined && { error }),
  layers: layers.map(layerJson),
});

function layerJson({ part, form, verification }: VerifiedLayer) {
  if (verification === undefined) return { part, form };
  const { outcome, lineEnds, signedAs, fault, signers } = verification;
  return { part, form, outcome, lineEnds, signedAs, fault, signers: signers.map(signerJson) };
}

function signerJson({
  certificate,
  signingTime,
  digestAlgorithm,
  signatureAlgorithm,
  ...signer
}: SignerResult): object {
  return {
    outcome: signer.outcome,
    signingTime: signingTime?.toISOString(),
    digestAlgorithm,
    signatureAlgorithm,
    weak: signer.weak,
    certificate: certificate && {
      addresses: certificate.emailAddresses,
      subject: certificate.subject.text,
      issuer: certificate.issuer.text,
      serialNumber: certificate.serialNumber,
      notBefore: certificate.notBefore.toISOString(),
      notAfter: certificate.notAfter.toISOString(),
      fingerprint: createHash('sha256').update(certificate.raw).digest('hex'),
    },
    path: signer.path.map(({ subject }) => subject.text),
    checks: signer.checks,
    countersignatures: signer.countersignatures.map(signerJson),
  };
}
