/** Content keys under keys agreed by ECDH, ephemeral and static. RFC 5753 3.1, 7; SEC 1 3.6.1 */
import { type AlgorithmIdentifier, algorithmDer, algorithmIdentifier } from '../algorithms/algorithm-identifier.ts';
import { type DigestAlgorithm, digestAlgorithms, digestOf } from '../algorithms/digest-algorithm.ts';
import { type Der, bitString, bytesOf, context, element, integer, octetString, sequence } from '../asn1/der.ts';
import type { Tlv } from '../asn1/tlv.ts';
import { joined } from '../asn1/values.ts';
import { CmsError } from '../cms-error.ts';
import type { PrivateKey } from '../private-key.ts';
import { EC_PUBLIC_KEY, type PublicKey } from '../x509/public-key.ts';
import type { KeyAgreeRecipientInfo } from './recipient-info.ts';

const { sha1, sha224, sha256, sha384, sha512 } = digestAlgorithms;

/** Standard and cofactor Diffie-Hellman: the curves here have the cofactor 1. RFC 5753 7.1.4 */
const derivations: Readonly<Record<string, DigestAlgorithm>> = {
  '1.3.133.16.840.63.0.2': sha1,
  '1.3.132.1.11.0': sha224,
  '1.3.132.1.11.1': sha256,
  '1.3.132.1.11.2': sha384,
  '1.3.132.1.11.3': sha512,
  '1.3.133.16.840.63.0.3': sha1,
  '1.3.132.1.14.0': sha224,
  '1.3.132.1.14.1': sha256,
  '1.3.132.1.14.2': sha384,
  '1.3.132.1.14.3': sha512,
};

/** Octets of the keys of AES key wrap, RFC 3565 2.3.2. */
const wraps: Readonly<Record<string, number>> = {
  '2.16.840.1.101.3.4.1.5': 16,
  '2.16.840.1.101.3.4.1.25': 24,
  '2.16.840.1.101.3.4.1.45': 32,
};

export interface AgreementScheme {
  readonly digest: DigestAlgorithm;
  /** Octets of the key that wraps. */
  readonly keySize: number;
  /** The AlgorithmIdentifier of the wrap as it stands. */
  readonly wrap: Tlv;
}

/** @throws {CmsError} `unsupported-algorithm` */
export function agreementScheme({ algorithm, parameters }: AlgorithmIdentifier): AgreementScheme {
  const digest = derivations[algorithm];
  const wrap = parameters === undefined ? '' : algorithmIdentifier(parameters).algorithm;
  const keySize = wraps[wrap];
  if (digest === undefined || keySize === undefined || parameters === undefined)
    throw new CmsError('unsupported-algorithm', `the key agreement ${algorithm} with ${wrap} is not known`);
  return { digest, keySize, wrap: parameters };
}

/** The content key; undefined where it cannot be had, whatever the reason. */
export async function agreedKey(
  scheme: AgreementScheme,
  privateKey: PrivateKey,
  { originatorKey, ukm, encryptedKey }: KeyAgreeRecipientInfo,
): Promise<Uint8Array | undefined> {
  const { curve } = privateKey;
  if (originatorKey === undefined || curve === undefined) return undefined;
  try {
    const agreement = { name: 'ECDH', namedCurve: curve.name };
    const peer = await crypto.subtle.importKey('raw', originatorKey, agreement, false, []);
    const parties = { privateKey: await privateKey.forAgreement(), publicKey: peer };
    const { digest, keySize } = scheme;
    const key = await wrappingKey(parties, curve.size, { digest, keySize, wrap: [scheme.wrap.raw], ukm });
    const unwrapped = await crypto.subtle.unwrapKey('raw', encryptedKey, key, wrapping, anyKey, true, ['sign']);
    return new Uint8Array(await crypto.subtle.exportKey('raw', unwrapped));
  } catch {
    return undefined;
  }
}

const wrapping = { name: 'AES-KW' };
/** What WebCrypto takes for a key of any length. */
const anyKey = { name: 'HMAC', hash: 'SHA-256' };

interface Derivation {
  readonly digest: DigestAlgorithm;
  readonly keySize: number;
  readonly wrap: Der;
  readonly ukm: Uint8Array | undefined;
}

/** X9.63 key derivation with ECC-CMS-SharedInfo. RFC 5753 7.2 */
async function wrappingKey(parties: CryptoKeyPair, size: number, derivation: Derivation): Promise<CryptoKey> {
  const { digest, keySize, wrap, ukm } = derivation;
  const { privateKey, publicKey } = parties;
  const agreement = { name: 'ECDH', public: publicKey };
  // Bits of whole octets: the coordinate of P-521 has 66.
  const secret = new Uint8Array(await crypto.subtle.deriveBits(agreement, privateKey, size * 8));
  const information = bytesOf(
    sequence(
      wrap,
      ...(ukm === undefined ? [] : [context(0, octetString(ukm))]),
      context(2, octetString(Uint8Array.of(0, 0, (keySize * 8) >> 8, (keySize * 8) & 255))),
    ),
  );
  const blocks: Uint8Array[] = [];
  for (let counter = 1; blocks.length * digest.size < keySize; counter++)
    blocks.push(await digestOf(digest, [joined([secret, Uint8Array.of(0, 0, 0, counter), information])]));
  const key = joined(blocks).subarray(0, keySize);
  return crypto.subtle.importKey('raw', key, wrapping, false, ['wrapKey', 'unwrapKey']);
}

type EcKey = Extract<PublicKey, { type: 'ec' }>;

const derivationOf = { 'P-256': '1.3.132.1.11.1', 'P-384': '1.3.132.1.11.2', 'P-521': '1.3.132.1.11.3' } as const;
const WRAP_AES_256 = '2.16.840.1.101.3.4.1.45';

/** KeyAgreeRecipientInfo for one recipient, with an ephemeral key and AES-256 key wrap. */
export async function agreementInfo({ curve, octets }: EcKey, rid: Der, contentKey: Uint8Array): Promise<Der> {
  const agreement = { name: 'ECDH', namedCurve: curve.name };
  const ephemeral = await crypto.subtle.generateKey(agreement, false, ['deriveBits']);
  const peer = await crypto.subtle.importKey('raw', octets, agreement, false, []);
  const wrap = algorithmDer(WRAP_AES_256);
  const algorithm = derivationOf[curve.name];
  const parties = { privateKey: ephemeral.privateKey, publicKey: peer };
  const derivation = { digest: derivations[algorithm]!, keySize: 32, wrap, ukm: undefined };
  const key = await wrappingKey(parties, curve.size, derivation);
  const imported = await crypto.subtle.importKey('raw', contentKey, anyKey, true, ['sign']);
  const encryptedKey = new Uint8Array(await crypto.subtle.wrapKey('raw', imported, key, wrapping));
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', ephemeral.publicKey));
  return context(
    1,
    integer(3),
    context(0, element(0xa1, algorithmDer(EC_PUBLIC_KEY), bitString(point))),
    algorithmDer(algorithm, wrap),
    sequence(sequence(rid, octetString(encryptedKey))),
  );
}
