/**
 * EnvelopedData and AuthEnvelopedData opened. RFC 5652 6, RFC 5083
 * Whoever sends messages to be decrypted learns nothing from failures: there is one answer for all. RFC 3218, RFC 5652 14
 */
import { type AlgorithmPolicy, type WeakAlgorithm, strictPolicy } from '../algorithms/policy.ts';
import { refused, weakKey } from '../algorithms/weakness.ts';
import { joined } from '../asn1/values.ts';
import { CmsError } from '../cms-error.ts';
import type { PrivateKey } from '../private-key.ts';
import { isIdentified } from '../signed/signer-info.ts';
import type { Certificate } from '../x509/certificate.ts';
import { contentCipher, decryptContent } from './content-cipher.ts';
import type { ContentEncryptionName } from './content-encryption.ts';
import type { AuthEnvelopedData, EnvelopedData } from './enveloped-data.ts';
import { agreedKey, agreementScheme } from './key-agreement.ts';
import { transportScheme, transportedKey } from './key-transport.ts';
import type { KeyAgreeRecipientInfo, KeyTransRecipientInfo } from './recipient-info.ts';

export interface DecryptionKey {
  readonly certificate: Certificate;
  readonly privateKey: PrivateKey;
}

export interface OpenOptions {
  readonly keys: readonly DecryptionKey[];
  readonly policy?: AlgorithmPolicy;
}

export interface OpenedEnvelope {
  readonly content: Uint8Array;
  /** Object identifier of the content. */
  readonly contentType: string;
  readonly algorithm: ContentEncryptionName;
  /** Whether the content is as it was encrypted: AES-GCM. Without, it may have been changed on its way. */
  readonly authenticated: boolean;
  /** Whose key opened it. */
  readonly recipient: Certificate;
  /** What is weak and was allowed. */
  readonly weak: readonly WeakAlgorithm[];
}

type Addressed = KeyTransRecipientInfo | KeyAgreeRecipientInfo;

/** Decryptions tried for one message; stops thousands of them for one recipient. */
const maxTries = 4;

/** Whether `cms` is for `certificate`, by its issuer and serial number or its key identifier. */
export const isRecipient = (cms: EnvelopedData | AuthEnvelopedData, certificate: Certificate): boolean =>
  infosFor(cms, certificate).length > 0;

function infosFor({ recipientInfos }: EnvelopedData | AuthEnvelopedData, certificate: Certificate): Addressed[] {
  return recipientInfos.filter((info): info is Addressed => 'rid' in info && isIdentified(info.rid, certificate));
}

/**
 * Decrypts `cms` with the key of `keys` that it is for.
 *
 * @throws {CmsError} `cannot-decrypt` for every failure that rests on a key, always with the same message;
 *   `weak-algorithm`, `unsupported-algorithm`, `malformed`, `no-content` by what is to be read in the clear
 */
export async function openEnvelope(
  cms: EnvelopedData | AuthEnvelopedData,
  options: OpenOptions,
): Promise<OpenedEnvelope> {
  const policy = options.policy ?? strictPolicy;
  const cipher = contentCipher(cms.contentEncryptionAlgorithm);
  const { encryption } = cipher;
  if ((encryption.cipher === 'aes-gcm') !== (cms.type === 'auth-enveloped-data'))
    throw new CmsError('unsupported-algorithm', `${encryption.name} is not for messages of this type`);
  refuse(encryption.weak, policy);
  if (cms.encryptedContent === undefined) throw new CmsError('no-content', 'the encrypted content is elsewhere');
  const gcm = cms.type === 'auth-enveloped-data';
  if (gcm && cms.mac.length !== cipher.macSize) throw cannotDecrypt();
  const ciphertext = {
    octets: joined(cms.encryptedContent),
    mac: gcm ? cms.mac : new Uint8Array(),
    authenticated: gcm ? cms.authenticated : undefined,
  };
  const size = encryption.cipher === 'rc2' ? undefined : encryption.keySize;
  for (const { info, certificate, privateKey } of tries(cms, options.keys)) {
    const weak = [...encryption.weak, ...weakKey(certificate.publicKey, policy)];
    refuse(weak, policy);
    const key = await contentKey(info, privateKey, size);
    const content = key && (await decryptContent(cipher, key, ciphertext));
    if (content === undefined) continue;
    const { encryptedContentType: contentType } = cms;
    return { content, contentType, algorithm: encryption.name, authenticated: gcm, recipient: certificate, weak };
  }
  throw cannotDecrypt();
}

const tries = (cms: EnvelopedData | AuthEnvelopedData, keys: readonly DecryptionKey[]) =>
  keys.flatMap((key) => infosFor(cms, key.certificate).map((info) => ({ info, ...key }))).slice(0, maxTries);

/** Schemes are public: what is not known is told. What comes of the key is not. */
async function contentKey(info: Addressed, privateKey: PrivateKey, size: number | undefined) {
  if (info.type === 'key-agreement') {
    const scheme = agreementScheme(info.keyEncryptionAlgorithm);
    return privateKey.type === 'ec' ? agreedKey(scheme, privateKey, info) : undefined;
  }
  const scheme = transportScheme(info.keyEncryptionAlgorithm);
  return privateKey.type === 'rsa' ? transportedKey(scheme, privateKey, info.encryptedKey, size) : undefined;
}

function refuse(weak: readonly WeakAlgorithm[], policy: AlgorithmPolicy): void {
  const names = refused(weak, policy);
  if (names.length > 0) throw new CmsError('weak-algorithm', `weak and not allowed: ${names.join(', ')}`);
}

const cannotDecrypt = (): CmsError => new CmsError('cannot-decrypt', 'the message cannot be decrypted');
