/** `postbus sms send`: a text message from the command line or standard input. */
import { Command, Option } from 'commander';
import { type AdminOptions, withAdmin } from './server-options.ts';
import { textIn, timeOf, validityOf } from './sms-arguments.ts';
import { withAdministration } from './with-administration.ts';

interface SendOptions extends AdminOptions {
  readonly from: string;
  readonly text?: string;
  readonly sender?: string;
  readonly by?: string;
  readonly at?: string;
  readonly validFor?: number;
}

export function smsSendCommand(): Command {
  return withAdmin(new Command('send'))
    .summary('send a text message')
    .description(
      'Puts a text message into the Outbox of an account, from where it leaves by the rules. The text is read from standard input unless --text tells it: what is told so can be seen by every process of the machine.',
    )
    .argument('<to...>', 'numbers, best in E.164: +14255550123')
    .requiredOption('--from <address>', 'the account whose message it is')
    .option('--text <text>', 'what it says')
    .option('--sender <number>', 'the number or name that it comes from, one of the account’s')
    .option('--by <channel>', 'what is to send it: name of a channel, phone, or id of a device')
    .addOption(
      new Option('--at <time>', 'when it is to leave: 2026-11-22T08:00, +01:00 or Z after it tells the zone').argParser(
        timeOf,
      ),
    )
    .addOption(
      new Option('--valid-for <duration>', 'after this it is of no use: 90m, 1d; from 1m to 30d').argParser(validityOf),
    )
    .action(async (to: string[], { from, text, sender, by, at, validFor, ...options }: SendOptions) => {
      const input = {
        address: from,
        to,
        text: text ?? (await textIn(process.stdin)),
        ...(sender !== undefined && { sender }),
        ...(by !== undefined && { by }),
        ...(at !== undefined && { at }),
        ...(validFor !== undefined && { validFor }),
      };
      await withAdministration(
        options,
        (administration) => administration.sendTextMessage(input),
        ({ id }, palette) => `${palette.good('Submitted')} ${id}\n`,
      );
    });
}
