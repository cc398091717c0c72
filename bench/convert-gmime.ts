/** GMime as a peer: bench/convert-gmime.c, compiled into a temporary folder where gcc and libgmime-3.0-dev are installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rate } from './processor-rate.ts';

const source = new URL('convert-gmime.c', import.meta.url).pathname;

export class GMime implements Disposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined where it cannot be compiled. */
  static compile(): GMime | undefined {
    const flags = spawnSync('pkg-config', ['--cflags', '--libs', 'gmime-3.0'], { encoding: 'utf8' });
    if (flags.status !== 0) return undefined;
    const gmime = new GMime(mkdtempSync(join(tmpdir(), 'postbus-gmime-')));
    const program = join(gmime.#folder, 'convert');
    const compiled = spawnSync('gcc', ['-O2', '-o', program, source, ...flags.stdout.trim().split(/\s+/)]);
    if (compiled.status === 0) return gmime;
    gmime[Symbol.dispose]();
    return undefined;
  }

  /** How fast it reads `messages`, over and over for so many seconds. */
  rate(messages: readonly Uint8Array[], seconds: number): Rate {
    const names = messages.map((bytes, index) => {
      const name = join(this.#folder, `${index}.eml`);
      writeFileSync(name, bytes);
      return name;
    });
    const list = join(this.#folder, 'list');
    writeFileSync(list, names.join('\n'));
    const printed = execFileSync(join(this.#folder, 'convert'), [String(seconds), list], { encoding: 'utf8' });
    const [perSecond, bytes] = printed.trim().split(' ').map(Number);
    return { messages: perSecond!, bytes: bytes! };
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}
