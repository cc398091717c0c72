/** One process of a cluster on this machine: it can be stopped or killed, and started again on the same ports. */
import { fileURLToPath } from 'node:url';
import { type ServerEnd, ServerProcess, type ServerProcessOptions } from '@postbus/testing';

/** What a process of a cluster runs: a service alone, or the admin API with housekeeping. */
export const processNames = ['ingest', 'conversion', 'relay', 'sms-dispatch', 'sync', 'admin'] as const;
export type ProcessName = (typeof processNames)[number];

export interface ClusterProcessOptions {
  readonly name: ProcessName;
  /** Variables `POSTBUS_*` and others. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of Node itself. */
  readonly nodeArguments?: readonly string[];
}

/** Milliseconds within which it must listen, beside a dozen others that start on few cores that are busy otherwise. */
const startTime = 240_000;

export class ClusterProcess {
  readonly name: ProcessName;
  /** How it ended where nobody asked it to, with the last that it wrote. */
  readonly ownEnds: (ServerEnd & { readonly errors: string })[] = [];
  readonly #options: ClusterProcessOptions;
  #server: ServerProcess | undefined;
  /** The one that is being ended. */
  #asked: ServerProcess | undefined;

  constructor(options: ClusterProcessOptions) {
    this.name = options.name;
    this.#options = options;
  }

  get running(): boolean {
    return this.#server !== undefined;
  }

  get pid(): number {
    return this.#running.pid;
  }

  /** Addresses by the name of the listener. */
  get listening(): Readonly<Record<string, string>> {
    return this.#running.listening;
  }

  /** The last that it wrote to standard error. */
  get errors(): string {
    return this.#server?.errors ?? '';
  }

  /** @param environment wins over that of the options, for this life */
  async start(environment: Readonly<Record<string, string>> = {}): Promise<void> {
    const server = await ServerProcess.start(this.command(environment));
    this.#server = server;
    void this.#forget(server);
  }

  /** What `start` runs. */
  command(environment: Readonly<Record<string, string>> = {}): ServerProcessOptions {
    const { name, nodeArguments = [] } = this.#options;
    return {
      program: programOf(name),
      arguments: name === 'admin' ? ['start', '--json', '--only', 'admin'] : [],
      nodeArguments,
      startTime,
      environment: { ...this.#options.environment, ...environment },
    };
  }

  /** The sum of the samples of a metric, whatever their labels; 0 where there is none. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.listening['operations']}/metrics`)).text();
    const samples = text.split('\n').filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`));
    return samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    this.#asked = this.#server;
    await this.#server?.kill();
  }

  /** SIGTERM. @throws {Error} where it does not end with code 0 */
  async stop(): Promise<void> {
    this.#asked = this.#server;
    await this.#server?.stop();
  }

  async #forget(server: ServerProcess): Promise<void> {
    const end = await server.ended;
    if (this.#asked !== server) this.ownEnds.push({ ...end, errors: server.errors });
    if (this.#server === server) this.#server = undefined;
  }

  get #running(): ServerProcess {
    if (this.#server === undefined) throw new Error(`${this.name} does not run: ${this.errors}`);
    return this.#server;
  }
}

/** The main program, built. */
function programOf(name: ProcessName): string {
  const service = name === 'admin' ? 'postbus' : name;
  return fileURLToPath(new URL(`../../../${service}/dist/main.js`, import.meta.url));
}
