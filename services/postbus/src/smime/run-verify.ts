/** `postbus smime verify`: who signed messages, when, and what of it does not hold. */
import { rootCertificates } from 'node:tls';
import { PostbusError } from '@postbus/errors';
import { TrustStore, archivePolicy, readCertificate, readPem, strictPolicy } from '@postbus/cms';
import { verifyMessage } from '@postbus/smime';
import { failureText } from '../convert/failure-text.ts';
import type { Streams } from '../convert/streams.ts';
import { paletteFor } from '../terminal/palette.ts';
import { readCertificates, readCrls } from './certificate-files.ts';
import { nameOf, readInput } from './files.ts';
import { SmimeCommandError } from './smime-command-error.ts';
import { verificationJson } from './verification-json.ts';
import { verificationText } from './verification-text.ts';
import { type LayerOptions, type VerifiedLayer, verifiedLayers } from './verified-layers.ts';

export interface VerifyRequest {
  /** Paths; `-` is standard input. */
  readonly files: readonly string[];
  /** Files of anchors; those that Node comes with where there are none. */
  readonly trust: readonly string[];
  /** Files of certificates that may lie between signers and anchors. */
  readonly certificates: readonly string[];
  readonly crls: readonly string[];
  /** The time for which it is asked; now where undefined. */
  readonly at: Date | undefined;
  /** Number of the part that counts; empty for the message itself. */
  readonly part: string;
  readonly allowWeak: boolean;
  readonly json: boolean;
}

/** What came of one file. */
export interface FileVerification {
  readonly file: string;
  /** Whether what was asked for is signed, and everything about it holds. */
  readonly isValid: boolean;
  readonly part: string;
  readonly layers: readonly VerifiedLayer[];
  /** Why there is nothing to verify where it was asked for. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

/**
 * @returns how many files are not valid
 * @throws {SmimeCommandError}, {CmsError}, and Node's errors of reading, where anchors, certificates or CRLs cannot be read
 */
export async function runVerify(request: VerifyRequest, streams: Streams): Promise<number> {
  const options = await layerOptions(request);
  const verified: FileVerification[] = [];
  for (const file of request.files) {
    const one = await verifyFile(file, request.part, options, streams);
    verified.push(one);
    if (!request.json) streams.output.write(verificationText(one, paletteFor(streams.output, process.env)));
  }
  if (request.json) streams.output.write(`${JSON.stringify({ files: verified.map(verificationJson) })}\n`);
  return verified.filter(({ isValid }) => !isValid).length;
}

async function layerOptions({ trust, certificates, crls, at, allowWeak }: VerifyRequest): Promise<LayerOptions> {
  const anchors =
    trust.length > 0
      ? await readCertificates(trust)
      : rootCertificates.flatMap((pem) => readPem(pem).map(({ bytes }) => readCertificate(bytes)));
  return {
    trust: new TrustStore(anchors),
    intermediates: await readCertificates(certificates),
    crls: await readCrls(crls),
    at: at ?? new Date(),
    policy: allowWeak ? archivePolicy : strictPolicy,
  };
}

async function verifyFile(
  file: string,
  part: string,
  options: LayerOptions,
  streams: Streams,
): Promise<FileVerification> {
  const named = { file: nameOf(file), part };
  let layers: readonly VerifiedLayer[] = [];
  try {
    const message = await readInput(file, streams);
    layers = await verifiedLayers(message, options);
    const asked = layers.find((layer) => layer.part === part);
    if (asked?.verification === undefined) await refuse(message, part, asked, options);
    return { ...named, layers, isValid: asked?.verification?.outcome === 'valid', error: undefined };
  } catch (error) {
    const told = error instanceof PostbusError ? error : { code: 'unreadable', message: failureText(error) };
    return { ...named, layers, isValid: false, error: { code: told.code, message: told.message } };
  }
}

/** Says why there is no signature where one was asked for. @throws {SmimeError}, {SmimeCommandError} */
async function refuse(
  message: Uint8Array,
  part: string,
  found: VerifiedLayer | undefined,
  options: LayerOptions,
): Promise<void> {
  if (found?.form === 'enveloped' || found?.form === 'auth-enveloped')
    throw new SmimeCommandError(
      'encrypted',
      'it is encrypted: postbus smime decrypt shows whether it is signed within',
    );
  if (part !== '') throw new SmimeCommandError('no-such-part', `there is no part ${part} that is signed`);
  await verifyMessage(message, options);
}
