/** People with keys and certificates, and messages, that OpenSSL makes; in a folder of its own for each spec file. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Certificate, PrivateKey, type Signer, TrustStore, readCertificate, readPem } from '@postbus/cms';

export type KeyKind = 'rsa' | 'P-256' | 'P-384' | 'ed25519';

const keyArguments: Readonly<Record<KeyKind, readonly string[]>> = {
  rsa: ['rsa:2048'],
  'P-256': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'P-384': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  ed25519: ['ed25519'],
};

export interface Person {
  readonly name: string;
  readonly address: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly certificate: Certificate;
  readonly privateKey: PrivateKey;
  readonly signer: Signer;
}

const ofPerson = (address: string): string[] => [
  'basicConstraints=critical,CA:FALSE',
  'keyUsage=critical,digitalSignature,keyEncipherment,keyAgreement',
  'extendedKeyUsage=emailProtection',
  `subjectAltName=email:${address}`,
];
const ofRoot = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];

export class OpensslFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'postbus-smime-'));
  private serial = 1000;
  readonly root = this.issue('root', 'P-256', ofRoot);
  readonly trust = new TrustStore([this.root.certificate]);

  remove(): void {
    rmSync(this.path, { recursive: true });
  }

  file(name: string): string {
    return join(this.path, name);
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.file(name), content);
    return name;
  }

  read(name: string): Uint8Array {
    return new Uint8Array(readFileSync(this.file(name)));
  }

  /** Runs OpenSSL and gives its standard output. */
  run(...args: readonly string[]): Uint8Array {
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    return new Uint8Array(execFileSync('openssl', args, { cwd: this.path, maxBuffer: 1e9, stdio: [...stdio] }));
  }

  /** Whether OpenSSL exits with 0. */
  succeeds(...args: readonly string[]): boolean {
    return spawnSync('openssl', args, { cwd: this.path, stdio: 'ignore' }).status === 0;
  }

  /** Somebody with a certificate by the root. */
  person(name: string, key: KeyKind = 'P-256', address = `${name}@example.org`): Person {
    return this.issue(name, key, ofPerson(address));
  }

  private issue(name: string, key: KeyKind, extensions: readonly string[]): Person {
    const config = ['[req]', 'distinguished_name=dn', 'x509_extensions=ext', '[dn]', '[ext]'];
    this.write(`${name}.cnf`, [...config, ...extensions, 'subjectKeyIdentifier=hash'].join('\n'));
    const by = name === 'root' ? [] : ['-CA', 'root.pem', '-CAkey', 'root.key'];
    const files = ['-config', `${name}.cnf`, '-keyout', `${name}.key`, '-out', `${name}.pem`];
    const details = ['-subj', `/O=Postbus/CN=${name}`, '-days', '30', '-set_serial', String(this.serial++)];
    this.run('req', '-x509', '-nodes', '-newkey', ...keyArguments[key], ...files, ...by, ...details);
    const certificate = readCertificate(this.pem(`${name}.pem`));
    const privateKey = new PrivateKey(this.pem(`${name}.key`));
    return {
      name,
      address: `${name}@example.org`,
      certificateFile: `${name}.pem`,
      keyFile: `${name}.key`,
      certificate,
      privateKey,
      signer: { certificate, privateKey },
    };
  }

  private pem(name: string): Uint8Array {
    return readPem(readFileSync(this.file(name), 'utf8'))[0]!.bytes;
  }
}

/** Bytes of `text`, one a character up to U+00FF. */
export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

export const lines = (...all: readonly string[]): Uint8Array => bytesOf(all.map((line) => `${line}\r\n`).join(''));
