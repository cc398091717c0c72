/** `postbus smime key`: private keys of the gateway, by the admin API. */
import { Command } from 'commander';
import type { Administration } from '../admin/operations.ts';
import type { SmimeKey } from '../admin/smime/smime-operations.ts';
import { counted } from '../terminal/numbers.ts';
import type { Palette } from '../terminal/palette.ts';
import { table } from '../terminal/table.ts';
import { certificateLines, everyEntry } from './certificate-text.ts';
import { fingerprintArgument, shortFingerprint } from './fingerprint.ts';
import { type AdminOptions, withAdmin } from './server-options.ts';
import { type PasswordOptions, passwordAsker, withPassword } from './smime-password.ts';
import { withAdministration } from './with-administration.ts';

export function smimeKeyCommand(): Command {
  return new Command('key')
    .summary('import, list, reseal and remove private keys of the gateway')
    .description('Private keys by which the server signs and decrypts. Each is kept sealed by a master key.')
    .addCommand(importKey())
    .addCommand(list())
    .addCommand(reseal())
    .addCommand(remove());
}

interface ImportOptions extends AdminOptions, PasswordOptions {
  readonly anyAddress?: true;
}

function importKey(): Command {
  return withPassword(withAdmin(new Command('import')))
    .description(
      'Imports the keys of an address with their certificates. The file is opened here; a key goes to the server by the Unix socket or https: only.',
    )
    .argument('<address>')
    .argument('<file>', 'PKCS #12 (.p12, .pfx), or PEM')
    .option('--any-address', 'take keys whose certificates do not name the address')
    .action(async (address: string, file: string, options: ImportOptions) => {
      const { readOwnKeys } = await import('../smime/own-keys.ts');
      const { keyInputs } = await import('../smime/key-inputs.ts');
      const own = await readOwnKeys(file, passwordAsker(options, false));
      const inputs = await keyInputs(own, { address, anyAddress: options.anyAddress === true });
      await withAdministration(
        options,
        async (administration) => {
          const keys: SmimeKey[] = [];
          for (const input of inputs) keys.push(await administration.importSmimeKey(input));
          return { keys };
        },
        ({ keys }, palette) => keys.map((key) => imported(key, palette)).join(''),
      );
    });
}

function imported(key: SmimeKey, palette: Palette): string {
  const title = `${palette.good('Imported')} key ${shortFingerprint(key.fingerprint)} of ${key.address}\n`;
  return title + certificateLines(key, palette);
}

function list(): Command {
  return withAdmin(new Command('list'))
    .description('Lists the keys of an address, the newest first, or of all.')
    .argument('[address]')
    .action((address: string | undefined, options: AdminOptions) =>
      withAdministration(
        options,
        async (administration) => ({ keys: await keysOf(administration, address) }),
        ({ keys }, palette) =>
          keys.length === 0
            ? 'There are no keys; postbus smime key import takes one.\n'
            : table(['ADDRESS', 'KEY', 'CERTIFICATE', 'ALGORITHM', 'EXPIRES', 'MASTER KEY'], keys.map(rowOf), palette),
      ),
    );
}

function keysOf(administration: Administration, address: string | undefined): Promise<SmimeKey[]> {
  return everyEntry(async (page) => {
    const { keys, next } = await administration.listSmimeKeys({ ...page, ...(address !== undefined && { address }) });
    return { entries: keys, next };
  });
}

function rowOf({ address, fingerprint, subject, algorithm, notAfter, masterKey }: SmimeKey): string[] {
  return [address, shortFingerprint(fingerprint), subject, algorithm, notAfter.slice(0, 10), masterKey];
}

function reseal(): Command {
  return withAdmin(new Command('reseal'))
    .description(
      'Seals each key by the first of conversion.smime.masterKeys that another one sealed; the others can be taken out of the settings then.',
    )
    .action((options: AdminOptions) =>
      withAdministration(
        options,
        async (administration) => {
          const answer = await administration.resealSmimeKeys({});
          if (answer.left.length > 0) process.exitCode = 1;
          return answer;
        },
        ({ keys, resealed, left }, palette) => {
          const lines = left.map(
            ({ address, fingerprint, code }) =>
              `${palette.bad('Left')} key ${shortFingerprint(fingerprint)} of ${address}: ${code}\n`,
          );
          return `${palette.good('Resealed')} ${resealed} of ${counted(keys, 'key')}\n${lines.join('')}`;
        },
      ),
    );
}

function remove(): Command {
  return withAdmin(new Command('remove'))
    .description('Removes a key. What was encrypted for it alone can be read by nobody then.')
    .argument('<address>')
    .argument('<fingerprint>', 'of its certificate, or what it begins with', fingerprintArgument)
    .action((address: string, fingerprint: string, options: AdminOptions) =>
      withAdministration(
        options,
        (administration) => administration.removeSmimeKey({ address, fingerprint }),
        (removed, palette) =>
          `${palette.good('Removed')} key ${shortFingerprint(removed.fingerprint)} of ${removed.address}\n`,
      ),
    );
}
