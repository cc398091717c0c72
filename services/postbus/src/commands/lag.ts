import { Command } from 'commander';
import type { Lag } from '../admin/operations.ts';
import { count, counted } from '../terminal/numbers.ts';
import { table } from '../terminal/table.ts';
import { type AdminOptions, withAdmin } from './server-options.ts';
import { withAdministration } from './with-administration.ts';

export function lagCommand(): Command {
  return withAdmin(new Command('lag'))
    .summary('how far readers are behind')
    .description('How many events each group has not handled yet, how old the oldest is, and what waits in the outbox.')
    .action((options: AdminOptions) =>
      withAdministration(
        options,
        (administration) => administration.listLag({}),
        ({ lag, outbox }, palette) => {
          const groups = lag.length === 0 ? '' : table(['TOPIC', 'GROUP', 'EVENTS', 'OLDEST'], lag.map(rowOf), palette);
          return `${groups}${counted(outbox, 'event')} in the outbox\n`;
        },
      ),
    );
}

function rowOf({ topic, group, records, age }: Lag): string[] {
  return [topic, group, count(records), records === 0 ? '' : ageText(age)];
}

/** `90061000` as `1d 1h`: the two largest units. */
function ageText(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const from = parts.findIndex(([value]) => value > 0);
  if (from === -1) return 'under 1s';
  return parts
    .slice(from, from + 2)
    .map(([value, unit]) => `${value}${unit}`)
    .join(' ');
}
