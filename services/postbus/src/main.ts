#!/usr/bin/env node
/** The `postbus` command: its subcommands, each in a file of its own. */
import { Command, CommanderError } from 'commander';
import { accountCommand } from './commands/account.ts';
import { auditCommand } from './commands/audit.ts';
import { convertCommand } from './commands/convert.ts';
import { demoCommand } from './commands/demo.ts';
import { deviceCommand } from './commands/device.ts';
import { dlqCommand } from './commands/dlq.ts';
import { doctorCommand } from './commands/doctor.ts';
import { inspectCommand } from './commands/inspect.ts';
import { jobsCommand } from './commands/jobs.ts';
import { lagCommand } from './commands/lag.ts';
import { numberCommand } from './commands/number.ts';
import { smimeCommand } from './commands/smime.ts';
import { smsCommand } from './commands/sms.ts';
import { startCommand } from './commands/start.ts';
import { version } from './commands/version.ts';
import { failureText } from './convert/failure-text.ts';
import { paletteFor } from './terminal/palette.ts';

/** Exit code of a command line that cannot be understood. */
const usage = 2;

const program = new Command('postbus')
  .description('Exchange-class mail and text messages on a message bus')
  .version(version)
  .addCommand(startCommand())
  .addCommand(demoCommand())
  .addCommand(convertCommand())
  .addCommand(inspectCommand())
  .addCommand(smimeCommand())
  .addCommand(accountCommand())
  .addCommand(deviceCommand())
  .addCommand(numberCommand())
  .addCommand(smsCommand())
  .addCommand(dlqCommand())
  .addCommand(lagCommand())
  .addCommand(jobsCommand())
  .addCommand(auditCommand())
  .addCommand(doctorCommand())
  .addHelpText('after', '\nExit codes: 0 done, 1 something failed, 2 the command line was not understood.');

// Whoever reads may have seen enough: postbus sms list | head.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
for (const command of allOf(program)) command.exitOverride();
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : usage;
  else {
    process.stderr.write(`${paletteFor(process.stderr, process.env).bad('postbus')}: ${failureText(error)}\n`);
    process.exitCode = 1;
  }
}

function allOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allOf)];
}
