/** A command of the image, run from its tree as its user: what `docker run` would do, without the walls around it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import type { ImageTree } from './image-tree.ts';
import { type Ran, run } from './programs.ts';

/** That of the Dockerfile; only root may become it. */
export const imageUser = 65_532;
export const asImageUser = process.getuid?.() === 0;

/** Milliseconds until a process is healthy. */
const startPatience = 60_000;

export interface ImageCommand {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly healthCheck: readonly string[];
}

export class ImageProcess {
  readonly #child: ChildProcess;
  readonly #place: { readonly cwd: string; readonly uid?: number; readonly gid?: number };
  readonly #environment: Readonly<Record<string, string>>;
  #output = '';

  /** @throws {Error} with what it wrote, where it ends before it is healthy or is not within a minute */
  static async start(tree: ImageTree, { command, environment, healthCheck }: ImageCommand): Promise<ImageProcess> {
    const started = new ImageProcess(tree, command, environment);
    await started.#untilHealthy(healthCheck);
    return started;
  }

  private constructor(tree: ImageTree, command: readonly string[], environment: Readonly<Record<string, string>>) {
    this.#environment = { ...environment, HOME: '/nonexistent' };
    this.#place = placeIn(tree);
    const [program, ...parameters] = inTree(command);
    const options = { ...this.#place, env: this.#environment };
    const child = spawn(program, parameters, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    this.#child = child;
  }

  get output(): string {
    return this.#output;
  }

  /** Where it listens, as it prints at the start: `{smtp: '127.0.0.1:2525'}`. */
  get listening(): Readonly<Record<string, string>> {
    const line = this.#output.split('\n').find((text) => text.includes('"listening"'));
    return line === undefined ? {} : (JSON.parse(line) as { listening: Record<string, string> }).listening;
  }

  /** What is wrong in its log. */
  get errors(): string[] {
    return this.#output.split('\n').filter((line) => /"level":"(error|fatal)"|^\s+at .*:\d+:\d+\)?$/.test(line));
  }

  /** Runs another command beside it, as `docker exec` does. */
  exec(command: readonly string[], input = ''): Promise<Ran> {
    const [program, ...parameters] = inTree(command);
    return run(program, parameters, { ...this.#place, environment: this.#environment, input });
  }

  /** Sends SIGTERM. @returns its exit code, or `killed` where it took longer than `within` milliseconds */
  async stop(within: number): Promise<number | 'killed'> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    const ended = once(this.#child, 'exit') as Promise<[code: number | null]>;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), within);
    const [code] = await ended;
    clearTimeout(timer);
    return code ?? 'killed';
  }

  async #untilHealthy(healthCheck: readonly string[]): Promise<void> {
    const patience = AbortSignal.timeout(startPatience);
    while ((await this.exec(healthCheck)).code !== 0) {
      const { exitCode } = this.#child;
      if (exitCode === null && !patience.aborted) await after(100);
      else {
        this.#child.kill('SIGKILL');
        const how = exitCode === null ? 'it was not healthy within a minute' : `it ended with ${exitCode}`;
        throw new Error(`${how}: ${this.#output.slice(-600)}`);
      }
    }
  }
}

/** A command that runs to its end, as a container that is started for it alone. */
export function runInTree(
  tree: ImageTree,
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Ran> {
  const [program, ...parameters] = inTree(command);
  return run(program, parameters, { ...placeIn(tree), environment });
}

function placeIn(tree: ImageTree) {
  const user = asImageUser ? { uid: imageUser, gid: imageUser } : {};
  return { cwd: tree.places['/postbus'] ?? tree.folder, ...user };
}

/** `node` is the one that runs this; the image has the same version. */
function inTree([program = '', ...parameters]: readonly string[]): [string, ...string[]] {
  return [program === 'node' ? process.execPath : program, ...parameters];
}
