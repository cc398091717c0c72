/** Attributes, RFC 5652 11 and RFC 8551 2.5: read, and written. */
import { Tag, type Tlv } from './asn1/tlv.ts';
import { type Der, objectIdentifier, sequence, setOf } from './asn1/der.ts';
import { Fields, elementsOf, oid } from './asn1/values.ts';

export const AttributeType = {
  ContentType: '1.2.840.113549.1.9.3',
  MessageDigest: '1.2.840.113549.1.9.4',
  SigningTime: '1.2.840.113549.1.9.5',
  Countersignature: '1.2.840.113549.1.9.6',
  SmimeCapabilities: '1.2.840.113549.1.9.15',
  SigningCertificate: '1.2.840.113549.1.9.16.2.12',
  SigningCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;

export interface Attribute {
  readonly type: string;
  readonly values: readonly Tlv[];
}

/** Attributes below `list`, whatever its tag. */
export function readAttributes(list: Tlv | undefined): Attribute[] {
  return (list?.children() ?? []).map((element) => {
    const fields = new Fields(element);
    return { type: oid(fields.take()), values: elementsOf(fields.take(), Tag.Set) };
  });
}

/** The one value of the attribute of `type`; undefined where it is not there, or not once with one value. RFC 5652 11.1, 11.2 */
export function singleValue(attributes: readonly Attribute[], type: string): Tlv | undefined {
  const found = attributes.filter((attribute) => attribute.type === type);
  return found.length === 1 && found[0]!.values.length === 1 ? found[0]!.values[0] : undefined;
}

export const attributeDer = (type: string, ...values: readonly Der[]): Der =>
  sequence(objectIdentifier(type), setOf(...values));
