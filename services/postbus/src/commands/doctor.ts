import { Command } from 'commander';
import { administrationOptions, readSettings } from './read-settings.ts';
import { type AdminOptions, withAdmin } from './server-options.ts';

interface DoctorOptions extends AdminOptions {
  readonly repair?: true;
  readonly deep?: true;
}

export function doctorCommand(): Command {
  return withAdmin(new Command('doctor'))
    .summary('look whether everything is well')
    .description(
      'Looks at Node, the data folder, the disk, the certificate, the stores, listeners or ports, mailboxes, readers, dead letters, jobs, text messages and S/MIME. Exits 1 if something failed; a warning is none.',
    )
    .option('--repair', 'make mailboxes that are missing')
    .option('--deep', 'read files of more than 1 GiB through as well')
    .action(async (options: DoctorOptions) => {
      const settings = await readSettings(options);
      const { runDoctor } = await import('../doctor/run-doctor.ts');
      const { json, repair, deep } = options;
      const place = await administrationOptions(options);
      const request = { settings, place, json: json === true, repair: repair === true, deep: deep === true };
      const well = await runDoctor(request, process.stdout);
      if (!well) process.exitCode = 1;
    });
}
