/** A server as a child process in a group of its own, which ends with us; what it writes goes to a file. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { ClusterServersError } from './cluster-servers-error.ts';
import { guardGroup, releaseGroup } from './guard.ts';

export interface Command {
  readonly program: string;
  readonly parameters: readonly string[];
}

/** Milliseconds after SIGTERM at which a server is killed. */
const stopPatience = 15_000;

export class LocalProcess {
  /** Fulfilled when it has gone. */
  readonly ended: Promise<void>;
  private hasEnded = false;

  private constructor(
    private readonly child: ChildProcess,
    readonly pid: number,
    private readonly logFile: string,
    /** Bytes of earlier processes in it. */
    private readonly logStart: number,
  ) {
    this.ended = new Promise((resolve) => {
      child.once('exit', () => {
        this.hasEnded = true;
        releaseGroup(pid);
        resolve();
      });
    });
  }

  /**
   * @param logFile what it writes to standard output and error is appended to it
   * @throws {ClusterServersError} `did-not-start` where there is no such program
   */
  static async start({ program, parameters }: Command, logFile: string): Promise<LocalProcess> {
    const log = openSync(logFile, 'a');
    try {
      const { size } = fstatSync(log);
      const child = spawn(program, parameters, { stdio: ['ignore', log, log], detached: true });
      if (child.pid === undefined) {
        const error = await new Promise<Error>((resolve) => child.once('error', resolve));
        throw new ClusterServersError('did-not-start', `${program} does not run: ${error.message}`, { cause: error });
      }
      guardGroup(child.pid);
      return new LocalProcess(child, child.pid, logFile, size);
    } finally {
      closeSync(log);
    }
  }

  get running(): boolean {
    return !this.hasEnded;
  }

  /** The last of what this process wrote. */
  get log(): string {
    return readFileSync(this.logFile).subarray(this.logStart).toString().slice(-4000);
  }

  /** Ends it, and what it started, as a power failure of its process would: SIGKILL. */
  async kill(): Promise<void> {
    if (this.running) killGroup(this.pid);
    await this.ended;
  }

  /** Asks it to end, and kills it where it has not after some seconds. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => void this.kill(), stopPatience);
    await this.ended;
    clearTimeout(timer);
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It has ended, and we are yet to be told.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
