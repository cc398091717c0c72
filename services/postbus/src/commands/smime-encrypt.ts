import type { ContentEncryptionName } from '@postbus/cms';
import { Command, Option } from 'commander';
import { runEncrypt } from '../smime/run-encrypt.ts';
import { processStreams } from './process-streams.ts';
import { several } from './several.ts';

type Algorithm = Extract<ContentEncryptionName, `AES-${string}`>;

interface EncryptOptions {
  readonly to: readonly string[];
  readonly algorithm?: Lowercase<Algorithm>;
  readonly oaep?: true;
  readonly trust?: readonly string[];
  readonly allowWeak?: true;
  readonly output?: string;
}

const algorithms: Readonly<Record<Lowercase<Algorithm>, Algorithm>> = {
  'aes-128-cbc': 'AES-128-CBC',
  'aes-192-cbc': 'AES-192-CBC',
  'aes-256-cbc': 'AES-256-CBC',
  'aes-128-gcm': 'AES-128-GCM',
  'aes-192-gcm': 'AES-192-GCM',
  'aes-256-gcm': 'AES-256-GCM',
};

export function smimeEncryptCommand(): Command {
  return new Command('encrypt')
    .summary('encrypt a message')
    .description(
      'Encrypts a message for the holders of certificates. Its header fields but Content-* stay outside, Subject too:\n' +
        'everyone can read them. A certificate that is not valid for encryption now is refused.',
    )
    .argument('<file>', 'a message; - is standard input')
    .requiredOption('--to <file>', 'certificate of a recipient, PEM or DER; may come several times', several)
    .addOption(
      new Option(
        '--algorithm <name>',
        `${Object.keys(algorithms).join(', ')}; aes-256-cbc, which everything reads, unless told`,
      ).choices(Object.keys(algorithms)),
    )
    .option('--oaep', 'RSA-OAEP for RSA keys, which older readers do not know')
    .option('--trust <file>', 'anchors that recipients must have a path to; may come several times', several)
    .option('--allow-weak', 'also for RSA keys below 2048 bits and certificates signed with SHA-1')
    .option('-o, --output <file>', 'the encrypted message; standard output unless told')
    .action((file: string, { to, algorithm, oaep, trust = [], allowWeak, output }: EncryptOptions) =>
      runEncrypt(
        {
          file,
          to,
          algorithm: algorithm && algorithms[algorithm],
          keyTransport: oaep === true ? 'oaep' : 'pkcs1',
          trust,
          allowWeak: allowWeak === true,
          output,
        },
        processStreams,
      ),
    );
}
