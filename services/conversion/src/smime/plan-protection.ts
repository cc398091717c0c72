/** What can be done to a message before it leaves: which key may sign it, and who of its recipients can be encrypted for. */
import {
  type Certificate,
  CmsError,
  type Purpose,
  type Validation,
  readCertificate,
  readCms,
  validateCertificate,
} from '@postbus/cms';
import { type MimeEntity, parseMime, withAsciiDomain } from '@postbus/mime';
import { type SecureForm, secureForm } from '@postbus/smime';
import { namedRecipients } from './message-addresses.ts';
import type { CertificateMaterial, Plan, PlanTask } from './smime-tasks.ts';
import type { Trust } from './trust.ts';

/** @param raw the message as it was submitted */
export async function planProtection(raw: Uint8Array, task: PlanTask, trust: Trust): Promise<Plan> {
  const message = parseMime(raw);
  const named = new Set(namedRecipients(message.headers).map(addressForm));
  const certificates = new Map<string, Uint8Array>();
  for (const { address, certificates: candidates } of task.recipients) {
    const chosen = await firstValid(candidates, task.at, trust);
    if (chosen !== undefined) certificates.set(address, chosen);
  }
  return {
    form: actualForm(message),
    keys: await signingKeys(task, trust),
    certificates,
    blind: task.recipients.flatMap(({ address }) => (named.has(addressForm(address)) ? [] : [address])),
  };
}

const addressForm = (address: string): string => withAsciiDomain(address).normalize('NFC').toLowerCase();

/** Whoever labels text as encrypted would get it past a policy that encrypts: what says that it is CMS must be. */
function actualForm(message: MimeEntity): SecureForm | undefined {
  const form = secureForm(message);
  if (form === undefined || form === 'clear-signed') return form;
  try {
    const { type } = readCms(message.content());
    return type === 'data' || form === 'certs-only' ? undefined : form;
  } catch (error) {
    if (error instanceof CmsError) return undefined;
    throw error;
  }
}

async function signingKeys({ keys, author, at }: PlanTask, trust: Trust): Promise<number[]> {
  const usable: number[] = [];
  for (const [place, [own, ...issuers]] of keys.entries()) {
    const certificate = own && certificateOf(own);
    if (certificate === undefined) continue;
    const isNamed = certificate.emailAddresses.some((address) => addressForm(address) === addressForm(author));
    const validation = await validated({ certificate, issuers, purpose: 'sign', at, trust });
    if (isNamed && maySign(validation)) usable.push(place);
  }
  return usable;
}

/** Whoever vouches for our own key need not be trusted here: that is for those who get the mail. */
const maySign = ({ checks }: Validation): boolean =>
  checks.every((check) => check.passed || (check.check === 'chain' && check.code !== 'certificate-signature-mismatch'));

async function firstValid(
  candidates: readonly CertificateMaterial[],
  at: number,
  trust: Trust,
): Promise<Uint8Array | undefined> {
  for (const { certificate: own, issuers } of candidates) {
    const certificate = certificateOf(own);
    if (certificate === undefined || certificate.publicKey.type === 'ed25519') continue;
    const { valid } = await validated({ certificate, issuers, purpose: 'encrypt', at, trust });
    if (valid) return own;
  }
  return undefined;
}

interface Question {
  readonly certificate: Certificate;
  readonly issuers: readonly Uint8Array[];
  readonly purpose: Purpose;
  readonly at: number;
  readonly trust: Trust;
}

function validated({ certificate, issuers, purpose, at, trust }: Question): Promise<Validation> {
  const intermediates = issuers.flatMap((one) => certificateOf(one) ?? []);
  return validateCertificate(certificate, { ...trust, intermediates, purpose, at: new Date(at) });
}

/** Undefined where it cannot be read: then it is as good as none. */
function certificateOf(der: Uint8Array): Certificate | undefined {
  try {
    return readCertificate(der);
  } catch (error) {
    if (error instanceof CmsError) return undefined;
    throw error;
  }
}
