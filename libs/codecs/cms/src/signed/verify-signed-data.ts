/** Verification of SignedData. RFC 5652 5.4, 5.6; RFC 8551 2.5, 3.5; RFC 8550 */
import {
  type CreateHash,
  type DigestAlgorithm,
  type DigestName,
  digestAlgorithmOf,
  digestOf,
} from '../algorithms/digest-algorithm.ts';
import { type WeakAlgorithm, strictPolicy } from '../algorithms/policy.ts';
import { type SignatureScheme, schemeName, signatureScheme } from '../algorithms/signature-scheme.ts';
import { isSignatureOf } from '../algorithms/verify-signature.ts';
import { weakDigest } from '../algorithms/weakness.ts';
import { joined, time } from '../asn1/values.ts';
import { AttributeType, singleValue } from '../attribute.ts';
import { type Check, failed, passed } from '../check.ts';
import { CmsError } from '../cms-error.ts';
import type { Certificate } from '../x509/certificate.ts';
import { fromCheck } from '../x509/mail-address.ts';
import { algorithmCheck } from '../x509/path-checks.ts';
import { type Validation, type ValidationOptions, validateCertificate } from '../x509/validate-certificate.ts';
import { areSignedAttributes, attributeChecks } from './signed-attributes.ts';
import type { SignedData } from './signed-data.ts';
import { type SignerInfo, isIdentified } from './signer-info.ts';
import { signingCertificateCheck } from './signing-certificate.ts';
import { smimeCapabilities } from './smime-capabilities.ts';

export interface VerifyOptions extends Omit<ValidationOptions, 'purpose'> {
  /** What was signed where it is detached: whole, or in pieces one after another. Counts before content in the message. */
  readonly content?: Uint8Array | readonly Uint8Array[];
  /** The address of From, or those of From and Sender, of which the certificate must name one. Not looked at where it is not given. */
  readonly from?: string | readonly string[];
  /** Native hashes, so that content in pieces needs no copy: `createHash` of Node does. */
  readonly createHash?: CreateHash;
}

/**
 * `valid`: every check passed. `untrusted`: the content is what the key of `certificate` signed, and something else failed.
 * `broken`: it is not. `undecided`: there is no certificate, no content, or an algorithm is not known.
 */
export type Outcome = 'valid' | 'untrusted' | 'broken' | 'undecided';

export interface SignerResult {
  readonly signerInfo: SignerInfo;
  readonly certificate: Certificate | undefined;
  /** The signer first; the last is the trust anchor where the check `chain` passed. */
  readonly path: readonly Certificate[];
  /** What the signer says; nobody else vouches for it. */
  readonly signingTime: Date | undefined;
  /** Of the content; undefined where it is not known. */
  readonly digestAlgorithm: DigestName | undefined;
  /** `RSA-PSS with SHA-256`; else the object identifier. */
  readonly signatureAlgorithm: string;
  /** Object identifiers of what the signer's program can read, RFC 8551 2.5.2. */
  readonly capabilities: readonly string[];
  /** What is weak in signature, key and path, allowed or not. */
  readonly weak: readonly WeakAlgorithm[];
  readonly checks: readonly Check[];
  readonly outcome: Outcome;
  /** Signatures of this signature, RFC 5652 11.4; the outcome above does not rest on them. */
  readonly countersignatures: readonly SignerResult[];
}

export interface SignedDataResult {
  readonly signers: readonly SignerResult[];
  /** All that came with the message. */
  readonly certificates: readonly Certificate[];
  /** The outcome that all signers share at least: `broken` where one is, then `undecided`, `untrusted`, `valid`; `undecided` without signers. */
  readonly outcome: Outcome;
}

/**
 * Verifies every signature. What is wrong with a message is no error: each check of each signer says it by a code.
 *
 * @param cms from `readCms`; where `options` has content, that alone is what counts, so that nobody verifies other
 *   content than is shown
 */
