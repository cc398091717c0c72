/** A command of the image, run from its tree as its user: what `docker run` would do, without the walls around it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { freePorts } from '@postbus/cluster-servers';
import type { ImageTree } from './image-tree.ts';
import { type Ran, run } from './programs.ts';

/** That of the Dockerfile; only root may become it. */
export const imageUser = 65_532;
export const asImageUser = process.getuid?.() === 0;

/** The postbus command, as it lies in the image. */
export const postbus: readonly string[] = ['node', 'services/postbus/dist/main.js'];

/** Milliseconds until a process is ready, beside five others on few cores. */
const startPatience = 180_000;

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

  /** @throws {Error} with what it wrote, where it ends before it is ready or is not healthy then */
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

  /** What is wrong in its log, but for what it tries again by itself: brokers that start take a while. */
  get errors(): string[] {
    const lines = this.#output.split('\n').filter((line) => !line.includes('tries again'));
    return lines.filter((line) => /"level":"(error|fatal)"|^\s+at .*:\d+:\d+\)?$/.test(line));
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

  /** Asks by itself until there is an answer, which costs no process, and then as the image does. */
  async #untilHealthy(healthCheck: readonly string[]): Promise<void> {
    const patience = AbortSignal.timeout(startPatience);
    while (this.#child.exitCode === null && !patience.aborted && !(await this.#answers())) await after(100);
    const checked = await this.exec(healthCheck);
    if (checked.code === 0) return;
    const { exitCode } = this.#child;
    this.#child.kill('SIGKILL');
    const how = exitCode === null ? `its health check ends with ${checked.code}` : `it ended with ${exitCode}`;
    throw new Error(`${how}: ${this.#output.slice(-600)}`);
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch(`http://${this.#environment['POSTBUS_OPERATIONS_LISTEN']}/readyz`)).ok;
    } catch {
      return false;
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

/** The variables of the image, its listeners on ports of this machine that nobody has. */
export async function onFreePorts(image: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const [operations] = await freePorts(1);
  const moved = Object.entries(image).map(([name, value]) => [name, value.replace(/^0\.0\.0\.0:\d+$/, '127.0.0.1:0')]);
  return {
    ...(Object.fromEntries(moved) as Record<string, string>),
    POSTBUS_OPERATIONS_LISTEN: `127.0.0.1:${operations}`,
    POSTBUS_SYNC_HTTP: '127.0.0.1:0',
    POSTBUS_INGEST_LMTP: 'off',
  };
}
