/** Keys, certificates and PKCS #12 files that OpenSSL makes, in a folder of its own for each spec file. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@postbus/testing';

const kinds = {
  rsa: ['rsa:2048'],
  'rsa-pss': ['rsa-pss', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'P-256': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  ed25519: ['ed25519'],
} as const;

export type KeyKind = keyof typeof kinds;

export interface MadeKey {
  readonly name: string;
  /** DER. */
  readonly certificate: Buffer;
  /** SHA-256 of it. */
  readonly fingerprint: string;
  /** PKCS #8. */
  readonly privateKey: Buffer;
}

interface MakeOptions {
  readonly kind?: KeyKind;
  readonly issuer?: MadeKey;
  readonly authority?: true;
  /** That the certificate names; `name@example.org` unless told. */
  readonly address?: string;
  readonly days?: number;
}

export class OpensslKeys {
  readonly #folder = temporaryFolder();

  remove(): void {
    this.#folder.remove();
  }

  file(name: string): string {
    return join(this.#folder.path, name);
  }

  /** A key with a certificate, self-signed unless `issuer` is given. */
  make(name: string, options: MakeOptions = {}): MadeKey {
    const { kind = 'rsa', issuer, authority, address = `${name}@example.org`, days = 30 } = options;
    const uses = authority
      ? ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign']
      : ['basicConstraints=critical,CA:FALSE', `subjectAltName=email:${address}`];
    writeFileSync(
      this.file(`${name}.cnf`),
      ['[req]', 'distinguished_name=dn', 'x509_extensions=ext', '[dn]', '[ext]', ...uses].join('\n'),
    );
    const by = issuer === undefined ? [] : ['-CA', `${issuer.name}.pem`, '-CAkey', `${issuer.name}.key`];
    const files = ['-config', `${name}.cnf`, '-keyout', `${name}.key`, '-out', `${name}.pem`];
    const subject = ['-subj', `/O=Postbus/CN=${name}`, '-days', String(days)];
    this.run('req', '-x509', '-nodes', '-newkey', ...kinds[kind], ...files, ...by, ...subject);
    const certificate = this.run('x509', '-in', `${name}.pem`, '-outform', 'DER');
    const fingerprint = createHash('sha256').update(certificate).digest('hex');
    const privateKey = this.run('pkcs8', '-topk8', '-nocrypt', '-in', `${name}.key`, '-outform', 'DER');
    return { name, certificate, fingerprint, privateKey };
  }

  /** @returns the path of a PKCS #12 file with the key and the certificates of `chain` */
  pkcs12(key: MadeKey, password: string, chain: readonly MadeKey[] = []): string {
    const all = chain.map(({ name }) => readFileSync(this.file(`${name}.pem`), 'utf8'));
    writeFileSync(this.file('chain.pem'), all.join(''));
    const also = chain.length === 0 ? [] : ['-certfile', 'chain.pem'];
    const from = ['-inkey', `${key.name}.key`, '-in', `${key.name}.pem`, ...also];
    this.run('pkcs12', '-export', ...from, '-passout', `pass:${password}`, '-out', `${key.name}.p12`);
    return this.file(`${key.name}.p12`);
  }

  /** @returns the path of a file in DER */
  der({ name, certificate }: MadeKey): string {
    writeFileSync(this.file(`${name}.cer`), certificate);
    return this.file(`${name}.cer`);
  }

  /** @returns the path of a file of PEM with words before it */
  withText({ name }: MadeKey): string {
    this.run('x509', '-in', `${name}.pem`, '-text', '-out', `${name}.txt`);
    return this.file(`${name}.txt`);
  }

  /** @returns the path of a file of PEM */
  several(...keys: readonly MadeKey[]): string {
    const all = keys.map(({ name }) => readFileSync(this.file(`${name}.pem`), 'utf8'));
    writeFileSync(this.file('several.pem'), all.join(''));
    return this.file('several.pem');
  }

  /** @returns the path of a certs-only message */
  certsOnly(form: 'PEM' | 'DER', ...keys: readonly MadeKey[]): string {
    this.several(...keys);
    this.run('crl2pkcs7', '-nocrl', '-certfile', 'several.pem', '-outform', form, '-out', `certificates.${form}`);
    return this.file(`certificates.${form}`);
  }

  /** Runs OpenSSL in the folder and gives its standard output. */
  run(...args: readonly string[]): Buffer {
    return execFileSync('openssl', args, { cwd: this.#folder.path, stdio: ['ignore', 'pipe', 'pipe'] });
  }
}

/** The part of an RSA key in PKCS #8 that is in no certificate: what follows modulus and public exponent. */
export function secretPartOf({ privateKey }: MadeKey): Buffer {
  return privateKey.subarray(330, -8);
}

/** How pieces of a secret are found in bytes or text, whichever way they came there. */
export function tracesOf(secret: Buffer): readonly (string | Buffer)[] {
  const pieces = Array.from({ length: Math.floor(secret.length / 64) }, (_, index) => secret.subarray(64 * index));
  return pieces.flatMap((piece) => {
    const short = piece.subarray(0, 16);
    const base64 = [0, 1, 2].map((shift) => piece.subarray(shift, shift + 24).toString('base64'));
    return [
      short,
      ...base64,
      short.toString('hex'),
      short.toString('hex').toUpperCase(),
      short.join(','),
      short.join(', '),
    ];
  });
}
