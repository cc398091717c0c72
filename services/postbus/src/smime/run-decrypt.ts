/** `postbus smime decrypt`: one layer of encryption opened. */
import { type DecryptionKey, archivePolicy, strictPolicy } from '@postbus/cms';
import { decryptMessage } from '@postbus/smime';
import type { Streams } from '../convert/streams.ts';
import { readCertificates } from './certificate-files.ts';
import { nameOf, readInput, writeOutput } from './files.ts';
import { type AskPassword, readOwnKeys } from './own-keys.ts';

export interface DecryptRequest {
  /** A path; `-` is standard input. */
  readonly file: string;
  /** Files of keys; the one that the message is for opens it. */
  readonly keys: readonly string[];
  /** Files of certificates, for keys that have none beside them. */
  readonly certificates: readonly string[];
  readonly allowWeak: boolean;
  /** A path; standard output where it is `-` or undefined. */
  readonly output: string | undefined;
}

/** @throws {SmimeCommandError}, {SmimeError}, {CmsError}, and Node's errors of reading */
export async function runDecrypt(request: DecryptRequest, ask: AskPassword, streams: Streams): Promise<void> {
  const message = await readInput(request.file, streams);
  const beside = await readCertificates(request.certificates);
  const keys: DecryptionKey[] = [];
  for (const file of request.keys) keys.push(...(await readOwnKeys(file, ask, beside)).keys);
  const policy = request.allowWeak ? archivePolicy : strictPolicy;
  const opened = await decryptMessage(message, { keys, policy });
  await writeOutput(request.output, opened.message, streams);
  const weak = opened.weak.length === 0 ? '' : `; weak: ${opened.weak.join(', ')}`;
  const changed = opened.authenticated ? '' : '; without authentication: it may have been changed on its way';
  streams.errors.write(`${nameOf(request.file)}: ${opened.algorithm}${weak}${changed}\n`);
}
