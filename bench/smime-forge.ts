/** node-forge as a peer: it signs with RSA, makes no MIME of it, and verifies no SignedData. */
import { readFileSync } from 'node:fs';
import forge from 'node-forge';
import type { BenchSigner } from './smime-signer.ts';

/** Makes the detached signature of an entity, in DER. */
export function forgeSigning(signer: BenchSigner): (entity: Uint8Array) => undefined {
  const certificate = forge.pki.certificateFromPem(readFileSync(signer.file('signer.pem'), 'utf8'));
  const key = forge.pki.privateKeyFromPem(readFileSync(signer.file('signer.key'), 'utf8'));
  const { contentType, messageDigest, signingTime, data } = forge.pki.oids;
  return (entity) => {
    const signed = forge.pkcs7.createSignedData();
    signed.content = forge.util.createBuffer(Buffer.from(entity).toString('latin1'));
    signed.addCertificate(certificate);
    signed.addSigner({
      key,
      certificate,
      digestAlgorithm: forge.pki.oids['sha256']!,
      authenticatedAttributes: [{ type: contentType!, value: data! }, { type: messageDigest! }, { type: signingTime! }],
    });
    signed.sign({ detached: true });
    if (forge.asn1.toDer(signed.toAsn1()).length() === 0) throw new Error('nothing was signed');
    return undefined;
  };
}
