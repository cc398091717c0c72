/** TLS of a server whose certificate may be renewed while it runs. */
import { readFileSync } from 'node:fs';
import type { SecureContext, SecureContextOptions, TlsOptions } from 'node:tls';
import type { CertificateFiles } from './certificate.ts';

/**
 * A client that names the host gets the certificate in force, one that does not the certificate of the start.
 * @throws the system's error where a file cannot be read
 */
export function tlsOptions(files: CertificateFiles, inForce: () => SecureContext): SecureContextOptions & TlsOptions {
  return {
    cert: readFileSync(files.certificate),
    key: readFileSync(files.key),
    SNICallback: (_host, answer) => answer(null, inForce()),
  };
}
