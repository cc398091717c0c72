/** Mail that somebody elsewhere signs, and the authority that vouches for him: made by OpenSSL. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@postbus/testing';

export interface SignedMail {
  /** PEM file of the authority. */
  readonly trust: string;
  /** A multipart/signed, to be put after other fields: those are not signed. */
  readonly entity: string;
  remove(): void;
}

const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
const person = (address: string): string[] => [
  'basicConstraints=critical,CA:FALSE',
  'keyUsage=critical,digitalSignature,keyEncipherment,keyAgreement',
  'extendedKeyUsage=emailProtection',
  `subjectAltName=email:${address}`,
];

/** @param address of who signs */
export function signedMail(address: string): SignedMail {
  const folder = temporaryFolder();
  const openssl = (...parameters: readonly string[]): Buffer =>
    execFileSync('openssl', parameters, { cwd: folder.path, stdio: ['ignore', 'pipe', 'pipe'] });
  const issue = (name: string, extensions: readonly string[], ...by: readonly string[]): void => {
    const config = ['[req]', 'distinguished_name=dn', 'x509_extensions=ext', '[dn]', '[ext]', ...extensions];
    writeFileSync(join(folder.path, 'openssl.cnf'), config.join('\n'));
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
    openssl('req', '-x509', '-config', 'openssl.cnf', ...key, '-out', `${name}.pem`, '-subj', `/CN=${name}`, ...by);
  };
  issue('authority', authority);
  issue('signer', person(address), '-CA', 'authority.pem', '-CAkey', 'authority.key');
  writeFileSync(join(folder.path, 'text'), 'Content-Type: text/plain\r\n\r\nHello, signed.\r\n');
  const as = ['-signer', 'signer.pem', '-inkey', 'signer.key', '-binary', '-crlfeol'];
  const entity = openssl('cms', '-sign', '-in', 'text', ...as)
    .toString('latin1')
    .replace(/\r?\n/g, '\r\n');
  return { trust: join(folder.path, 'authority.pem'), entity, remove: () => folder.remove() };
}
