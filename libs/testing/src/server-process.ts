/** A server in a process of its own, which prints where it listens as one line of JSON: stopped, or killed, by the test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface ServerProcessOptions {
  /** The JavaScript file. */
  readonly program: string;
  readonly arguments?: readonly string[];
  /** Of Node itself: `--cpu-prof`. */
  readonly nodeArguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Milliseconds within which it must have said where it listens. */
  readonly startTime?: number;
}

export interface ServerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const living = new Set<ChildProcess>();

function endAll(): void {
  for (const child of living) child.kill('SIGKILL');
}

/** Characters of its standard error that are kept, to say why it ended. */
const keptErrors = 4000;

export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly written: ErrorTail,
    /** Addresses by the name of the listener. */
    readonly listening: Readonly<Record<string, string>>,
    /** Fulfilled when it has gone. */
    readonly ended: Promise<ServerEnd>,
  ) {}

  /** @throws {Error} with what it wrote to standard error, where it ends or stays silent instead of listening */
  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const { program, nodeArguments = [], environment = {}, startTime = 120_000 } = options;
    const child = spawn(process.execPath, [...nodeArguments, program, ...(options.arguments ?? [])], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    const written = new ErrorTail(child.stderr);
    // It does not outlive a test that fails.
    if (living.size === 0) process.once('exit', endAll);
    living.add(child);
    const ended = new Promise<ServerEnd>((resolve) => {
      child.once('exit', (code, signal) => {
        living.delete(child);
        if (living.size === 0) process.off('exit', endAll);
        resolve({ code, signal });
      });
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), startTime);
    const listening = await Promise.race([firstAddresses(child.stdout), ended.then(() => undefined)]);
    clearTimeout(timer);
    if (listening === undefined) throw new Error(`${program} did not come to listen: ${written.text}`);
    return new ServerProcess(child, written, listening, ended);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** The last that it wrote to standard error. */
  get errors(): string {
    return this.written.text;
  }

  /** The port of a listener whose address ends in one. */
  port(listener: string): number {
    const address = this.listening[listener] ?? '';
    const port = Number(/:(\d+)$/.exec(address)?.[1]);
    if (!(port > 0)) throw new Error(`${listener} does not listen on a port: ${JSON.stringify(this.listening)}`);
    return port;
  }

  /** Ends it as a power failure would end it. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Asks it to end. @throws {Error} where it does not end with code 0 */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const { code, signal } = await this.ended;
    if (code !== 0) throw new Error(`the server ended with ${code ?? signal}: ${this.written.text}`);
  }
}

/** The last of what a stream of text held. */
class ErrorTail {
  text = '';

  constructor(stream: Readable) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      this.text = (this.text + text).slice(-keptErrors);
    });
  }
}

/** What the first line says: `{"listening": {"smtp": "127.0.0.1:2525"}}`; later lines are read and dropped. */
function firstAddresses(output: Readable): Promise<Readonly<Record<string, string>>> {
  return new Promise((resolve, reject) => {
    createInterface({ input: output }).on('line', (line) => {
      try {
        resolve((JSON.parse(line) as { listening: Record<string, string> }).listening);
      } catch (error) {
        reject(error as Error);
      }
    });
  });
}
