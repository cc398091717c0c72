/** A server that speaks MongoDB's wire protocol on loopback, without Docker, that tests can kill and start again. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ClusterServersError } from './cluster-servers-error.ts';
import { dataFolder, type DataFolder } from './data-folder.ts';
import { freePorts, returnPorts } from './free-ports.ts';
import { installSecantus, secantusVersion } from './install-secantus.ts';
import { LocalProcess } from './local-process.ts';
import { mongoThatAnswers } from './mongo-answers.ts';
import { until } from './until.ts';

export interface StartMongoOptions {
  /** Absolute; holds log and data, and stays. A temporary one unless told. */
  readonly folder?: string;
  /** Of 127.0.0.1; a free one unless told. */
  readonly port?: number;
  /** Whether a commit is on the disk before it is answered, so that it outlives `kill`; slow. False unless told. */
  readonly syncOnCommit?: boolean;
}

/** Milliseconds within which it must answer. */
const startPatience = 30_000;

/** Starts that may fail because another process took the port meanwhile. */
const attempts = 3;

/**
 * Starts the server and waits until it answers `hello` as a primary.
 * @throws {ClusterServersError} of `installSecantus`; `did-not-start`; `no-free-port`
 */
export async function startMongo(options: StartMongoOptions = {}): Promise<LocalMongo> {
  const { python } = await installSecantus();
  const folder = await dataFolder('postbus-mongo-', options.folder);
  await mkdir(join(folder.path, 'data'), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePorts(1))[0]!;
    const mongo = new LocalMongo(python, port, folder, options.syncOnCommit ?? false);
    try {
      await mongo.start();
      return mongo;
    } catch (error) {
      const again = attempt < attempts && options.port === undefined && (error as ClusterServersError).retryable;
      if (again) returnPorts([port]);
      else await mongo.close();
      if (!again) throw error;
    }
  }
}

export class LocalMongo implements AsyncDisposable {
  readonly where: string;
  readonly url: string;
  private process: LocalProcess | undefined;

  constructor(
    /** The Python that has the server's package, and pymongo. */
    readonly python: string,
    readonly port: number,
    private readonly dataFolder: DataFolder,
    private readonly syncOnCommit: boolean,
  ) {
    this.url = `mongodb://127.0.0.1:${port}/?directConnection=true`;
    this.where = `SecantusDB ${secantusVersion} (MongoDB wire 27), local`;
  }

  /** Absolute; holds log and data. */
  get folder(): string {
    return this.dataFolder.path;
  }

  /** Whether its process is there; it may not answer yet, or no more. */
  get running(): boolean {
    return this.process?.running ?? false;
  }

  /** Of its process. @throws {Error} where it does not run */
  get pid(): number {
    if (!this.running) throw new Error('the MongoDB-wire server does not run');
    return this.process!.pid;
  }

  /** The last of what it logged. */
  get log(): string {
    return this.process?.log ?? '';
  }

  /** Whether it answers, and takes writes. */
  async isReady(): Promise<boolean> {
    return this.running && ((await mongoThatAnswers(this.url))?.isWritablePrimary ?? false);
  }

  /**
   * Starts it, unless it runs, on the same port and data, and waits until it answers.
   * @throws {ClusterServersError} `did-not-start`, with what it logged; `retryable` where its port was another's
   */
  async start(): Promise<void> {
    if (!this.running) {
      // Its command line as a script names the Python of the folder in which it was installed, before the renaming.
      const program = 'import sys; from secantus.cli import main; sys.exit(main())';
      const place = ['--port', String(this.port), '--storage-path', join(this.dataFolder.path, 'data')];
      const small = ['--cache-size', '256M', '--log-level', 'INFO'];
      const parameters = ['-c', program, ...place, ...small, ...(this.syncOnCommit ? ['--sync-on-commit'] : [])];
      this.process = await LocalProcess.start({ program: this.python, parameters }, join(this.dataFolder.path, 'log'));
    }
    // Who answers at the port may be another server, which is why this one will end.
    const ready = async (): Promise<boolean> => this.log.includes('listening on') && (await this.isReady());
    const started = await until(async () => !this.running || (await ready()), startPatience);
    if (started && this.running) return;
    await this.kill();
    const message = `SecantusDB did not start: ${this.log}`;
    throw new ClusterServersError('did-not-start', message, { retryable: /address already in use/i.test(this.log) });
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await this.process?.kill();
  }

  /** SIGTERM. */
  async stop(): Promise<void> {
    if (this.running) await this.process?.stop();
  }

  /** Ends it, and removes the data unless the folder was given. */
  async close(): Promise<void> {
    await this.kill();
    returnPorts([this.port]);
    await this.dataFolder.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
