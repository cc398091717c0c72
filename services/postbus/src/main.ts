#!/usr/bin/env node
/** The `postbus` command: its subcommands, each in a file of its own. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { convertCommand } from './commands/convert.ts';
import { inspectCommand } from './commands/inspect.ts';
import { failureText } from './convert/failure-text.ts';
import { paletteFor } from './terminal/palette.ts';

/** Exit code of a command line that cannot be understood. */
const usage = 2;
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

const program = new Command('postbus')
  .description('Exchange-class mail and text messages on a message bus')
  .version(version)
  .addCommand(convertCommand())
  .addCommand(inspectCommand());

try {
  for (const command of [program, ...program.commands]) command.exitOverride();
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : usage;
  else {
    process.stderr.write(`${paletteFor(process.stderr, process.env).bad('postbus')}: ${failureText(error)}\n`);
    process.exitCode = 1;
  }
}
