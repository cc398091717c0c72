/** All certificates of one file: PEM, DER, or a certs-only message (.p7b, .p7c), in PEM or DER too. RFC 7468, RFC 8551 3.8 */
import { readFile } from 'node:fs/promises';
import { type Certificate, CmsError, certificateLabels, readCertificate, readCms, readPem } from '@postbus/cms';
import { SmimeCommandError } from './smime-command-error.ts';

const messages: ReadonlySet<string> = new Set(['PKCS7', 'CMS']);

/** @throws {SmimeCommandError} `not-a-certificate-file` */
export async function readCertificateBundle(file: string): Promise<readonly Certificate[]> {
  const bytes = new Uint8Array(await readFile(file));
  const text = Buffer.from(bytes).toString('latin1');
  try {
    const found = text.includes('-----BEGIN ') ? readPem(text).flatMap(inBlock) : inDer(bytes);
    if (found.length > 0) return found;
  } catch (error) {
    if (!(error instanceof CmsError)) throw error;
    const why = `${file} is neither a certificate nor a certs-only message: ${error.message}`;
    throw new SmimeCommandError('not-a-certificate-file', why, { cause: error });
  }
  throw new SmimeCommandError('not-a-certificate-file', `${file} holds no certificate`);
}

function inBlock({ label, bytes }: ReturnType<typeof readPem>[number]): readonly Certificate[] {
  if (messages.has(label)) return inMessage(bytes);
  return certificateLabels.has(label) ? [readCertificate(bytes)] : [];
}

/** A certificate has a sequence where a ContentInfo has its type. */
function inDer(bytes: Uint8Array): readonly Certificate[] {
  try {
    return [readCertificate(bytes)];
  } catch (error) {
    if (!(error instanceof CmsError)) throw error;
    return inMessage(bytes);
  }
}

function inMessage(bytes: Uint8Array): readonly Certificate[] {
  const message = readCms(bytes);
  return message.type === 'signed-data' ? message.certificates : [];
}
