/** SignedData. RFC 5652 5.1, 10.2 */
import { type AlgorithmIdentifier, algorithmIdentifier } from '../algorithms/algorithm-identifier.ts';
import { Tag, type Tlv } from '../asn1/tlv.ts';
import { Fields, elementsOf, octetPieces, oid } from '../asn1/values.ts';
import { CmsError } from '../cms-error.ts';
import type { CmsLimits } from '../limits.ts';
import { type Certificate, readCertificate } from '../x509/certificate.ts';
import { type CertificateRevocationList, readCrl } from '../x509/crl.ts';
import { type SignerInfo, readSignerInfo } from './signer-info.ts';

export interface SignedData {
  readonly type: 'signed-data';
  readonly digestAlgorithms: readonly AlgorithmIdentifier[];
  readonly encapsulatedContentType: string;
  /** The content in its pieces, views of what was read; undefined where it is detached. */
  readonly content: readonly Uint8Array[] | undefined;
  readonly certificates: readonly Certificate[];
  readonly crls: readonly CertificateRevocationList[];
  readonly signerInfos: readonly SignerInfo[];
  /** Certificates and CRLs that are there and cannot be read: broken ones, and forms other than X.509. */
  readonly unreadable: number;
}

/** @throws {CmsError} `malformed`, `too-many-entries` */
export function readSignedData(whole: Tlv, limits: CmsLimits): SignedData {
  const fields = new Fields(whole);
  fields.take(Tag.Integer);
  const digestAlgorithms = elementsOf(fields.take(Tag.Set), Tag.Set);
  const encapsulated = new Fields(fields.take());
  const encapsulatedContentType = oid(encapsulated.take());
  const content = encapsulated.optional(Tag.Context)?.children()[0];
  const certificates = children(fields.optional(Tag.Context), limits.maxCertificates, 'certificates');
  const crls = children(fields.optional(Tag.Context | 1), limits.maxCertificates, 'CRLs');
  const signerInfos = fields.take(Tag.Set);
  const budget = { left: limits.maxSigners };
  const readable = readAll(certificates, readCertificate);
  const readableCrls = readAll(crls, readCrl);
  return {
    type: 'signed-data',
    digestAlgorithms: digestAlgorithms.slice(0, limits.maxSigners).map((element) => algorithmIdentifier(element)),
    encapsulatedContentType,
    content: content && contentPieces(content),
    certificates: readable,
    crls: readableCrls,
    signerInfos: Array.from(signerInfos.elements(), (info) => readSignerInfo(info, budget)),
    unreadable: certificates.length - readable.length + crls.length - readableCrls.length,
  };
}

/** PKCS #7 1.5 has content of any type, whose contents octets alone are signed. RFC 5652 5.2.1 */
const contentPieces = (content: Tlv): Uint8Array[] =>
  content.tag === Tag.OctetString ? octetPieces(content) : [content.content];

function children(list: Tlv | undefined, most: number, what: string): Tlv[] {
  const found: Tlv[] = [];
  for (const child of list?.elements() ?? []) {
    if (found.length >= most) throw new CmsError('too-many-entries', `more than ${most} ${what}`, child.start);
    found.push(child);
  }
  return found;
}

function readAll<Value>(elements: readonly Tlv[], read: (bytes: Uint8Array) => Value): Value[] {
  return elements.flatMap((element) => {
    try {
      return [read(element.raw)];
    } catch (error) {
      if (error instanceof CmsError) return [];
      throw error;
    }
  });
}
