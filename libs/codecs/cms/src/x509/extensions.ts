/** Extensions of certificates and CRLs. RFC 5280 4.2 */
import { toHex } from '@postbus/bytes';
import { Tag, type Tlv, readBer } from '../asn1/tlv.ts';
import { Fields, boolean, elementsOf, octets, oid, smallInteger, text } from '../asn1/values.ts';

export const ExtensionId = {
  SubjectKeyIdentifier: '2.5.29.14',
  KeyUsage: '2.5.29.15',
  SubjectAltName: '2.5.29.17',
  BasicConstraints: '2.5.29.19',
  NameConstraints: '2.5.29.30',
  CertificatePolicies: '2.5.29.32',
  PolicyMappings: '2.5.29.33',
  AuthorityKeyIdentifier: '2.5.29.35',
  PolicyConstraints: '2.5.29.36',
  ExtendedKeyUsage: '2.5.29.37',
  InhibitAnyPolicy: '2.5.29.54',
} as const;

export interface Extension {
  readonly id: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

export function extensions(list: Tlv): ReadonlyMap<string, Extension> {
  const found = new Map<string, Extension>();
  for (const element of elementsOf(list)) {
    const fields = new Fields(element);
    const id = oid(fields.take());
    const flag = fields.optional(Tag.Boolean);
    const value = octets(fields.take(Tag.OctetString));
    found.set(id, { id, critical: flag !== undefined && boolean(flag), value });
  }
  return found;
}

/** The bits of KeyUsage by their places. RFC 5280 4.2.1.3 */
const keyUsages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof keyUsages)[number];

export function keyUsage(value: Uint8Array): ReadonlySet<KeyUsage> {
  const bits = readBer(value).content.subarray(1);
  return new Set(keyUsages.filter((_, place) => ((bits[place >> 3] ?? 0) & (0x80 >> (place & 7))) !== 0));
}

/** Object identifiers of purposes. RFC 5280 4.2.1.12 */
export const extendedKeyUsage = (value: Uint8Array): readonly string[] => elementsOf(readBer(value)).map(oid);

export interface BasicConstraints {
  readonly ca: boolean;
  readonly pathLength: number | undefined;
}

/** RFC 5280 4.2.1.9 */
export function basicConstraints(value: Uint8Array): BasicConstraints {
  const fields = new Fields(readBer(value));
  const ca = fields.optional(Tag.Boolean);
  const length = fields.optional(Tag.Integer);
  return { ca: ca !== undefined && boolean(ca), pathLength: length && smallInteger(length) };
}

/** The keyIdentifier in hexadecimal digits. RFC 5280 4.2.1.1 */
export function authorityKeyIdentifier(value: Uint8Array): string | undefined {
  const identifier = new Fields(readBer(value)).optional(Tag.Context);
  return identifier && toHex(identifier.content);
}

/** RFC 5280 4.2.1.2 */
export const subjectKeyIdentifier = (value: Uint8Array): string => toHex(octets(readBer(value)));

const RFC822_NAME = Tag.Context | 1;
const OTHER_NAME = Tag.Context;
const SMTP_UTF8_MAILBOX = '1.3.6.1.5.5.7.8.9';

/** Addresses of mail among GeneralNames: rfc822Name, RFC 5280 4.2.1.6, and SmtpUTF8Mailbox, RFC 9598 3. */
export function mailAddresses(value: Uint8Array): readonly string[] {
  return elementsOf(readBer(value)).flatMap((name) => {
    if (name.tag === RFC822_NAME) return [text(name)];
    return name.tag === OTHER_NAME && name.constructed ? otherMailAddress(name) : [];
  });
}

function otherMailAddress(name: Tlv): string[] {
  const fields = new Fields(name, OTHER_NAME);
  if (oid(fields.take()) !== SMTP_UTF8_MAILBOX) return [];
  return [text(fields.take().children()[0] ?? name)];
}

export interface NameConstraints {
  /** rfc822Name subtrees; undefined where there are none of that form. */
  readonly permitted: readonly string[] | undefined;
  readonly excluded: readonly string[];
  /** Whether there are subtrees of other forms of names, which are not checked here. */
  readonly otherForms: boolean;
}

/** RFC 5280 4.2.1.10 */
export function nameConstraints(value: Uint8Array): NameConstraints {
  const fields = new Fields(readBer(value));
  const permitted = subtrees(fields.optional(Tag.Context));
  const excluded = subtrees(fields.optional(Tag.Context | 1));
  return {
    permitted: permitted.mail.length > 0 ? permitted.mail : undefined,
    excluded: excluded.mail,
    otherForms: permitted.others || excluded.others,
  };
}

function subtrees(list: Tlv | undefined): { mail: string[]; others: boolean } {
  const bases = (list?.children() ?? []).map((subtree) => new Fields(subtree).take());
  return {
    mail: bases.filter(({ tag }) => tag === RFC822_NAME).map(text),
    others: bases.some(({ tag }) => tag !== RFC822_NAME),
  };
}
