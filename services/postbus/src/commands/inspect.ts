import { Command } from 'commander';
import { runInspect } from '../inspect/run-inspect.ts';
import { processStreams } from './process-streams.ts';

export function inspectCommand(): Command {
  return new Command('inspect')
    .summary('show what a message file holds, property by property')
    .description(
      'Shows what a message file holds: properties with tag, type and value, recipients, attachments, embedded messages.',
    )
    .argument('<file>', 'a message file; - is standard input')
    .option('--json', 'the JSON form of the message (docs/message-json.md)')
    .option('--full', 'long values as a whole')
    .action((file: string, { json, full }: { json?: true; full?: true }) =>
      runInspect({ file, json: json === true, full: full === true }, processStreams),
    );
}