export async function verifySignedData(cms: SignedData, options: VerifyOptions): Promise<SignedDataResult> {
  const content = piecesOf(options.content) ?? cms.content;
  const digests = new ContentDigests(content, options.createHash);
  const validations = new Map<Certificate, Promise<Validation>>();
  const signers: SignerResult[] = [];
  for (const info of cms.signerInfos)
    signers.push(
      await verifySigner(info, { cms, options, digests, validations, contentType: cms.encapsulatedContentType }),
    );
  return { signers, certificates: cms.certificates, outcome: sharedOutcome(signers) };
}

const piecesOf = (content: VerifyOptions['content']): readonly Uint8Array[] | undefined =>
  content instanceof Uint8Array ? [content] : content;

/** Each digest of the content is made once, however many signers use it. */
class ContentDigests {
  readonly pieces: readonly Uint8Array[] | undefined;
  private readonly createHash: CreateHash | undefined;
  private readonly made = new Map<DigestName, Promise<Uint8Array>>();

  constructor(pieces: readonly Uint8Array[] | undefined, createHash: CreateHash | undefined) {
    this.pieces = pieces;
    this.createHash = createHash;
  }

  of(algorithm: DigestAlgorithm): Promise<Uint8Array> | undefined {
    if (this.pieces === undefined) return undefined;
    const made = this.made.get(algorithm.name) ?? digestOf(algorithm, this.pieces, this.createHash);
    this.made.set(algorithm.name, made);
    return made;
  }
}

interface Verification {
  readonly cms: SignedData;
  readonly options: VerifyOptions;
  readonly digests: ContentDigests;
  /** Each certificate is validated once, however many signatures it made. */
  readonly validations: Map<Certificate, Promise<Validation>>;
  /** What the attribute contentType must be; undefined in countersignatures, which have none. */
  readonly contentType: string | undefined;
}

async function verifySigner(info: SignerInfo, verification: Verification): Promise<SignerResult> {
  const { cms, options } = verification;
  const policy = options.policy ?? strictPolicy;
  const digest = digestAlgorithmOf(info.digestAlgorithm.algorithm);
  const scheme = schemeOf(info);
  const certificate = [...cms.certificates, ...(options.intermediates ?? [])].find((one) =>
    isIdentified(info.sid, one),
  );
  const content = await contentChecks(info, scheme, certificate, verification);
  const trust = certificate && (await certificateChecks(info, certificate, verification));
  const own = scheme === undefined || digest === undefined ? [] : [digest, scheme.digest].flatMap(weakDigest);
  const weak = [...new Set([...own, ...(trust?.weak ?? [])])];
  const checks = [...content, ...(trust?.checks ?? []), algorithmCheck(weak, policy)];
  const signature = new ContentDigests([info.signature], undefined);
  const countersignatures: SignerResult[] = [];
  for (const counter of info.countersignatures)
    countersignatures.push(
      await verifySigner(counter, { ...verification, digests: signature, contentType: undefined }),
    );
  return {
    signerInfo: info,
    certificate,
    path: trust?.path ?? [],
    signingTime: signingTime(info),
    digestAlgorithm: digest?.name,
    signatureAlgorithm: scheme === undefined ? info.signatureAlgorithm.algorithm : schemeName(scheme),
    capabilities: smimeCapabilities(info.signedAttributes),
    weak,
    checks,
    outcome: outcomeOf(checks),
    countersignatures,
  };
}

function schemeOf(info: SignerInfo): SignatureScheme | undefined {
  try {
    return signatureScheme(info.signatureAlgorithm, digestAlgorithmOf(info.digestAlgorithm.algorithm));
  } catch (error) {
    if (error instanceof CmsError) return undefined;
    throw error;
  }
}

function signingTime({ signedAttributes }: SignerInfo): Date | undefined {
  const value = singleValue(signedAttributes, AttributeType.SigningTime);
  try {
    return value && time(value);
  } catch (error) {
    if (error instanceof CmsError) return undefined;
    throw error;
  }
}

