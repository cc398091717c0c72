/** `postbus smime`: messages signed, verified, encrypted and decrypted here. */
import { Command } from 'commander';
import { smimeSignCommand } from './smime-sign.ts';

/** Each in a file of its own, in the order of the help. */
const subcommands: readonly (() => Command)[] = [smimeSignCommand];

export function smimeCommand(): Command {
  const command = new Command('smime')
    .summary('sign, verify, encrypt and decrypt messages')
    .description('S/MIME: RFC 8551.');
  for (const subcommand of subcommands) command.addCommand(subcommand());
  return command;
}
