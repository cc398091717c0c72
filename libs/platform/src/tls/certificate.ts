/** The certificate that TLS is spoken with, read again when its files change. */
import { readFileSync, statSync } from 'node:fs';
import { type SecureContext, createSecureContext } from 'node:tls';

export interface CertificateFiles {
  /** PEM file of the certificate, those of its authorities behind it. */
  readonly certificate: string;
  /** PEM file of its private key. */
  readonly key: string;
}

/** Milliseconds between looks at the files. */
const interval = 10_000;

/**
 * A function that gives the certificate in force. Files that cannot be read or do not fit leave the last one in force.
 * @throws {Error} by the system or OpenSSL, where there is no certificate to begin with
 */
export function certificateFrom(files: CertificateFiles, now: () => number = Date.now): () => SecureContext {
  let read = readCertificate(files);
  let looked = now();
  return () => {
    if (now() - looked >= interval) {
      looked = now();
      read = renewed(files, read);
    }
    return read.context;
  };
}

interface ReadCertificate {
  readonly context: SecureContext;
  readonly changed: string;
}

function readCertificate(files: CertificateFiles): ReadCertificate {
  const changed = changeOf(files);
  const context = createSecureContext({ cert: readFileSync(files.certificate), key: readFileSync(files.key) });
  return { context, changed };
}

function renewed(files: CertificateFiles, last: ReadCertificate): ReadCertificate {
  try {
    return changeOf(files) === last.changed ? last : readCertificate(files);
  } catch {
    return last;
  }
}

function changeOf({ certificate, key }: CertificateFiles): string {
  return [certificate, key].map((file) => statSync(file).mtimeMs).join();
}
