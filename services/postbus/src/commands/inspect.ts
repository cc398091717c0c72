import { type MessageFormat, formatNamed, formats } from '@postbus/message-file';
import { Command, InvalidArgumentError, Option } from 'commander';
import { runInspect } from '../inspect/run-inspect.ts';
import { processStreams } from './process-streams.ts';

interface InspectOptions {
  readonly json?: true;
  readonly full?: true;
  readonly message?: number;
  readonly from?: MessageFormat | 'mbox';
}

export function inspectCommand(): Command {
  return new Command('inspect')
    .summary('show what a message file holds, property by property')
    .description(
      'Shows what a message file holds: properties with tag, type and value, recipients, attachments, embedded messages,\n' +
        'and what is wrong with it; of an mbox the messages in it.',
    )
    .argument('<file>', 'a message file or an mbox; - is standard input')
    .option('--json', 'the JSON form of the message (docs/message-json.md)')
    .option('--full', 'long values as a whole')
    .option('--message <n>', 'a message of an mbox, by its number', (text) => number(text))
    .addOption(
      new Option(
        '--from <format>',
        `what the file is: ${formats.join(', ')}, mbox; told by its content otherwise`,
      ).argParser((name) => format(name)),
    )
    .action((file: string, { json, full, message, from }: InspectOptions) =>
      runInspect(
        {
          file,
          json: json === true,
          full: full === true,
          message,
          kind: from === undefined ? undefined : from === 'mbox' ? 'mbox' : 'message',
          format: from === 'mbox' ? undefined : from,
        },
        processStreams,
      ),
    );
}

function number(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('a number from 1 is expected');
  return Number(text);
}

function format(name: string): MessageFormat | 'mbox' {
  try {
    return name === 'mbox' ? name : formatNamed(name);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
