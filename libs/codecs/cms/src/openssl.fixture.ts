/** Keys, certificates and messages that OpenSSL makes, in a folder of its own for each spec file. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrivateKey, TrustStore, type Certificate, type Signer, readCertificate, readPem } from './index.ts';

export type KeyKind = 'rsa' | 'rsa1024' | 'rsa-pss' | 'P-256' | 'P-384' | 'P-521' | 'ed25519';

const keyArguments: Readonly<Record<KeyKind, readonly string[]>> = {
  rsa: ['rsa:2048'],
  rsa1024: ['rsa:1024'],
  'rsa-pss': ['rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'P-256': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'P-384': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  'P-521': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  ed25519: ['ed25519'],
};

export interface Issued {
  readonly name: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly certificate: Certificate;
  readonly privateKey: PrivateKey;
  readonly signer: Signer;
}

export interface IssueOptions {
  readonly key?: KeyKind;
  readonly issuer?: Issued;
  /** Lines of the extensions; those of a person who signs and encrypts unless told. */
  readonly extensions?: readonly string[];
  readonly subject?: string;
  readonly days?: number;
  readonly digest?: string;
  readonly serial?: number;
}

export const caExtensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];

export class OpensslFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'postbus-cms-'));
  private serial = 1000;

  remove(): void {
    rmSync(this.path, { recursive: true });
  }

  file(name: string): string {
    return join(this.path, name);
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.file(name), content);
    return this.file(name);
  }

  read(name: string): Uint8Array {
    return new Uint8Array(readFileSync(this.file(name)));
  }

  /** Runs OpenSSL and gives its standard output. */
  run(...args: readonly string[]): Uint8Array {
    return new Uint8Array(
      execFileSync('openssl', args, { cwd: this.path, maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
  }

  /** Whether OpenSSL exits with 0. */
  succeeds(...args: readonly string[]): boolean {
    return spawnSync('openssl', args, { cwd: this.path, stdio: 'ignore' }).status === 0;
  }

  /** A key and a certificate, self-signed unless `issuer` is given. */
  issue(name: string, options: IssueOptions = {}): Issued {
    const { key = 'P-256', issuer, days = 30, digest = 'sha256', serial = this.serial++ } = options;
    const { subject = `/O=Postbus/CN=${name}`, extensions = personExtensions(name) } = options;
    const config = ['[req]', 'distinguished_name=dn', 'x509_extensions=ext', '[dn]', '[ext]'];
    this.write(`${name}.cnf`, [...config, ...extensions, 'subjectKeyIdentifier=hash'].join('\n'));
    const files = ['-config', `${name}.cnf`, '-keyout', `${name}.key`, '-out', `${name}.pem`];
    const by = issuer === undefined ? [] : ['-CA', issuer.certificateFile, '-CAkey', issuer.keyFile];
    const details = ['-subj', subject, '-days', String(days), '-set_serial', String(serial), `-${digest}`];
    this.run('req', '-x509', '-nodes', '-newkey', ...keyArguments[key], ...files, ...by, ...details);
    return this.issued(name);
  }

  private issued(name: string): Issued {
    const certificate = readCertificate(readPem(this.text(`${name}.pem`))[0]!.bytes);
    const privateKey = new PrivateKey(readPem(this.text(`${name}.key`))[0]!.bytes);
    const signer = { certificate, privateKey };
    return { name, certificateFile: `${name}.pem`, keyFile: `${name}.key`, certificate, privateKey, signer };
  }

  text(name: string): string {
    return readFileSync(this.file(name), 'utf8');
  }

  /** A CRL of `issuer` that revokes the serial numbers given. */
  crl(issuer: Issued, revoked: readonly number[], name = `${issuer.name}.crl`): Uint8Array {
    const folder = `crl-${name}`;
    mkdirSync(this.file(folder));
    const rows = revoked.map(
      (serial) =>
        `R\t400101000000Z\t250101000000Z\t${serial.toString(16).toUpperCase().padStart(4, '0')}\tunknown\t/CN=x\n`,
    );
    this.write(`${folder}/index.txt`, rows.join(''));
    this.write(`${folder}/crlnumber`, '01\n');
    this.write(
      `${folder}/ca.cnf`,
      `[ca]\ndefault_ca=d\n[d]\ndatabase=${folder}/index.txt\ncrlnumber=${folder}/crlnumber\ndefault_md=sha256\ndefault_crl_days=30\n`,
    );
    const as = ['-cert', issuer.certificateFile, '-keyfile', issuer.keyFile];
    this.run('ca', '-config', `${folder}/ca.cnf`, '-gencrl', ...as, '-out', `${name}.pem`);
    return readPem(this.text(`${name}.pem`))[0]!.bytes;
  }
}

const personExtensions = (name: string): string[] => [
  'basicConstraints=critical,CA:FALSE',
  'keyUsage=critical,digitalSignature,keyEncipherment,keyAgreement',
  'extendedKeyUsage=emailProtection',
  `subjectAltName=email:${name}@example.org`,
];

export const trusting = (...anchors: readonly Issued[]): TrustStore =>
  new TrustStore(anchors.map(({ certificate }) => certificate));

export const hasGpgsm = spawnSync('gpgsm', ['--version'], { stdio: 'ignore' }).status === 0;

/** Whether OpenSSL has its algorithms of old: DES, RC2. */
export const hasLegacyProvider =
  spawnSync('openssl', ['list', '-providers', '-provider', 'legacy'], { stdio: 'ignore' }).status === 0;
