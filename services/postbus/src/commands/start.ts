import { Command } from 'commander';
import { readSettings } from './read-settings.ts';
import { withSettings } from './server-options.ts';
import { version } from './version.ts';

export function startCommand(): Command {
  return withSettings(new Command('start'))
    .summary('start all services in this process')
    .description(
      'Starts all services in this process, on a folder of data that is made where it is missing.\n' +
        'Ports are on loopback and above 1024 unless told; port 0 takes a free one.',
    )
    .option('--json', 'print where it listens as one line of JSON')
    .addHelpText(
      'after',
      '\nSettings come from the file, then from variables POSTBUS_*, then from flags: docs/configuration.md lists all.',
    )
    .action(async (options: { readonly json?: true }) => {
      const settings = await readSettings(options);
      const { runStart } = await import('../server/run-start.ts');
      await runStart({ settings, version, json: options.json === true }, process.stdout);
    });
}
