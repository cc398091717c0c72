/** `postbus smime`: messages signed, verified, encrypted and decrypted here. */
import { Command } from 'commander';
import { smimeDecryptCommand } from './smime-decrypt.ts';
import { smimeEncryptCommand } from './smime-encrypt.ts';
import { smimeSignCommand } from './smime-sign.ts';
import { smimeVerifyCommand } from './smime-verify.ts';

/** Each in a file of its own, in the order of the help. */
const subcommands: readonly (() => Command)[] = [
  smimeSignCommand,
  smimeVerifyCommand,
  smimeEncryptCommand,
  smimeDecryptCommand,
];

export function smimeCommand(): Command {
  const command = new Command('smime')
    .summary('sign, verify, encrypt and decrypt messages')
    .description('S/MIME, RFC 8551: messages in files signed, verified, encrypted and decrypted.')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  postbus smime sign letter.eml --key ada.p12 -o signed.eml\n' +
        '  postbus smime verify *.eml --trust ca.pem\n' +
        '  postbus smime sign - --key ada.p12 --password-file pw < letter.eml | postbus smime encrypt - --to bob.pem\n' +
        '  postbus smime decrypt sealed.eml --key bob.p12 | postbus smime verify - --trust ca.pem',
    );
  for (const subcommand of subcommands) command.addCommand(subcommand());
  return command;
}
