/** OpenSSL, and gpgsm where it is, in a folder with the keys of one person: many commands in one shell. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { temporaryFolder } from '@postbus/testing';

export const hasGpgsm = spawnSync('gpgsm', ['--version'], { stdio: 'ignore' }).status === 0;

const configuration = `[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[person]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment, keyAgreement
extendedKeyUsage = emailProtection
subjectAltName = email:ann@here.example
subjectKeyIdentifier = hash
`;

const request = 'openssl req -x509 -nodes -config req.cnf -days 30';
const issued = (name: string, key: string) =>
  `${request} -extensions person -CA ca.pem -CAkey ca.key -subj /CN=${name} -newkey ${key} -keyout ${name}.key -out ${name}.pem`;

/** The keys of Ann: `rsa`, `ec`, and `ed`, of an authority `ca`. */
const keys = [
  `${request} -extensions authority -subj /CN=ca -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout ca.key -out ca.pem`,
  issued('rsa', 'rsa:2048'),
  issued('ec', 'ec -pkeyopt ec_paramgen_curve:P-256'),
  issued('ed', 'ed25519'),
];

/** What gpgsm needs to use the key `rsa`. */
const gpgsmKeys = [
  'mkdir -m 700 gnupg',
  'echo s2k-count 65536 > gnupg/gpg-agent.conf',
  `echo "$(openssl x509 -in ca.pem -noout -fingerprint -sha1 | sed 's/.*=//; s/://g') S relax" > gnupg/trustlist.txt`,
  'openssl pkcs12 -export -in rsa.pem -inkey rsa.key -certfile ca.pem -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -passout pass:secret -out rsa.p12',
  'gpgsm --homedir gnupg --batch --pinentry-mode loopback --passphrase-fd 0 --disable-crl-checks --import rsa.p12 <<< secret',
];

/** A command of gpgsm with Ann's key. */
export const gpgsm = (options: string) =>
  `gpgsm --homedir gnupg --batch --pinentry-mode loopback --passphrase-fd 0 --disable-crl-checks ${options} <<< secret`;

export class OpensslWork {
  readonly #folder = temporaryFolder();

  constructor() {
    this.write('req.cnf', configuration);
    this.run([...keys, ...(hasGpgsm ? gpgsmKeys : [])]);
  }

  write(name: string, content: string | Uint8Array): void {
    writeFileSync(
      join(this.#folder.path, name),
      typeof content === 'string' ? Buffer.from(content, 'latin1') : content,
    );
  }

  read(name: string): Buffer {
    return readFileSync(join(this.#folder.path, name));
  }

  /** Runs commands one after another. @throws {Error} where one fails */
  run(commands: readonly string[]): void {
    const script = ['set -e', ...commands].join('\n');
    execFileSync('bash', ['-c', script], { cwd: this.#folder.path, stdio: ['ignore', 'ignore', 'pipe'] });
  }

  /** Runs chains of commands, in two shells beside each other. @returns numbers of those all of whose commands exit with 0 */
  async succeeding(chains: readonly string[]): Promise<ReadonlySet<number>> {
    const halves = [0, 1].map((half) =>
      chains.flatMap((chain, number) => (number % 2 === half ? [`{ ${chain}; } 2>/dev/null && echo ${number}`] : [])),
    );
    const outputs = await Promise.all(halves.map((lines) => this.#output([...lines, 'true'].join('\n'))));
    return new Set(outputs.join('').trim().split(/\s+/).filter(Boolean).map(Number));
  }

  async #output(script: string): Promise<string> {
    const shell = spawn('bash', ['-s'], { cwd: this.#folder.path, stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(shell, 'exit');
    shell.stdin.end(script);
    const output = await text(shell.stdout);
    await ended;
    return output;
  }

  remove(): void {
    if (hasGpgsm) spawnSync('gpgconf', ['--homedir', join(this.#folder.path, 'gnupg'), '--kill', 'all']);
    this.#folder.remove();
  }
}
