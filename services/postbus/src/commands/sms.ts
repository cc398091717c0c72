/** `postbus sms`: text messages sent for an account and followed, and who wants none. */
import { Command } from 'commander';
import { smsCancelCommand, smsListCommand, smsResendCommand, smsStatusCommand } from './sms-follow.ts';
import { smsOptOutCommand } from './sms-opt-out.ts';
import { smsSendCommand } from './sms-send.ts';

/** Each in the order of the help. */
const subcommands: readonly (() => Command)[] = [
  smsSendCommand,
  smsStatusCommand,
  smsListCommand,
  smsCancelCommand,
  smsResendCommand,
  smsOptOutCommand,
];

export function smsCommand(): Command {
  const command = new Command('sms')
    .summary('send text messages, follow them, take them back')
    .description('Text messages of accounts: sent through their phones or carriers, by the rules of sms-dispatch.')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  postbus sms send +14255550123 --from anna@example.org --text "The server is back."\n' +
        '  uptime | postbus sms send +14255550123 --from ops@example.org --by carrier\n' +
        '  postbus sms list --state unknown',
    );
  for (const subcommand of subcommands) command.addCommand(subcommand());
  return command;
}
