import { Command } from 'commander';
import type { Jobs } from '../admin/operations.ts';
import { count } from '../terminal/numbers.ts';
import { table } from '../terminal/table.ts';
import { type AdminOptions, withAdmin } from './server-options.ts';
import { withAdministration } from './with-administration.ts';

export function jobsCommand(): Command {
  return withAdmin(new Command('jobs'))
    .summary('jobs by queue and state')
    .description('Work that waits for a host or a time: not due yet, due, and at work.')
    .action((options: AdminOptions) =>
      withAdministration(
        options,
        (administration) => administration.countJobs({}),
        ({ jobs }, palette) =>
          jobs.length === 0
            ? `${palette.good('There are no jobs.')}\n`
            : table(['QUEUE', 'WAITING', 'DUE', 'AT WORK'], jobs.map(rowOf), palette),
      ),
    );
}

function rowOf({ queue, waiting, due, claimed }: Jobs): string[] {
  return [queue, ...[waiting, due, claimed].map(count)];
}
