/** OpenSSL as a peer: bench/smime-openssl.c, compiled into a temporary folder where gcc and OpenSSL's headers are installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Rate, secondsOfRound } from './processor-rate.ts';
import type { BenchSigner } from './smime-signer.ts';

const source = new URL('smime-openssl.c', import.meta.url).pathname;

export class OpenSsl implements Disposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined where it cannot be compiled. */
  static compile(): OpenSsl | undefined {
    const openssl = new OpenSsl(mkdtempSync(join(tmpdir(), 'postbus-openssl-')));
    const compiled = spawnSync('gcc', ['-O2', '-o', openssl.#program, source, '-lcrypto']);
    if (compiled.status === 0) return openssl;
    openssl[Symbol.dispose]();
    return undefined;
  }

  /** How fast it handles `messages`, in one process. */
  rate(verb: 'sign' | 'verify', signer: BenchSigner, messages: readonly Uint8Array[]): Rate {
    const names = messages.map((bytes, index) => {
      const name = join(this.#folder, `${index}.eml`);
      writeFileSync(name, bytes);
      return name;
    });
    const list = join(this.#folder, 'list');
    writeFileSync(list, names.join('\n'));
    const keys = [signer.file('signer.pem'), signer.file('signer.key'), signer.file('root.pem')];
    const printed = execFileSync(this.#program, [String(secondsOfRound), verb, ...keys, list], { encoding: 'utf8' });
    const [perSecond, bytes] = printed.trim().split(' ').map(Number);
    return { messages: perSecond!, bytes: bytes! };
  }

  get #program(): string {
    return join(this.#folder, 'smime-openssl');
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}
