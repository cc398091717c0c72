/** People with keys and certificates, and their mail, that OpenSSL makes, reads and verifies; in a folder of its own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, readCertificate, readPem } from '@postbus/cms';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';

export interface Person {
  readonly address: string;
  /** Names of files in the folder. */
  readonly certificateFile: string;
  readonly keyFile: string;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly pkcs8: Uint8Array;
  readonly fingerprint: string;
  readonly notAfter: number;
}

export interface IssueOptions {
  /** Name of the issuer's files; the authority `root` unless told, itself where it is the same name. */
  readonly by?: string;
  readonly key?: 'rsa' | 'ec';
  readonly usage?: string;
  readonly days?: number;
}

const keyArguments = { rsa: ['rsa:2048'], ec: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] } as const;
const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];

export class OpensslFolder {
  readonly #folder: TemporaryFolder = temporaryFolder();
  #serial = 1000;

  get path(): string {
    return this.#folder.path;
  }

  remove(): void {
    this.#folder.remove();
  }

  file(name: string): string {
    return join(this.path, name);
  }

  write(name: string, content: string | Uint8Array): string {
    writeFileSync(this.file(name), content);
    return this.file(name);
  }

  run(input: Uint8Array, ...parameters: readonly string[]): Buffer {
    const options = { cwd: this.path, input, maxBuffer: 1e9, stdio: ['pipe', 'pipe', 'pipe'] as const };
    return execFileSync('openssl', parameters, { ...options, stdio: [...options.stdio] });
  }

  succeeds(input: Uint8Array, ...parameters: readonly string[]): boolean {
    return (
      spawnSync('openssl', parameters, { cwd: this.path, input, stdio: ['pipe', 'ignore', 'ignore'] }).status === 0
    );
  }

  /** An authority: `NAME.pem`, `NAME.key`. */
  async authority(name: string, by = name): Promise<Person> {
    return this.#issue(name, `${name}@authority.example`, authority, { by });
  }

  /** A person; another call with another `name` makes another certificate of the same address. */
  async person(name: string, address: string, options: IssueOptions = {}): Promise<Person> {
    const { usage = 'digitalSignature,keyEncipherment,keyAgreement' } = options;
    const extensions = [
      'basicConstraints=critical,CA:FALSE',
      `keyUsage=critical,${usage}`,
      'extendedKeyUsage=emailProtection',
      `subjectAltName=email:${address}`,
    ];
    return this.#issue(name, address, extensions, options);
  }

  /** A CRL of `issuer` that revokes the certificates of some people, in PEM. */
  crl(issuer: string, revoked: readonly Person[]): Buffer {
    const rows = revoked.map(({ certificate }) => {
      const serial = readCertificate(certificate).serialNumber.toUpperCase();
      return `R\t400101000000Z\t250101000000Z\t${serial.length % 2 === 0 ? serial : `0${serial}`}\tunknown\t/CN=x\n`;
    });
    this.write('index.txt', rows.join(''));
    this.write('crlnumber', '01\n');
    const settings = 'database=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\ndefault_crl_days=30\n';
    this.write('ca.cnf', `[ca]\ndefault_ca=d\n[d]\n${settings}`);
    const as = ['-cert', `${issuer}.pem`, '-keyfile', `${issuer}.key`];
    return this.run(new Uint8Array(), 'ca', '-config', 'ca.cnf', '-gencrl', ...as);
  }

  /** `message`, whose Content-Type is part of it, signed as multipart/signed or opaque; with the fields given before it. */
  signed(entity: string, by: Person, fields: string, form: 'clear' | 'opaque' = 'clear'): Buffer {
    const as = ['-signer', by.certificateFile, '-inkey', by.keyFile, '-binary', '-crlfeol'];
    const options = form === 'opaque' ? ['-nodetach'] : [];
    const made = this.run(Buffer.from(entity), 'cms', '-sign', ...as, ...options);
    return withFields(fields, made);
  }

  encrypted(entity: Uint8Array, recipients: readonly Person[], fields: string, cipher = '-aes-256-gcm'): Buffer {
    const certificates = recipients.map(({ certificateFile }) => certificateFile);
    return withFields(fields, this.run(entity, 'cms', '-encrypt', '-binary', '-crlfeol', cipher, ...certificates));
  }

  decrypted(message: Uint8Array, by: Person): Buffer {
    return this.run(message, 'cms', '-decrypt', '-recip', by.certificateFile, '-inkey', by.keyFile, '-binary');
  }

  /** The content where the signature is valid below `anchor`. @throws where it is not */
  verified(message: Uint8Array, anchor = 'root.pem'): Buffer {
    return this.run(message, 'cms', '-verify', '-CAfile', anchor, '-binary', '-crlfeol');
  }

  async #issue(name: string, address: string, extensions: readonly string[], options: IssueOptions): Promise<Person> {
    const { by = 'root', key = 'ec', days = 30 } = options;
    const config = ['[req]', 'distinguished_name=dn', 'x509_extensions=ext', '[dn]', '[ext]', ...extensions];
    this.write(`${name}.cnf`, [...config, 'subjectKeyIdentifier=hash'].join('\n'));
    const files = ['-config', `${name}.cnf`, '-keyout', `${name}.key`, '-out', `${name}.pem`];
    const issuer = by === name ? [] : ['-CA', `${by}.pem`, '-CAkey', `${by}.key`];
    const details = ['-subj', `/O=Postbus/CN=${name}`, '-days', String(days), '-set_serial', String(this.#serial++)];
    const made = ['-x509', '-nodes', '-newkey', ...keyArguments[key], ...files, ...issuer, ...details];
    this.run(new Uint8Array(), 'req', ...made);
    const [certificate, pkcs8] = [`${name}.pem`, `${name}.key`].map((file) => this.#der(file));
    const read = readCertificate(certificate!);
    return {
      address,
      certificateFile: `${name}.pem`,
      keyFile: `${name}.key`,
      certificate: certificate!,
      pkcs8: pkcs8!,
      fingerprint: await fingerprint(read),
      notAfter: read.notAfter.getTime(),
    };
  }

  #der(name: string): Uint8Array {
    return readPem(readFileSync(this.file(name), 'latin1'))[0]!.bytes.slice();
  }
}

/** OpenSSL writes LF around what it signed; mail has CRLF. */
function withFields(fields: string, made: Buffer): Buffer {
  const crlf = Buffer.from(made.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');
  return Buffer.concat([Buffer.from(fields), crlf]);
}
