/** A new password: from standard input, or asked for twice on a terminal. */
import { text } from 'node:stream/consumers';
import { AdminError } from '../admin/admin-error.ts';
import { askPassword } from '../terminal/ask-password.ts';

/** @throws {AdminError} `invalid-input` where there is no terminal, or where the two are not the same */
export async function readPassword(fromInput: boolean): Promise<string> {
  if (fromInput) return firstLine(await text(process.stdin));
  if (!process.stdin.isTTY)
    throw new AdminError('invalid-input', 'no terminal to ask for the password; give it by --password-stdin');
  const password = await askPassword('Password: ', process.stdin, process.stderr);
  const again = await askPassword('Once more: ', process.stdin, process.stderr);
  if (password !== again) throw new AdminError('invalid-input', 'the two passwords are not the same');
  return password;
}

function firstLine(input: string): string {
  return input.split(/\r?\n/, 1)[0] ?? '';
}
