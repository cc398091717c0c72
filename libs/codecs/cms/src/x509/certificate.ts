/** X.509 certificates. RFC 5280 4 */
import { equalBytes, toHex } from '@postbus/bytes';
import { type AlgorithmIdentifier, algorithmIdentifier } from '../algorithms/algorithm-identifier.ts';
import { Tag, readBer } from '../asn1/tlv.ts';
import { Fields, bitOctets, integerHex, integerOctets, smallInteger, time } from '../asn1/values.ts';
import {
  type BasicConstraints,
  type Extension,
  ExtensionId,
  type KeyUsage,
  type NameConstraints,
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  extensions,
  keyUsage,
  mailAddresses,
  nameConstraints,
  subjectKeyIdentifier,
} from './extensions.ts';
import { type DistinguishedName, distinguishedName } from './name.ts';
import { type PublicKey, publicKey } from './public-key.ts';

export interface Certificate {
  /** The encoding. */
  readonly raw: Uint8Array;
  /** 1, 2 or 3. */
  readonly version: number;
  /** In hexadecimal digits, without leading zeros. */
  readonly serialNumber: string;
  /** The octets of its INTEGER. */
  readonly serialOctets: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: PublicKey;
  /** What is signed, how, and the signature. */
  readonly signed: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly extensions: ReadonlyMap<string, Extension>;
  /** In hexadecimal digits. */
  readonly subjectKeyIdentifier: string | undefined;
  readonly authorityKeyIdentifier: string | undefined;
  /** Undefined where there is no such extension: then the key is for every use. */
  readonly keyUsage: ReadonlySet<KeyUsage> | undefined;
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly basicConstraints: BasicConstraints | undefined;
  readonly nameConstraints: NameConstraints | undefined;
  /** From the subjectAltName; where that has none, from the subject. */
  readonly emailAddresses: readonly string[];
}

/**
 * Reads one certificate in DER.
 *
 * @throws {CmsError} `malformed`, `too-deep`, `too-many-elements`
 */
export function readCertificate(bytes: Uint8Array): Certificate {
  const whole = readBer(bytes, { maxDepth: 32, maxElements: 20_000 });
  const outer = new Fields(whole);
  const signed = outer.take(Tag.Sequence);
  const signatureAlgorithm = algorithmIdentifier(outer.take());
  const signature = bitOctets(outer.take(Tag.BitString));
  const fields = new Fields(signed);
  const version = fields.optional(Tag.Context)?.children()[0];
  const serial = fields.take(Tag.Integer);
  fields.take(Tag.Sequence);
  const issuer = distinguishedName(fields.take());
  const validity = new Fields(fields.take());
  const notBefore = time(validity.take());
  const notAfter = time(validity.take());
  const subject = distinguishedName(fields.take());
  const key = publicKey(fields.take());
  fields.optional(Tag.Context | 1);
  fields.optional(Tag.Context | 2);
  const list = fields.optional(Tag.Context | 3)?.children()[0];
  return {
    raw: whole.raw,
    version: version === undefined ? 1 : smallInteger(version) + 1,
    serialNumber: integerHex(serial),
    serialOctets: integerOctets(serial),
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKey: key,
    signed: signed.raw,
    signatureAlgorithm,
    signature,
    ...fromExtensions(list === undefined ? new Map() : extensions(list), subject),
  };
}

function fromExtensions(found: ReadonlyMap<string, Extension>, subject: DistinguishedName) {
  const read = <Value>(id: string, reader: (value: Uint8Array) => Value): Value | undefined => {
    const extension = found.get(id);
    return extension && reader(extension.value);
  };
  const alternative = read(ExtensionId.SubjectAltName, mailAddresses) ?? [];
  return {
    extensions: found,
    subjectKeyIdentifier: read(ExtensionId.SubjectKeyIdentifier, subjectKeyIdentifier),
    authorityKeyIdentifier: read(ExtensionId.AuthorityKeyIdentifier, authorityKeyIdentifier),
    keyUsage: read(ExtensionId.KeyUsage, keyUsage),
    extendedKeyUsage: read(ExtensionId.ExtendedKeyUsage, extendedKeyUsage),
    basicConstraints: read(ExtensionId.BasicConstraints, basicConstraints),
    nameConstraints: read(ExtensionId.NameConstraints, nameConstraints),
    emailAddresses: alternative.length > 0 ? alternative : subject.emailAddresses,
  };
}

/** Whether both are the same certificate. */
export function isSameCertificate(one: Certificate, other: Certificate): boolean {
  return one === other || equalBytes(one.raw, other.raw);
}

/** SHA-256 of the certificate in hexadecimal digits. */
export async function fingerprint(certificate: Certificate): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', certificate.raw)));
}
