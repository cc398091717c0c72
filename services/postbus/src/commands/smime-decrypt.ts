import { Command } from 'commander';
import { runDecrypt } from '../smime/run-decrypt.ts';
import { processStreams } from './process-streams.ts';
import { several } from './several.ts';
import { type PasswordOptions, passwordAsker, withPassword } from './smime-password.ts';

interface DecryptOptions extends PasswordOptions {
  readonly key: readonly string[];
  readonly certificate?: readonly string[];
  readonly allowWeak?: true;
  readonly output?: string;
}

export function smimeDecryptCommand(): Command {
  return withPassword(new Command('decrypt'))
    .summary('decrypt a message')
    .description(
      'Opens one layer of encryption and gives the message with what was encrypted in its place. Says on standard error\n' +
        'by which algorithm, and whether what was encrypted may have been changed on its way.',
    )
    .argument('<file>', 'a message; - is standard input')
    .requiredOption('--key <file>', 'key and certificate, PKCS #12 or PEM; may come several times', several)
    .option('--certificate <file>', 'certificate of a key that has none beside it, PEM or DER', several)
    .option('--allow-weak', 'also triple DES, DES, RC2 and RSA keys below 2048 bits')
    .option('-o, --output <file>', 'the message; standard output unless told')
    .action((file: string, options: DecryptOptions) =>
      runDecrypt(
        {
          file,
          keys: options.key,
          certificates: options.certificate ?? [],
          allowWeak: options.allowWeak === true,
          output: options.output,
        },
        passwordAsker(options, file === '-'),
        processStreams,
      ),
    );
}
