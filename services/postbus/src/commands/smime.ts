/** `postbus smime`: messages signed, verified, encrypted and decrypted here; what the gateway of a server holds. */
import { Command } from 'commander';
import { smimeCertificateCommand } from './smime-certificate.ts';
import { smimeDecryptCommand } from './smime-decrypt.ts';
import { smimeEncryptCommand } from './smime-encrypt.ts';
import { smimeKeyCommand } from './smime-key.ts';
import { smimePolicyCommand } from './smime-policy.ts';
import { smimeSignCommand } from './smime-sign.ts';
import { smimeVerifyCommand } from './smime-verify.ts';

/** Each in a file of its own, in the order of the help. */
const subcommands: readonly (() => Command)[] = [
  smimeSignCommand,
  smimeVerifyCommand,
  smimeEncryptCommand,
  smimeDecryptCommand,
  smimeKeyCommand,
  smimeCertificateCommand,
  smimePolicyCommand,
];

export function smimeCommand(): Command {
  const command = new Command('smime')
    .summary('sign, verify, encrypt and decrypt messages; keys and policies of the gateway')
    .description(
      'S/MIME, RFC 8551: messages in files signed, verified, encrypted and decrypted; keys, certificates and policies of the gateway.',
    )
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
