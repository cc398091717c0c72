/** SignedData made. RFC 5652 5, RFC 8551 2.5, 3.5 */
import { equalBytes } from '@postbus/bytes';
import {
  type CreateHash,
  type DigestName,
  digestAlgorithmNamed,
  digestAlgorithms,
  digestOf,
} from '../algorithms/digest-algorithm.ts';
import { algorithmDer } from '../algorithms/algorithm-identifier.ts';
import { type SignatureScheme, signatureSchemeDer } from '../algorithms/signature-scheme.ts';
import { isSignatureOf, parameters } from '../algorithms/verify-signature.ts';
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
  timeValue,
  unsigned,
} from '../asn1/der.ts';
import { Tag } from '../asn1/tlv.ts';
import { AttributeType, attributeDer } from '../attribute.ts';
import { CmsError } from '../cms-error.ts';
import { ContentType } from '../content-type.ts';
import type { PrivateKey } from '../private-key.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { PublicKey } from '../x509/public-key.ts';
import { signingCertificateDer } from './signing-certificate.ts';
import { smimeCapabilitiesDer } from './smime-capabilities.ts';

export interface Signer {
  readonly certificate: Certificate;
  readonly privateKey: PrivateKey;
  /** SHA-256 unless told; by the curve for ECDSA, SHA-512 for Ed25519 (RFC 8419 3.1). */
  readonly digest?: Extract<DigestName, 'SHA-256' | 'SHA-384' | 'SHA-512'>;
  /** Of an RSA key; `pkcs1` unless told, which everything reads. */
  readonly padding?: 'pkcs1' | 'pss';
  /** Now unless told. */
  readonly signingTime?: Date;
}

export interface SignOptions {
  readonly signers: readonly Signer[];
  /** True where the content stays outside, as in multipart/signed. False unless told. */
  readonly detached?: boolean;
  /** Sent along beside those of the signers: what lies between them and a trust anchor. */
  readonly certificates?: readonly Certificate[];
  /** Object identifier of the content; data unless told. */
  readonly contentType?: string;
  /** Native hashes for content in pieces. */
  readonly createHash?: CreateHash;
}

/**
 * Signs `content`, given whole or in pieces one after another.
 *
 * @returns the ContentInfo in DER
 * @throws {CmsError} `key-mismatch` where a key is not that of its certificate
 */
export async function signData(content: Uint8Array | readonly Uint8Array[], options: SignOptions): Promise<Uint8Array> {
  const pieces = content instanceof Uint8Array ? [content] : content;
  const { signers, detached = false, certificates = [], contentType = ContentType.Data } = options;
  const digests = new Map<DigestName, Uint8Array>();
  const infos: Der[] = [];
  for (const signer of signers) {
    const scheme = schemeOf(signer);
    const { name } = scheme.digest;
    const digest = digests.get(name) ?? (await digestOf(scheme.digest, pieces, options.createHash));
    digests.set(name, digest);
    infos.push(await signerInfo(signer, scheme, digest, contentType));
  }
  const used = [...digests.keys()].map((name) => algorithmDer(digestAlgorithmNamed(name).oid));
  return bytesOf(
    signedData({
      version: contentType === ContentType.Data ? 1 : 3,
      digestAlgorithms: setOf(...used),
      content: sequence(objectIdentifier(contentType), ...(detached ? [] : [context(0, octetString(...pieces))])),
      certificates: [...signers.map(({ certificate }) => certificate), ...certificates],
      infos: setOf(...infos),
    }),
  );
}

/** A message of certificates alone, `application/pkcs7-mime; smime-type=certs-only`. RFC 8551 3.8 */
export function certificatesOnly(certificates: readonly Certificate[]): Uint8Array {
  const content = sequence(objectIdentifier(ContentType.Data));
  return bytesOf(signedData({ version: 1, digestAlgorithms: setOf(), content, certificates, infos: setOf() }));
}

