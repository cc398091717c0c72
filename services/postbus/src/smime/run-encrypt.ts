/** `postbus smime encrypt`: a message for the holders of certificates. */
import {
  type Certificate,
  type ContentEncryptionName,
  type KeyTransport,
  TrustStore,
  archivePolicy,
  strictPolicy,
  validateCertificate,
} from '@postbus/cms';
import { encryptMessage } from '@postbus/smime';
import type { Streams } from '../convert/streams.ts';
import { readCertificates } from './certificate-files.ts';
import { readInput, writeOutput } from './files.ts';
import { SmimeCommandError } from './smime-command-error.ts';

export interface EncryptRequest {
  /** A path; `-` is standard input. */
  readonly file: string;
  /** Files of certificates; the first of each is that of a recipient. */
  readonly to: readonly string[];
  readonly algorithm: Extract<ContentEncryptionName, `AES-${string}`> | undefined;
  readonly keyTransport: KeyTransport;
  /** Files of the anchors that recipients must have a path to; where there are none, each is trusted as it stands. */
  readonly trust: readonly string[];
  readonly allowWeak: boolean;
  /** A path; standard output where it is `-` or undefined. */
  readonly output: string | undefined;
}

/** @throws {SmimeCommandError}, {SmimeError}, {CmsError}, and Node's errors of reading */
export async function runEncrypt(request: EncryptRequest, streams: Streams): Promise<void> {
  const { algorithm, keyTransport } = request;
  const policy = request.allowWeak ? archivePolicy : strictPolicy;
  const anchors = request.trust.length === 0 ? undefined : await readCertificates(request.trust);
  const recipients: Certificate[] = [];
  for (const file of request.to) {
    const [recipient, ...intermediates] = await readCertificates([file]);
    const trust = new TrustStore(anchors ?? [recipient!]);
    const validation = { trust, intermediates, at: new Date(), policy, purpose: 'encrypt' as const };
    await refuseUnfit(file, recipient!, validation);
    recipients.push(recipient!);
  }
  const message = await readInput(request.file, streams);
  const contentEncryption = algorithm === undefined ? {} : { contentEncryption: algorithm };
  const encrypted = await encryptMessage(message, { recipients, keyTransport, policy, ...contentEncryption });
  await writeOutput(request.output, encrypted, streams);
}

async function refuseUnfit(
  file: string,
  certificate: Certificate,
  options: Parameters<typeof validateCertificate>[1],
): Promise<void> {
  const { checks } = await validateCertificate(certificate, options);
  for (const check of checks)
    if (!check.passed) throw new SmimeCommandError('bad-recipient', `${file}: ${check.code}: ${check.message}`);
}
