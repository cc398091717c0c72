/** RecipientInfo. RFC 5652 6.2 */
import { type AlgorithmIdentifier, algorithmIdentifier } from '../algorithms/algorithm-identifier.ts';
import { Tag, type Tlv } from '../asn1/tlv.ts';
import { Fields, bitOctets, elementsOf, octets } from '../asn1/values.ts';
import { type CertificateIdentifier, readIdentifier } from '../signed/signer-info.ts';

export type RecipientInfo = KeyTransRecipientInfo | KeyAgreeRecipientInfo | OtherRecipientInfo;

/** RFC 5652 6.2.1 */
export interface KeyTransRecipientInfo {
  readonly type: 'key-transport';
  readonly rid: CertificateIdentifier;
  readonly keyEncryptionAlgorithm: AlgorithmIdentifier;
  readonly encryptedKey: Uint8Array;
}

/** RFC 5652 6.2.2, for each recipient of its own. */
export interface KeyAgreeRecipientInfo {
  readonly type: 'key-agreement';
  readonly rid: CertificateIdentifier;
  readonly keyEncryptionAlgorithm: AlgorithmIdentifier;
  readonly encryptedKey: Uint8Array;
  /** The ephemeral public key as it stands; undefined where the originator is a certificate. */
  readonly originatorKey: Uint8Array | undefined;
  /** User keying material. */
  readonly ukm: Uint8Array | undefined;
}

/** Keys known before, passwords, and other ways, RFC 5652 6.2.3 to 6.2.5: listed, not opened. */
export interface OtherRecipientInfo {
  readonly type: 'key-encryption-key' | 'password' | 'other';
}

/** One element of RecipientInfos; key agreement may be for several. */
export function readRecipientInfo(element: Tlv): RecipientInfo[] {
  if (element.tag === Tag.Sequence) return [keyTransport(element)];
  if (element.tag === (Tag.Context | 1)) return keyAgreement(element);
  if (element.tag === (Tag.Context | 2)) return [{ type: 'key-encryption-key' }];
  return [{ type: element.tag === (Tag.Context | 3) ? 'password' : 'other' }];
}

function keyTransport(element: Tlv): KeyTransRecipientInfo {
  const fields = new Fields(element);
  fields.take(Tag.Integer);
  const rid = readIdentifier(fields.take());
  const keyEncryptionAlgorithm = algorithmIdentifier(fields.take());
  return { type: 'key-transport', rid, keyEncryptionAlgorithm, encryptedKey: octets(fields.take()) };
}

function keyAgreement(element: Tlv): KeyAgreeRecipientInfo[] {
  const fields = new Fields(element, Tag.Context | 1);
  fields.take(Tag.Integer);
  const originator = fields.take(Tag.Context).children()[0];
  const ukm = fields.optional(Tag.Context | 1)?.children()[0];
  const keyEncryptionAlgorithm = algorithmIdentifier(fields.take());
  return elementsOf(fields.take()).map((one) => {
    const recipient = new Fields(one);
    return {
      type: 'key-agreement',
      rid: keyAgreeIdentifier(recipient.take()),
      keyEncryptionAlgorithm,
      encryptedKey: octets(recipient.take()),
      originatorKey: originator?.tag === (Tag.Context | 1) ? originatorKey(originator) : undefined,
      ukm: ukm && octets(ukm),
    };
  });
}

/** KeyAgreeRecipientIdentifier: the key identifier lies one level deeper. */
function keyAgreeIdentifier(element: Tlv): CertificateIdentifier {
  if (element.tag !== Tag.Context) return readIdentifier(element);
  return readIdentifier(new Fields(element, Tag.Context).take(), Tag.OctetString);
}

function originatorKey(element: Tlv): Uint8Array {
  const fields = new Fields(element, Tag.Context | 1);
  fields.take(Tag.Sequence);
  return bitOctets(fields.take());
}
