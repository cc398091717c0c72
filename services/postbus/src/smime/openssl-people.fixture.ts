/** People with keys and certificates that OpenSSL makes, as files. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PersonOptions {
  /** Lines of the extensions; those of a person who signs and encrypts unless told. */
  readonly extensions?: readonly string[];
  readonly days?: number;
}

/** A certification authority in a folder: `root.pem`, and `NAME.pem`, `NAME.key` and `NAME.p12` (password `secret`) of each person. */
export class OpensslPeople {
  private serial = 0;

  constructor(readonly folder: string) {
    this.issue('root', [], ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'], 30);
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  run(...args: readonly string[]): Buffer {
    return execFileSync('openssl', args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  person(name: string, options: PersonOptions = {}): void {
    const usual = [
      'basicConstraints=critical,CA:FALSE',
      'keyUsage=critical,digitalSignature,keyEncipherment',
      'extendedKeyUsage=emailProtection',
      `subjectAltName=email:${name}@example.org`,
    ];
    this.issue(name, ['-CA', 'root.pem', '-CAkey', 'root.key'], options.extensions ?? usual, options.days ?? 30);
    const with_ = ['-in', `${name}.pem`, '-inkey', `${name}.key`, '-certfile', 'root.pem'];
    this.run('pkcs12', '-export', ...with_, '-out', `${name}.p12`, '-passout', 'pass:secret');
  }

  private issue(name: string, by: readonly string[], extensions: readonly string[], days: number): void {
    const config = ['[req]', 'distinguished_name=dn', 'x509_extensions=ext', '[dn]', '[ext]', ...extensions];
    writeFileSync(this.file(`${name}.cnf`), [...config, 'subjectKeyIdentifier=hash'].join('\n'));
    const files = ['-config', `${name}.cnf`, '-keyout', `${name}.key`, '-out', `${name}.pem`];
    const details = ['-subj', `/O=Postbus/CN=${name}`, '-days', String(days), '-set_serial', String(++this.serial)];
    this.run('req', '-x509', '-nodes', '-newkey', 'rsa:2048', ...files, ...by, ...details);
  }

  /** A CRL of the root that revokes the certificate of `name`. @returns its file */
  revoked(name: string): string {
    const ca = ['[ca]', 'default_ca=d', '[d]', 'database=index.txt', 'default_md=sha256', 'default_crl_days=30'];
    writeFileSync(this.file('ca.cnf'), ca.join('\n'));
    writeFileSync(this.file('index.txt'), '');
    const as = ['-config', 'ca.cnf', '-cert', 'root.pem', '-keyfile', 'root.key'];
    this.run('ca', ...as, '-revoke', `${name}.pem`);
    this.run('ca', ...as, '-gencrl', '-out', 'root.crl');
    return this.file('root.crl');
  }
}
