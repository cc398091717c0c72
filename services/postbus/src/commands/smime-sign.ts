import type { Signer } from '@postbus/cms';
import { Command, Option } from 'commander';
import { runSign } from '../smime/run-sign.ts';
import { processStreams } from './process-streams.ts';
import { several } from './several.ts';
import { type PasswordOptions, passwordAsker, withPassword } from './smime-password.ts';

interface SignOptions extends PasswordOptions {
  readonly key: readonly string[];
  readonly certificate?: readonly string[];
  readonly opaque?: true;
  readonly digest?: Signer['digest'];
  readonly pss?: true;
  readonly output?: string;
}

export function smimeSignCommand(): Command {
  return withPassword(new Command('sign'))
    .summary('sign a message')
    .description(
      'Signs a message, clear unless told. Content-* fields are signed with the body, the other fields stay as they are.\n' +
        'Parts that mail would change on its way are put under a transfer encoding before.',
    )
    .argument('<file>', 'a message; - is standard input')
    .requiredOption('--key <file>', 'key and certificate, PKCS #12 or PEM; may come several times', several)
    .option('--certificate <file>', 'certificates to send along, PEM or DER; may come several times', several)
    .option('--opaque', 'sign opaque: nothing on the way can break it, and only readers of S/MIME show it')
    .addOption(
      new Option('--digest <name>', 'digest, by the key unless told').choices(['SHA-256', 'SHA-384', 'SHA-512']),
    )
    .option('--pss', 'sign with RSA-PSS, which older readers do not know')
    .option('-o, --output <file>', 'the signed message; standard output unless told')
    .action((file: string, options: SignOptions) =>
      runSign(
        {
          file,
          keys: options.key,
          certificates: options.certificate ?? [],
          form: options.opaque === true ? 'opaque' : 'clear',
          digest: options.digest,
          padding: options.pss === true ? 'pss' : 'pkcs1',
          output: options.output,
        },
        passwordAsker(options, file === '-'),
        processStreams,
      ),
    );
}
