/** EnvelopedData and AuthEnvelopedData made. RFC 5652 6, RFC 5083, RFC 8551 3.3, 3.4 */
import { algorithmDer } from '../algorithms/algorithm-identifier.ts';
import { type AlgorithmPolicy, strictPolicy } from '../algorithms/policy.ts';
import { refused, weakKey } from '../algorithms/weakness.ts';
import {
  type Der,
  bytesOf,
  context,
  element,
  integer,
  integerOf,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
} from '../asn1/der.ts';
import { Tag } from '../asn1/tlv.ts';
import { CmsError } from '../cms-error.ts';
import { ContentType } from '../content-type.ts';
import type { Certificate } from '../x509/certificate.ts';
import { encryptContent } from './content-cipher.ts';
import { type ContentEncryptionName, contentEncryptionNamed } from './content-encryption.ts';
import { agreementInfo } from './key-agreement.ts';
import { type KeyTransport, transportKey } from './key-transport.ts';

export interface EnvelopOptions {
  /** With RSA keys or keys on P-256, P-384, P-521. Whether they are valid is the caller's to ask, by `validateCertificate`. */
  readonly recipients: readonly Certificate[];
  /** AES-256-CBC unless told, which everything reads; with AES-GCM it is AuthEnvelopedData. */
  readonly algorithm?: Extract<ContentEncryptionName, `AES-${string}`>;
  /** For RSA keys; `pkcs1` unless told, which everything reads. */
  readonly keyTransport?: KeyTransport;
  /** Object identifier of the content; data unless told. */
  readonly contentType?: string;
  readonly policy?: AlgorithmPolicy;
}

/**
 * Encrypts `content` for all recipients.
 *
 * @returns the ContentInfo in DER
 * @throws {CmsError} `unsupported-algorithm`, `weak-algorithm` by the key of a recipient
 */
export async function envelop(content: Uint8Array, options: EnvelopOptions): Promise<Uint8Array> {
  const { recipients, algorithm = 'AES-256-CBC', keyTransport = 'pkcs1', contentType = ContentType.Data } = options;
  const encryption = contentEncryptionNamed(algorithm);
  const key = crypto.getRandomValues(new Uint8Array(encryption.keySize));
  const infos: Der[] = [];
  for (const recipient of recipients) {
    refuseWeak(recipient, options.policy ?? strictPolicy);
    infos.push(await recipientInfo(recipient, keyTransport, key));
  }
  const gcm = encryption.cipher === 'aes-gcm';
  const iv = crypto.getRandomValues(new Uint8Array(gcm ? 12 : 16));
  const encrypted = await encryptContent(encryption, key, iv, content);
  const octets = gcm ? encrypted.subarray(0, -16) : encrypted;
  const parameters = gcm ? sequence(octetString(iv), integer(16)) : octetString(iv);
  const info = sequence(
    objectIdentifier(contentType),
    algorithmDer(encryption.oid, parameters),
    element(Tag.Context, [octets]),
  );
  const agreed = recipients.some(({ publicKey }) => publicKey.type === 'ec');
  const data = gcm
    ? sequence(integer(0), setOf(...infos), info, octetString(encrypted.subarray(-16)))
    : sequence(integer(agreed ? 2 : 0), setOf(...infos), info);
  const type = gcm ? ContentType.AuthEnvelopedData : ContentType.EnvelopedData;
  return bytesOf(sequence(objectIdentifier(type), context(0, data)));
}

function refuseWeak({ publicKey, subject }: Certificate, policy: AlgorithmPolicy): void {
  const [weak] = refused(weakKey(publicKey, policy), policy);
  if (weak !== undefined) throw new CmsError('weak-algorithm', `the key of ${subject.text} is weak: ${weak}`);
}

async function recipientInfo(certificate: Certificate, transport: KeyTransport, contentKey: Uint8Array): Promise<Der> {
  const { publicKey, issuer, serialOctets, subject } = certificate;
  const rid = sequence([issuer.raw], integerOf(serialOctets));
  if (publicKey.type === 'ec') return agreementInfo(publicKey, rid, contentKey);
  if (publicKey.type !== 'rsa')
    throw new CmsError('unsupported-algorithm', `nothing can be encrypted with the key of ${subject.text}`);
  const { algorithm, encryptedKey } = await transportKey(transport, publicKey, contentKey);
  return sequence(integer(0), rid, algorithm, octetString(encryptedKey));
}
