/** Passwords of key files: from a file, from standard input, or asked for on a terminal; never from the command line. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { AskPassword } from '../smime/own-keys.ts';
import { SmimeCommandError } from '../smime/smime-command-error.ts';
import { askPassword } from '../terminal/ask-password.ts';
import { visible } from '../terminal/cells.ts';

export interface PasswordOptions {
  readonly passwordStdin?: true;
  readonly passwordFile?: string;
}

export function withPassword(command: Command): Command {
  return command
    .option('--password-stdin', 'read the password of the key from standard input')
    .option('--password-file <file>', 'read it from the first line of a file; it is asked for otherwise');
}

/** @param reads whether the command reads a message from standard input @throws {SmimeCommandError} `standard-input-taken` */
export function passwordAsker({ passwordStdin, passwordFile }: PasswordOptions, reads: boolean): AskPassword {
  if (passwordStdin === true && reads)
    throw new SmimeCommandError(
      'standard-input-taken',
      'the message comes by it; give the password by --password-file',
    );
  let given: Promise<string> | undefined;
  return (file) => {
    if (passwordFile !== undefined) given ??= readFile(passwordFile, 'utf8').then(firstLine);
    else if (passwordStdin === true) given ??= text(process.stdin).then(firstLine);
    if (given !== undefined) return given;
    if (reads || !process.stdin.isTTY) return Promise.resolve(undefined);
    return askPassword(`Password of ${visible(file)}: `, process.stdin, process.stderr);
  };
}

const firstLine = (input: string): string => input.split(/\r?\n/, 1)[0] ?? '';
