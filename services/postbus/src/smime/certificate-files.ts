/** Certificates and CRLs from files, PEM or DER. */
import { readFile } from 'node:fs/promises';
import {
  type Certificate,
  type CertificateRevocationList,
  CmsError,
  certificateLabels,
  readCertificate,
  readCrl,
  readPem,
} from '@postbus/cms';
import { SmimeCommandError } from './smime-command-error.ts';

/** All certificates in the files, in their order. @throws {SmimeCommandError} `not-a-certificate-file` */
export function readCertificates(files: readonly string[]): Promise<Certificate[]> {
  return readAll(files, 'certificate', (label) => certificateLabels.has(label), readCertificate);
}

/** All CRLs in the files. @throws {SmimeCommandError} `not-a-certificate-file` */
export function readCrls(files: readonly string[]): Promise<CertificateRevocationList[]> {
  return readAll(files, 'CRL', (label) => label === 'X509 CRL', readCrl);
}

export const certificatesInPem = (text: string): Certificate[] =>
  readPem(text)
    .filter(({ label }) => certificateLabels.has(label))
    .map(({ bytes }) => readCertificate(bytes));

async function readAll<Value>(
  files: readonly string[],
  what: string,
  isWanted: (label: string) => boolean,
  read: (bytes: Uint8Array) => Value,
): Promise<Value[]> {
  const found: Value[] = [];
  for (const file of files) {
    const bytes = new Uint8Array(await readFile(file));
    const text = Buffer.from(bytes).toString('latin1');
    const blocks = text.includes('-----BEGIN ') ? readPem(text).filter(({ label }) => isWanted(label)) : [{ bytes }];
    if (blocks.length === 0) throw new SmimeCommandError('not-a-certificate-file', `${file} holds no ${what}`);
    for (const block of blocks) found.push(readable(file, what, block.bytes, read));
  }
  return found;
}

function readable<Value>(file: string, what: string, bytes: Uint8Array, read: (bytes: Uint8Array) => Value): Value {
  try {
    return read(bytes);
  } catch (error) {
    if (!(error instanceof CmsError)) throw error;
    const why = `${file} is no ${what} in PEM or DER: ${error.message}`;
    throw new SmimeCommandError('not-a-certificate-file', why, { cause: error });
  }
}