interface Parts {
  readonly version: number;
  readonly digestAlgorithms: Der;
  readonly content: Der;
  readonly certificates: readonly Certificate[];
  readonly infos: Der;
}

function signedData({ version, digestAlgorithms, content, certificates, infos }: Parts): Der {
  const different = certificates.filter(
    ({ raw }, place) => certificates.findIndex((other) => equalBytes(raw, other.raw)) === place,
  );
  const data = sequence(
    integer(version),
    digestAlgorithms,
    content,
    context(0, setOf(...different.map(({ raw }): Der => [raw])).slice(1)),
    infos,
  );
  return sequence(objectIdentifier(ContentType.SignedData), context(0, data));
}

/** Keys whose first signature was verified with the certificate. */
const matched = new WeakMap<PrivateKey, Certificate>();

const mismatch = ({ subject }: Certificate): CmsError =>
  new CmsError('key-mismatch', `the key is not that of the certificate of ${subject.text}`);

async function signerInfo(signer: Signer, scheme: SignatureScheme, digest: Uint8Array, type: string): Promise<Der> {
  const { certificate, privateKey, signingTime = new Date() } = signer;
  const attributes = setOf(
    attributeDer(AttributeType.ContentType, objectIdentifier(type)),
    attributeDer(AttributeType.MessageDigest, octetString(digest)),
    attributeDer(AttributeType.SigningTime, timeValue(signingTime)),
    signingCertificateDer(certificate),
    smimeCapabilitiesDer,
  );
  const signed = bytesOf(attributes);
  const signature = await sign(signed, scheme, privateKey);
  if (matched.get(privateKey) !== certificate) {
    if (!(await isSignatureOf(signed, signature, scheme, certificate.publicKey))) throw mismatch(certificate);
    matched.set(privateKey, certificate);
  }
  return sequence(
    integer(1),
    sequence([certificate.issuer.raw], integerOf(certificate.serialOctets)),
    algorithmDer(scheme.digest.oid),
    element(Tag.Context | 0x20, attributes.slice(1)),
    signatureSchemeDer(scheme),
    octetString(signature),
  );
}

async function sign(octets: Uint8Array, scheme: SignatureScheme, key: PrivateKey): Promise<Uint8Array> {
  const imported = await key.forSigning(scheme);
  const made = new Uint8Array(await crypto.subtle.sign(parameters(scheme), imported, octets));
  if (scheme.type !== 'ecdsa') return made;
  const half = made.length / 2;
  return bytesOf(sequence(unsigned(made.subarray(0, half)), unsigned(made.subarray(half))));
}

/** The digest that `signer` signs by. @throws {CmsError} `key-mismatch` */
export function signerDigest(signer: Signer): DigestName {
  return schemeOf(signer).digest.name;
}

const curveDigests = { 'P-256': 'sha256', 'P-384': 'sha384', 'P-521': 'sha512' } as const;

function schemeOf({ certificate, privateKey, digest: wanted, padding }: Signer): SignatureScheme {
  const { publicKey } = certificate;
  if (!isKeyType(publicKey, privateKey)) throw mismatch(certificate);
  const digest = wanted === undefined ? undefined : digestAlgorithmNamed(wanted);
  if (publicKey.type === 'ed25519') return { type: 'ed25519', digest: digestAlgorithms.sha512 };
  if (publicKey.type === 'ec')
    return { type: 'ecdsa', digest: digest ?? digestAlgorithms[curveDigests[publicKey.curve.name]] };
  const rsaDigest = digest ?? digestAlgorithms.sha256;
  if (padding === 'pss') return { type: 'rsa-pss', digest: rsaDigest, saltLength: rsaDigest.size };
  return { type: 'rsa-pkcs1', digest: rsaDigest };
}

function isKeyType(publicKey: PublicKey, privateKey: PrivateKey): boolean {
  if (publicKey.type !== privateKey.type) return false;
  return publicKey.type !== 'ec' || publicKey.curve === privateKey.curve;
}
