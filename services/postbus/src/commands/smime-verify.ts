import { Command, InvalidArgumentError } from 'commander';
import { runVerify } from '../smime/run-verify.ts';
import { processStreams } from './process-streams.ts';
import { several } from './several.ts';

interface VerifyOptions {
  readonly trust?: readonly string[];
  readonly certificate?: readonly string[];
  readonly crl?: readonly string[];
  readonly at?: Date;
  readonly part?: string;
  readonly allowWeak?: true;
  readonly json?: true;
}

export function smimeVerifyCommand(): Command {
  return new Command('verify')
    .summary('tell who signed messages, when, and what of it does not hold')
    .description(
      'Verifies signed messages: that they are what was signed, and that the certificate has a path to an anchor, is valid,\n' +
        'not revoked, for signing mail, and for the address in From. Signed messages within are verified too.\n' +
        'Exits 1 unless each message is signed and valid.',
    )
    .argument('<file...>', 'messages; - is standard input')
    .option('--trust <file>', 'anchors, PEM or DER; may come several times; those of Node.js unless told', several)
    .option('--certificate <file>', 'certificates that may lie between; may come several times', several)
    .option('--crl <file>', 'certificate revocation lists, PEM or DER; may come several times', several)
    .option('--at <time>', 'the time for which it is asked, ISO 8601; now unless told', time)
    .option('--part <number>', 'a part that counts instead of the message, as 1 of what a mailing list sent')
    .option('--allow-weak', 'also MD5, SHA-1 and RSA keys below 2048 bits')
    .option('--json', 'the JSON form (docs/command.md)')
    .action(
      async (
        files: string[],
        { trust = [], certificate = [], crl = [], at, part = '', allowWeak, json }: VerifyOptions,
      ) => {
        const request = { files, trust, certificates: certificate, crls: crl, at, part };
        const rest = { allowWeak: allowWeak === true, json: json === true };
        if ((await runVerify({ ...request, ...rest }, processStreams)) > 0) process.exitCode = 1;
      },
    );
}

function time(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('a time like 2026-11-21 or 2026-11-21T19:20:50Z is expected');
  return at;
}
