/** A signer whom OpenSSL certifies under a root of its own, in a folder of their own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrivateKey, type Signer, TrustStore, readCertificate, readPem } from '@postbus/cms';

/** The address that the signer's certificate names. */
export const signerAddress = 'signer@example.com';

/** What `openssl req -newkey` takes. */
const keyArguments = {
  'RSA-2048': ['rsa:2048'],
  'ECDSA P-256': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
} as const;

export type KeyKind = keyof typeof keyArguments;
export const keyKinds = Object.keys(keyArguments) as readonly KeyKind[];

export class BenchSigner implements Disposable {
  readonly signer: Signer;
  readonly trust: TrustStore;
  readonly #folder = mkdtempSync(join(tmpdir(), 'postbus-smime-'));

  /** Root and signer have keys of the same kind. */
  constructor(kind: KeyKind) {
    this.#issue('root', kind, ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign']);
    this.#issue('signer', kind, [
      'basicConstraints=critical,CA:FALSE',
      'keyUsage=critical,digitalSignature',
      'extendedKeyUsage=emailProtection',
      `subjectAltName=email:${signerAddress}`,
    ]);
    this.signer = {
      certificate: readCertificate(this.#bytes('signer.pem')),
      privateKey: new PrivateKey(this.#bytes('signer.key')),
    };
    this.trust = new TrustStore([readCertificate(this.#bytes('root.pem'))]);
  }

  /** Path of the file of `name`, in PEM. */
  file(name: 'root.pem' | 'signer.pem' | 'signer.key'): string {
    return join(this.#folder, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }

  #issue(name: 'root' | 'signer', kind: KeyKind, extensions: readonly string[]): void {
    const config = ['[req]', 'distinguished_name=dn', 'x509_extensions=ext', '[dn]', '[ext]', ...extensions];
    writeFileSync(join(this.#folder, `${name}.cnf`), config.join('\n'));
    const by = name === 'root' ? [] : ['-CA', 'root.pem', '-CAkey', 'root.key'];
    const files = ['-config', `${name}.cnf`, '-keyout', `${name}.key`, '-out', `${name}.pem`];
    const subject = ['-subj', `/O=Postbus/CN=${name}`, '-days', '30'];
    execFileSync('openssl', ['req', '-x509', '-nodes', '-newkey', ...keyArguments[kind], ...files, ...by, ...subject], {
      cwd: this.#folder,
      stdio: 'ignore',
    });
  }

  #bytes(name: 'root.pem' | 'signer.pem' | 'signer.key'): Uint8Array {
    return readPem(readFileSync(this.file(name), 'utf8'))[0]!.bytes;
  }
}
