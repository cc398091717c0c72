/** `postbus account texting`: what may carry the text messages of an account, and where its numbers are dialled from. */
import { Command, Option } from 'commander';
import type { OutputOf } from '../admin/operations.ts';
import type { Palette } from '../terminal/palette.ts';
import { type AdminOptions, withAdmin } from './server-options.ts';
import { withAdministration } from './with-administration.ts';

interface TextingOptions extends AdminOptions {
  readonly region?: string | false;
  readonly channels?: string;
  readonly allChannels?: true;
}

export function accountTextingCommand(): Command {
  return withAdmin(new Command('texting'))
    .description(
      'Shows which channels may carry the text messages of an account, and the country that its numbers without a country code are of; sets what is told.',
    )
    .argument('<address>')
    .addOption(
      new Option(
        '--channels <names>',
        'these alone, parted by commas; phone is its devices, an empty text none at all',
      ).conflicts('allChannels'),
    )
    .option('--all-channels', 'all that there are')
    .option('--region <country>', 'by two letters: NL')
    .option('--no-region', 'that of the settings')
    .action((address: string, { region, channels, allChannels, ...options }: TextingOptions) =>
      withAdministration(
        options,
        (administration) => {
          const told = {
            ...(region !== undefined && { region: region === false ? null : region }),
            ...(channels !== undefined && { channels: namesIn(channels) }),
            ...(allChannels === true && { channels: null }),
          };
          const isTold = Object.keys(told).length > 0;
          return isTold ? administration.setTexting({ address, ...told }) : administration.getTexting({ address });
        },
        shown,
      ),
    );
}

function namesIn(written: string): string[] {
  return written
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function shown({ address, textChannels, region, numbers = [] }: OutputOf<'setTexting'>, palette: Palette): string {
  const channels = textChannels?.join(', ') ?? 'all';
  const told = numbers.map(({ number, verifiedAt }) => `${number}${verifiedAt === undefined ? ' (not verified)' : ''}`);
  const rows = [
    ['channels', channels === '' ? 'none' : channels],
    ['region', region ?? 'that of the settings'],
    ['numbers', told.length === 0 ? 'none' : told.join(', ')],
  ] as const;
  return `${palette.name(address)}\n${rows.map(([name, value]) => `  ${name.padEnd(10)}${value}\n`).join('')}`;
}
