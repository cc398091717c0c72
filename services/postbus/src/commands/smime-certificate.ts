/** `postbus smime certificate`: certificates that the gateway encrypts for, by the admin API. */
import { Command } from 'commander';
import type { Administration } from '../admin/operations.ts';
import type { SmimeCertificate } from '../admin/smime/smime-operations.ts';
import type { Palette } from '../terminal/palette.ts';
import { table } from '../terminal/table.ts';
import { certificateLines, everyEntry } from './certificate-text.ts';
import { fingerprintArgument, shortFingerprint } from './fingerprint.ts';
import { type AdminOptions, withAdmin } from './server-options.ts';
import { withAdministration } from './with-administration.ts';

export function smimeCertificateCommand(): Command {
  return new Command('certificate')
    .summary('add, list and remove certificates that the gateway encrypts for')
    .description('Certificates of correspondents here and elsewhere: given, or learned where a policy says so.')
    .addCommand(add())
    .addCommand(list())
    .addCommand(remove());
}

interface AddOptions extends AdminOptions {
  readonly anyAddress?: true;
}

function add(): Command {
  return withAdmin(new Command('add'))
    .description('Adds the certificates in a file that are for an address.')
    .argument('<address>')
    .argument('<file>', 'PEM, DER (.cer) or a certs-only message (.p7b, .p7c)')
    .option('--any-address', 'take certificates that do not name the address')
    .action(async (address: string, file: string, options: AddOptions) => {
      const { readCertificateBundle } = await import('../smime/certificate-bundle.ts');
      const { certificateInputs } = await import('../smime/certificate-inputs.ts');
      const wanted = { address, anyAddress: options.anyAddress === true };
      const inputs = await certificateInputs(await readCertificateBundle(file), wanted);
      await withAdministration(
        options,
        async (administration) => {
          const certificates: SmimeCertificate[] = [];
          for (const input of inputs) certificates.push(await administration.addSmimeCertificate(input));
          return { certificates };
        },
        ({ certificates }, palette) => certificates.map((one) => added(one, palette)).join(''),
      );
    });
}

function added(certificate: SmimeCertificate, palette: Palette): string {
  const { fingerprint, address } = certificate;
  const title = `${palette.good('Added')} certificate ${shortFingerprint(fingerprint)} of ${address}\n`;
  return title + certificateLines(certificate, palette);
}

function list(): Command {
  return withAdmin(new Command('list'))
    .description('Lists the certificates of an address, the newest first, or of all.')
    .argument('[address]')
    .action((address: string | undefined, options: AdminOptions) =>
      withAdministration(
        options,
        async (administration) => ({ certificates: await certificatesOf(administration, address) }),
        ({ certificates }, palette) =>
          certificates.length === 0
            ? 'There are no certificates; postbus smime certificate add takes one.\n'
            : table(
                ['ADDRESS', 'FINGERPRINT', 'CERTIFICATE', 'ALGORITHM', 'EXPIRES', 'SOURCE'],
                certificates.map(rowOf),
                palette,
              ),
      ),
    );
}

function certificatesOf(administration: Administration, address: string | undefined): Promise<SmimeCertificate[]> {
  return everyEntry(async (page) => {
    const asked = { ...page, ...(address !== undefined && { address }) };
    const { certificates, next } = await administration.listSmimeCertificates(asked);
    return { entries: certificates, next };
  });
}

function rowOf({ address, fingerprint, subject, algorithm, notAfter, source }: SmimeCertificate): string[] {
  return [address, shortFingerprint(fingerprint), subject, algorithm, notAfter.slice(0, 10), source];
}

function remove(): Command {
  return withAdmin(new Command('remove'))
    .description('Removes a certificate.')
    .argument('<address>')
    .argument('<fingerprint>', 'or what it begins with', fingerprintArgument)
    .action((address: string, fingerprint: string, options: AdminOptions) =>
      withAdministration(
        options,
        (administration) => administration.removeSmimeCertificate({ address, fingerprint }),
        (removed, palette) =>
          `${palette.good('Removed')} certificate ${shortFingerprint(removed.fingerprint)} of ${removed.address}\n`,
      ),
    );
}
