/** SignerInfo. RFC 5652 5.3 */
import { toHex } from '@postbus/bytes';
import { type AlgorithmIdentifier, algorithmIdentifier } from '../algorithms/algorithm-identifier.ts';
import { bytesOf, element } from '../asn1/der.ts';
import { Tag, type Tlv } from '../asn1/tlv.ts';
import { Fields, integerHex, octets } from '../asn1/values.ts';
import { type Attribute, AttributeType, readAttributes } from '../attribute.ts';
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

/** Countersignatures of countersignatures; stops a tower of them. */
const maxCountersigned = 3;
/** Stops thousands of them on one signature. */
const maxCountersignatures = 16;

/** @throws {CmsError} `malformed` */
export function readSignerInfo(whole: Tlv, depth = 0): SignerInfo {
  const fields = new Fields(whole);
  fields.take(Tag.Integer);
  const sid = readIdentifier(fields.take());
  const digestAlgorithm = algorithmIdentifier(fields.take());
  const signed = fields.optional(Tag.Context);
  const signatureAlgorithm = algorithmIdentifier(fields.take());
  const signature = octets(fields.take());
  const unsignedAttributes = readAttributes(fields.optional(Tag.Context | 1));
  const counters = unsignedAttributes.filter(({ type }) => type === AttributeType.Countersignature);
  const infos = depth < maxCountersigned ? counters.flatMap(({ values }) => values).slice(0, maxCountersignatures) : [];
  return {
    sid,
    digestAlgorithm,
    signatureAlgorithm,
    signature,
    signedAttributes: readAttributes(signed),
    signedOctets: signed && bytesOf(element(Tag.Set | 0x20, [signed.content])),
    unsignedAttributes,
    countersignatures: infos.map((info) => readSignerInfo(info, depth + 1)),
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
