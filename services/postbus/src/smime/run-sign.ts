/** `postbus smime sign`: a message with one signature a key. */
import { createHash } from 'node:crypto';
import { type DecryptionKey, type Signer, isSameAddress } from '@postbus/cms';
import { parseMime, mailboxes, parseAddressList } from '@postbus/mime';
import { signMessage } from '@postbus/smime';
import type { Streams } from '../convert/streams.ts';
import { visible } from '../terminal/cells.ts';
import { readCertificates } from './certificate-files.ts';
import { nameOf, readInput, writeOutput } from './files.ts';
import { type AskPassword, type OwnKeys, readOwnKeys } from './own-keys.ts';

export interface SignRequest {
  /** A path; `-` is standard input. */
  readonly file: string;
  /** Files of keys, each of which signs. */
  readonly keys: readonly string[];
  /** Files of certificates that are sent along. */
  readonly certificates: readonly string[];
  readonly form: 'clear' | 'opaque';
  readonly digest: NonNullable<Signer['digest']> | undefined;
  readonly padding: 'pkcs1' | 'pss';
  /** A path; standard output where it is `-` or undefined. */
  readonly output: string | undefined;
}

/** @throws {SmimeCommandError}, {SmimeError}, {CmsError}, and Node's errors of reading */
export async function runSign(request: SignRequest, ask: AskPassword, streams: Streams): Promise<void> {
  const message = await readInput(request.file, streams);
  const beside = await readCertificates(request.certificates);
  const authors = authorsOf(message);
  const signers: DecryptionKey[] = [];
  const certificates = [...beside];
  for (const file of request.keys) {
    const own = await readOwnKeys(file, ask, beside);
    signers.push(signerOf(own, authors));
    certificates.push(...own.certificates);
  }
  for (const signer of signers) warn(signer, authors, request.file, streams);
  const how = { padding: request.padding, ...(request.digest !== undefined && { digest: request.digest }) };
  const signed = await signMessage(message, {
    form: request.form,
    signers: signers.map((signer) => ({ ...signer, ...how })),
    certificates,
    createHash: (name) => createHash(name.replace('-', '')),
  });
  await writeOutput(request.output, signed, streams);
}

const authorsOf = (message: Uint8Array): string[] =>
  mailboxes(parseAddressList(parseMime(message, { depth: 1 }).headers.first('From')?.value ?? '')).map(
    ({ address }) => address,
  );

/** Of several keys that of who wrote the message; else the first that may sign. */
function signerOf({ keys }: OwnKeys, authors: readonly string[]): DecryptionKey {
  const able = keys.filter(
    ({ certificate: { keyUsage } }) => keyUsage === undefined || keyUsage.has('digitalSignature'),
  );
  return able.find((key) => isFor(key, authors)) ?? able[0] ?? keys[0]!;
}

const isFor = ({ certificate }: DecryptionKey, authors: readonly string[]): boolean =>
  certificate.emailAddresses.some((address) => authors.some((author) => isSameAddress(address, author)));

/** Readers refuse what is signed for another address. RFC 8550 3 */
function warn(signer: DecryptionKey, authors: readonly string[], file: string, { errors }: Streams): void {
  if (isFor(signer, authors)) return;
  const named = signer.certificate.emailAddresses.join(', ') || 'no address';
  const from = authors.join(', ') || 'nobody';
  errors.write(`${nameOf(file)}: ${visible(`the certificate is for ${named}, the message from ${from}`)}\n`);
}
