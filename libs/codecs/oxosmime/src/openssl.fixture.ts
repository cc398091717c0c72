/** Keys, certificates, signatures and messages that OpenSSL makes, in a folder of its own for each spec file. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

export class OpensslFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'postbus-oxosmime-'));
  #files = 0;

  constructor() {
    this.#issue('signer', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']);
    this.#issue('reader', ['rsa:2048']);
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }

  /** A detached signature over exactly these bytes, as DER. */
  signature(content: Uint8Array): Uint8Array {
    return this.#cms(content, '-sign', '-binary', ...signer, '-outform', 'DER');
  }

  /** Whether `signature` is one of exactly these bytes. */
  holds(content: Uint8Array, signature: Uint8Array): boolean {
    const files = ['-in', this.write(signature), '-content', this.write(content)];
    return this.#succeeds('cms', '-verify', '-binary', '-inform', 'DER', ...trusted, ...files);
  }

  /** Whether OpenSSL finds a message that is signed, and its signature good. */
  verifies(message: Uint8Array): boolean {
    return this.#succeeds('cms', '-verify', ...trusted, '-in', this.write(message));
  }

  /** A message that is signed: clear unless `opaque`. */
  signed(content: Uint8Array, ...options: readonly string[]): Uint8Array {
    return this.#cms(content, '-sign', ...signer, '-crlfeol', ...options);
  }

  opaque(content: Uint8Array): Uint8Array {
    return this.signed(content, '-nodetach');
  }

  encrypted(content: Uint8Array, ...options: readonly string[]): Uint8Array {
    return this.#cms(content, '-encrypt', '-aes128', '-crlfeol', ...options, 'reader.pem');
  }

  decrypted(message: Uint8Array): Uint8Array {
    return this.#cms(message, '-decrypt', '-recip', 'reader.pem', '-inkey', 'reader.key');
  }

  /** Key and certificate in a file that programs of old read, and the SHA-1 of the certificate. */
  pkcs12(name: string, password: string): { readonly file: string; readonly fingerprint: string } {
    const run = (...args: readonly string[]): string =>
      execFileSync('openssl', args, { cwd: this.path, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const file = `${name}.p12`;
    const old = ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'];
    const from = ['-in', `${name}.pem`, '-inkey', `${name}.key`];
    run('pkcs12', '-export', ...from, '-out', file, '-passout', `pass:${password}`, ...old);
    const printed = run('x509', '-in', `${name}.pem`, '-noout', '-fingerprint', '-sha1');
    return { file, fingerprint: printed.replace(/^.*=/, '').replace(/[:\s]/g, '') };
  }

  /** Writes a file and gives its name. */
  write(content: Uint8Array, suffix = '', base = `file${this.#files++}`): string {
    const name = `${base}${suffix}`;
    writeFileSync(join(this.path, name), content);
    return name;
  }

  read(name: string): Uint8Array {
    return new Uint8Array(readFileSync(join(this.path, name)));
  }

  #issue(name: string, key: readonly string[]): void {
    const files = ['-nodes', '-newkey', ...key, '-keyout', `${name}.key`, '-out', `${name}.pem`];
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=email:${name}@example.org`, '-days', '30'];
    execFileSync('openssl', ['req', '-x509', ...files, ...subject], { cwd: this.path, stdio: 'ignore' });
  }

  #cms(input: Uint8Array, ...args: readonly string[]): Uint8Array {
    const options = { cwd: this.path, input, maxBuffer: 1e9 };
    return new Uint8Array(execFileSync('openssl', ['cms', ...args], { ...options, stdio: ['pipe', 'pipe', 'ignore'] }));
  }

  #succeeds(...args: readonly string[]): boolean {
    return spawnSync('openssl', [...args, '-out', 'shown'], { cwd: this.path, stdio: 'ignore' }).status === 0;
  }
}

const signer = ['-signer', 'signer.pem', '-inkey', 'signer.key'];
const trusted = ['-CAfile', 'signer.pem', '-purpose', 'any'];
