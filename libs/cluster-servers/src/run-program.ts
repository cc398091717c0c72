/** Programs that run to their end: installers, formatters, questions for a version. */
import { execFile } from 'node:child_process';

/** Milliseconds after which an installer is taken to hang. */
const patience = 10 * 60_000;

/**
 * @returns what it wrote to standard output and error, one after the other
 * @throws {Error} with `code` `ENOENT` where there is no such program; otherwise with its last lines, where it fails
 */
export function runProgram(
  program: string,
  parameters: readonly string[],
  options: { readonly cwd?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const limits = { timeout: patience, maxBuffer: 64 * 1024 * 1024, ...options };
    execFile(program, [...parameters], limits, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout + stderr);
      if (error.code === 'ENOENT') return reject(error);
      const last = (stdout + stderr).trim().split('\n').slice(-15).join('\n');
      reject(new Error(`${program} ${parameters[0] ?? ''} failed: ${last}`, { cause: error }));
    });
  });
}

/** Whether `error` of `runProgram` says that the program itself is not there. */
export function isNoSuchProgram(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
