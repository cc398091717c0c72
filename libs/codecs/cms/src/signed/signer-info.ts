/** SignerInfo. RFC 5652 5.3 */
import { toHex } from '@postbus/bytes';
import { type AlgorithmIdentifier, algorithmIdentifier } from '../algorithms/algorithm-identifier.ts';
import { bytesOf, element } from '../asn1/der.ts';
import { Tag, type Tlv } from '../asn1/tlv.ts';
import { Fields, integerHex, octets } from '../asn1/values.ts';
import { type Attribute, AttributeType, readAttributes } from '../attribute.ts';
import { CmsError } from '../cms-error.ts';
import type { Certificate } from '../x509/certificate.ts';
import { type DistinguishedName, distinguishedName } from '../x509/name.ts';

/** Who: by issuer and serial number, or by key identifier, the numbers in hexadecimal digits. RFC 5652 5.3, 6.2.1 */
export type CertificateIdentifier =
  | { readonly issuer: DistinguishedName; readonly serialNumber: string }
  | { readonly subjectKeyIdentifier: string };

export interface SignerInfo {
  readonly sid: CertificateIdentifier;
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** Empty where `signedOctets` is undefined. */
  readonly signedAttributes: readonly Attribute[];
  /** What is signed where there are signed attributes: their SET OF. RFC 5652 5.4 */
  readonly signedOctets: Uint8Array | undefined;
  readonly unsignedAttributes: readonly Attribute[];
  /** The SignerInfos of countersignatures, RFC 5652 11.4. */
  readonly countersignatures: readonly SignerInfo[];
}

/** How many more SignerInfos a message may have, countersignatures counted. */
export interface SignerBudget {
  left: number;
}

/** @throws {CmsError} `malformed`; `too-many-entries` where nothing is left of `budget` */
export function readSignerInfo(whole: Tlv, budget: SignerBudget): SignerInfo {
  if (budget.left-- <= 0) throw new CmsError('too-many-entries', 'too many signers', whole.start);
  const fields = new Fields(whole);
  fields.take(Tag.Integer);
  const sid = readIdentifier(fields.take());
  const digestAlgorithm = algorithmIdentifier(fields.take());
  const signed = fields.optional(Tag.Context);
  const signatureAlgorithm = algorithmIdentifier(fields.take());
  const signature = octets(fields.take());
  const unsignedAttributes = readAttributes(fields.optional(Tag.Context | 1));
  const countersignatures = unsignedAttributes
    .filter(({ type }) => type === AttributeType.Countersignature)
    .flatMap(({ values }) => values.map((info) => readSignerInfo(info, budget)));
  return {
    sid,
    digestAlgorithm,
    signatureAlgorithm,
    signature,
    signedAttributes: readAttributes(signed),
    signedOctets: signed && bytesOf(element(Tag.Set | 0x20, [signed.content])),
    unsignedAttributes,
    countersignatures,
  };
}

/** SignerIdentifier and RecipientIdentifier; `keyTag` is the tag of the key identifier. */
export function readIdentifier(element: Tlv, keyTag: number = Tag.Context): CertificateIdentifier {
  if (element.tag === keyTag) return { subjectKeyIdentifier: toHex(octets(element, keyTag)) };
  const fields = new Fields(element);
  const issuer = distinguishedName(fields.take());
  return { issuer, serialNumber: integerHex(fields.take()) };
}

export function isIdentified(identifier: CertificateIdentifier, certificate: Certificate): boolean {
  if ('subjectKeyIdentifier' in identifier) return identifier.subjectKeyIdentifier === certificate.subjectKeyIdentifier;
  return identifier.serialNumber === certificate.serialNumber && identifier.issuer.key === certificate.issuer.key;
}
