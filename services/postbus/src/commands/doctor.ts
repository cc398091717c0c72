import { Command } from 'commander';
import { readSettings } from './read-settings.ts';
import { type AdminOptions, withAdmin } from './server-options.ts';
import { version } from './version.ts';

interface DoctorOptions extends AdminOptions {
  readonly repair?: true;
  readonly deep?: true;
}

export function doctorCommand(): Command {
  return withAdmin(new Command('doctor'))
    .summary('look whether everything is well')
    .description(
      'Looks at Node, the data folder, the disk, the certificate, the stores, listeners or ports, mailboxes, readers,\n' +
        'dead letters and jobs. Exits 1 if something failed; a warning is none.',
    )
    .option('--repair', 'make mailboxes that are missing')
    .option('--deep', 'read files of more than 1 GiB through as well')
    .action(async (options: DoctorOptions) => {
      const settings = await readSettings(options);
      const { runDoctor } = await import('../doctor/run-doctor.ts');
      const { admin, json, repair, deep } = options;
      const request = { settings, version, json: json === true, repair: repair === true, deep: deep === true };
      const well = await runDoctor({ ...request, ...(admin !== undefined && { url: new URL(admin) }) }, process.stdout);
      if (!well) process.exitCode = 1;
    });
}
