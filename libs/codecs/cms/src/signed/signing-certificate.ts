/** SigningCertificate and SigningCertificateV2: the certificate is signed for too. RFC 2634 5.4, RFC 5035 5.4.1.1 */
import { equalBytes } from '@postbus/bytes';
import {
  type DigestAlgorithm,
  digestAlgorithmOf,
  digestAlgorithms,
  digestNow,
} from '../algorithms/digest-algorithm.ts';
import { algorithmIdentifier } from '../algorithms/algorithm-identifier.ts';
import { type Der, element, integerOf, octetString, sequence } from '../asn1/der.ts';
import { Tag, type Tlv } from '../asn1/tlv.ts';
import { Fields, elementsOf, octets } from '../asn1/values.ts';
import { AttributeType, attributeDer, singleValue, type Attribute } from '../attribute.ts';
import { type Check, failed, passed } from '../check.ts';
import type { Certificate } from '../x509/certificate.ts';

/** Whether the attribute names `certificate`; undefined where there is none. */
export function signingCertificateCheck(attributes: readonly Attribute[], certificate: Certificate): Check | undefined {
  const types: string[] = [AttributeType.SigningCertificateV2, AttributeType.SigningCertificate];
  for (const type of types.filter((type) => attributes.some((one) => one.type === type))) {
    const value = singleValue(attributes, type);
    const second = type === AttributeType.SigningCertificateV2;
    if (value === undefined || !isNamed(certificate, value, second ? digestAlgorithms.sha256 : digestAlgorithms.sha1))
      return failed('signing-certificate', 'signing-certificate-mismatch', 'another certificate was signed for');
  }
  return types.some((type) => attributes.some((one) => one.type === type)) ? passed('signing-certificate') : undefined;
}

/** The first ESSCertID is that of the signer. A certificate is so short that a digest of WebCrypto takes longer. */
function isNamed(certificate: Certificate, value: Tlv, usual: DigestAlgorithm): boolean {
  const [first] = elementsOf(new Fields(value).take());
  if (first === undefined) return false;
  const fields = new Fields(first);
  const named = fields.optional(Tag.Sequence);
  const digest = named === undefined ? usual : digestAlgorithmOf(algorithmIdentifier(named).algorithm);
  if (digest === undefined) return false;
  return equalBytes(octets(fields.take()), digestNow(digest, certificate.raw));
}

/** With SHA-256, which goes without saying. */
export function signingCertificateDer({ raw, issuer, serialOctets }: Certificate): Der {
  const hash = digestNow(digestAlgorithms.sha256, raw);
  const issuerName = sequence(element(Tag.Context | 0x20 | 4, [issuer.raw]));
  const identifier = sequence(octetString(hash), sequence(issuerName, integerOf(serialOctets)));
  return attributeDer(AttributeType.SigningCertificateV2, sequence(sequence(identifier)));
}
