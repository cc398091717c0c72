/**
 * What the S/MIME of a message that came in is: layers of encryption opened, then the signature verified. RFC 8551 3.7
 * Only a message that is encrypted or signed as a whole is looked at: a part among others is no one's word for the rest.
 */
import { createHash } from 'node:crypto';
import {
  type Certificate,
  CmsError,
  type DecryptionKey,
  PrivateKey,
  fingerprint,
  readCertificate,
  type SignerResult,
  validateCertificate,
} from '@postbus/cms';
import { type MimeEntity, parseMime, withAsciiDomain } from '@postbus/mime';
import { type MessageVerification, SmimeError, decryptMessage, secureForm, verifyMessage } from '@postbus/smime';
import { oneAuthor } from './message-addresses.ts';
import type {
  KeyMaterial,
  LearnedCertificate,
  LookedAtForm,
  Opened,
  OpenTask,
  SignerReport,
  SmimeReport,
} from './smime-tasks.ts';
import type { Trust } from './trust.ts';

/** Layers of encryption opened; stops a message that was encrypted a thousand times. */
const mostLayers = 3;
/** After the year 9999, which has no form in RFC 3339. */
const endOfTime = Date.UTC(10_000, 0);

/** @returns undefined where the message is none that is signed or encrypted as a whole */
export async function openMessage(raw: Uint8Array, task: OpenTask, trust: Trust): Promise<Opened | undefined> {
  const form = lookedAtForm(parseMime(raw));
  if (form === undefined) return undefined;
  const opened = task.decrypt === 'no' ? { message: raw, layers: [] } : await decrypted(raw, task.keys);
  const { message, layers } = opened;
  const inner = layers.length === 0 ? form : lookedAtForm(parseMime(message));
  const whole = layers.every(({ authenticated }) => authenticated);
  const isAsked = task.verify || (task.decrypt === 'authenticated' && !whole);
  const verification = isAsked && isSigned(inner) ? await verified(message, task, trust) : undefined;
  const authenticated = whole || verification?.result.outcome === 'valid';
  const [outermost] = layers;
  if (outermost !== undefined && task.decrypt === 'authenticated' && !authenticated) return { report: unopened(form) };
  const signature = task.verify ? verification : undefined;
  const report: SmimeReport = {
    form,
    ...(await signatureReport(signature?.result, outermost !== undefined && task.verify && !isSecured(inner))),
    ...(outermost !== undefined && { decrypted: { algorithm: outermost.algorithm, authenticated } }),
  };
  const learned = signature && (await learnable(signature, task.at, trust));
  return {
    report,
    ...(outermost !== undefined && { message }),
    ...(learned !== undefined && { learned }),
  };
}

/** What is told of a message that stays encrypted, whatever the reason. */
const unopened = (form: LookedAtForm): SmimeReport => ({ form, outcome: 'undecided', signers: [] });

const isSigned = (form: LookedAtForm | undefined): boolean => form === 'clear-signed' || form === 'signed';
const isSecured = (form: LookedAtForm | undefined): boolean => form !== undefined;

function lookedAtForm(message: MimeEntity): LookedAtForm | undefined {
  const form = secureForm(message);
  return form === 'compressed' || form === 'certs-only' ? undefined : form;
}

interface Layer {
  readonly algorithm: string;
  readonly authenticated: boolean;
}

/** Opens what is encrypted, layer by layer, as far as the keys go. */
async function decrypted(
  raw: Uint8Array,
  materials: readonly KeyMaterial[],
): Promise<{ readonly message: Uint8Array; readonly layers: readonly Layer[] }> {
  const keys = materials.flatMap(decryptionKey);
  const layers: Layer[] = [];
  let message = raw;
  while (layers.length < mostLayers && isEncrypted(message)) {
    const layer = await withoutFailure(() => decryptMessage(message, { keys }));
    if (layer === undefined) break;
    layers.push({ algorithm: layer.algorithm, authenticated: layer.authenticated });
    message = layer.message;
  }
  return { message, layers };
}

function isEncrypted(message: Uint8Array): boolean {
  const form = secureForm(parseMime(message));
  return form === 'enveloped' || form === 'auth-enveloped';
}

/** A key that cannot be read opens nothing. */
function decryptionKey({ certificates: [own], pkcs8 }: KeyMaterial): DecryptionKey[] {
  try {
    return own === undefined ? [] : [{ certificate: readCertificate(own), privateKey: new PrivateKey(pkcs8) }];
  } catch (error) {
    if (error instanceof CmsError) return [];
    throw error;
  }
}

/** Why it failed is told nobody: whoever sends messages to be decrypted learns nothing from it. RFC 3218 */
async function withoutFailure<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SmimeError || error instanceof CmsError || error instanceof DOMException) return undefined;
    throw error;
  }
}

interface Verified {
  readonly result: MessageVerification;
  readonly author: string | undefined;
}

/** @returns undefined where it is too broken to be read as signed */
async function verified(message: Uint8Array, { at }: OpenTask, trust: Trust): Promise<Verified | undefined> {
  const author = oneAuthor(parseMime(message, { depth: 1 }).headers);
  const result = await withoutFailure(() =>
    verifyMessage(message, {
      ...trust,
      at: new Date(at),
      from: author === undefined ? [] : [withAsciiDomain(author)],
      createHash: (name) => createHash(name.replace('-', '')),
    }),
  );
  return result && { result, author };
}

async function signatureReport(
  result: MessageVerification | undefined,
  isUnsigned: boolean,
): Promise<Pick<SmimeReport, 'outcome' | 'signers' | 'fault'>> {
  if (result === undefined) return { outcome: isUnsigned ? 'unsigned' : 'undecided', signers: [] };
  const { outcome, fault } = result;
  const signers = await Promise.all(result.signers.map(signerReport));
  return { outcome, signers, ...(fault !== undefined && { fault: fault.code }) };
}

async function signerReport({ certificate, signingTime, outcome, checks }: SignerResult): Promise<SignerReport> {
  return {
    addresses: certificate?.emailAddresses ?? [],
    fingerprint: certificate && (await fingerprint(certificate)),
    signingTime: signingTime && tellableTime(signingTime),
    outcome,
    failures: [...new Set(checks.flatMap((check) => (check.passed ? [] : [check.code])))],
  };
}

/** Signers say what they like; times that neither an event nor a property can hold are none. */
function tellableTime(time: Date): number | undefined {
  const ms = time.getTime();
  return ms >= 0 && ms < endOfTime ? ms : undefined;
}

/** The first signer whose signature is valid, which names From, and whose key may also encrypt. */
async function learnable(
  { result, author }: Verified,
  at: number,
  trust: Trust,
): Promise<LearnedCertificate | undefined> {
  if (result.outcome !== 'valid' || author === undefined) return undefined;
  for (const { certificate, path } of result.signers) {
    if (certificate === undefined || certificate.publicKey.type === 'ed25519') continue;
    // The last one of a path that holds is the anchor.
    const issuers = path.slice(1, -1);
    if (await mayBeEncryptedFor(certificate, issuers, at, trust))
      return {
        address: author,
        fingerprint: await fingerprint(certificate),
        // Copies: a view would take the whole message along.
        certificate: certificate.raw.slice(),
        issuers: issuers.map(({ raw }) => raw.slice()),
      };
  }
  return undefined;
}

async function mayBeEncryptedFor(
  certificate: Certificate,
  intermediates: readonly Certificate[],
  at: number,
  trust: Trust,
): Promise<boolean> {
  const options = { ...trust, intermediates, purpose: 'encrypt', at: new Date(at) } as const;
  return (await validateCertificate(certificate, options)).valid;
}