/** Whether the content is what was signed. RFC 5652 5.4, 5.6 */
async function contentChecks(
  info: SignerInfo,
  scheme: SignatureScheme | undefined,
  certificate: Certificate | undefined,
  { digests, contentType }: Verification,
): Promise<Check[]> {
  const digest = digestAlgorithmOf(info.digestAlgorithm.algorithm);
  const found =
    certificate === undefined
      ? failed('signer-certificate', 'no-signer-certificate', 'the certificate of the signer is not there')
      : passed('signer-certificate');
  if (scheme === undefined || digest === undefined) {
    const { algorithm } = scheme === undefined ? info.signatureAlgorithm : info.digestAlgorithm;
    return [found, failed('signature', 'unsupported-algorithm', `the algorithm ${algorithm} is not known`)];
  }
  const made = await digests.of(digest);
  const attributes = info.signedOctets === undefined ? [] : attributeChecks(info.signedAttributes, made, contentType);
  if (certificate === undefined) return [found, ...attributes];
  const signed = info.signedOctets ?? (digests.pieces && joined(digests.pieces));
  if (signed === undefined)
    return [found, failed('signature', 'no-content', 'what was signed is neither in the message nor given')];
  const disguised = info.signedOctets === undefined && areSignedAttributes(signed);
  const holds = !disguised && (await isSignatureOf(signed, info.signature, scheme, certificate.publicKey));
  const mismatch = failed('signature', 'signature-mismatch', `the key of ${certificate.subject.text} did not make it`);
  return [found, ...attributes, holds ? passed('signature') : mismatch];
}

async function certificateChecks(info: SignerInfo, certificate: Certificate, verification: Verification) {
  const { options, validations } = verification;
  const validating = validations.get(certificate) ?? validated(certificate, verification);
  validations.set(certificate, validating);
  const validation = await validating;
  const named = namedCheck(info, certificate);
  const checks = validation.checks.filter(({ check }) => check !== 'algorithms');
  return {
    path: validation.path,
    weak: validation.weak,
    checks: [
      ...(named === undefined ? [] : [named]),
      ...checks,
      ...(options.from === undefined ? [] : [fromCheck(options.from, certificate)]),
    ],
  };
}

function validated(certificate: Certificate, { cms, options }: Verification): Promise<Validation> {
  return validateCertificate(certificate, {
    ...options,
    intermediates: [...cms.certificates, ...(options.intermediates ?? [])],
    crls: [...(options.crls ?? []), ...cms.crls],
    purpose: 'sign',
  });
}

function namedCheck(info: SignerInfo, certificate: Certificate): Check | undefined {
  try {
    return signingCertificateCheck(info.signedAttributes, certificate);
  } catch (error) {
    if (!(error instanceof CmsError)) throw error;
    return failed('signing-certificate', 'signing-certificate-mismatch', 'the attribute cannot be read');
  }
}

const brokenBy: ReadonlySet<string> = new Set([
  'content-type-mismatch',
  'digest-missing',
  'digest-mismatch',
  'signature-mismatch',
  'signing-certificate-mismatch',
]);
const undecidedBy: ReadonlySet<string> = new Set(['no-signer-certificate', 'no-content', 'unsupported-algorithm']);

function outcomeOf(checks: readonly Check[]): Outcome {
  const codes = checks.flatMap((check) => (check.passed ? [] : [check.code]));
  if (codes.some((code) => brokenBy.has(code))) return 'broken';
  if (codes.some((code) => undecidedBy.has(code))) return 'undecided';
  return codes.length > 0 ? 'untrusted' : 'valid';
}

function sharedOutcome(signers: readonly SignerResult[]): Outcome {
  const order: readonly Outcome[] = ['broken', 'undecided', 'untrusted'];
  if (signers.length === 0) return 'undecided';
  return order.find((outcome) => signers.some((signer) => signer.outcome === outcome)) ?? 'valid';
}
