import { availableParallelism } from 'node:os';
import { type MboxVariant, type MessageFormat, formatNamed, formats } from '@postbus/message-file';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type ConvertRequest, runConvert } from '../convert/run-convert.ts';
import { processStreams } from './process-streams.ts';

interface ConvertOptions {
  readonly to: MessageFormat;
  readonly from?: MessageFormat | 'mbox';
  readonly output?: string;
  readonly jobs: number;
  readonly mbox: MboxVariant;
  readonly withMime?: true;
  readonly bcc: boolean;
}

const mboxVariants: readonly MboxVariant[] = ['auto', 'mboxo', 'mboxrd', 'mboxcl', 'mboxcl2'];

export function convertCommand(): Command {
  return new Command('convert')
    .summary('convert messages between formats')
    .description(
      'Converts messages between MIME, .msg, TNEF and JSON. Each input gives one output of the same base name beside it,\n' +
        'or in OUTDIR; a folder gives one for every message file in it, in the same folders; an mbox gives a folder of them.\n' +
        'Goes on past an input that cannot be converted, and exits 1 if there was one.',
    )
    .argument('<in...>', 'message files, mboxes, folders of them; - is standard input')
    .addOption(
      new Option('--to <format>', `format of the outputs: ${formats.join(', ')}`)
        .argParser((name) => parsed(() => formatNamed(name)))
        .makeOptionMandatory(),
    )
    .option('-o, --output <outdir>', 'folder for the outputs; - is standard output')
    .option('--jobs <n>', 'threads at most', (text) => parsed(() => positive(text)), availableParallelism())
    .addOption(
      new Option(
        '--from <format>',
        `what the inputs are: ${formats.join(', ')}, mbox; told by their content otherwise`,
      ).argParser((name) => parsed(() => (name === 'mbox' ? name : formatNamed(name)))),
    )
    .addOption(
      new Option('--mbox <variant>', 'how lines that begin with From are quoted in an mbox')
        .choices(mboxVariants)
        .default('auto'),
    )
    .option('--with-mime', 'keep the original bytes in the JSON, so that they can be given back')
    .option('--no-bcc', 'leave Bcc out of MIME')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  postbus convert *.eml --to msg -o out       every message for Outlook, in out/\n' +
        '  postbus convert archive --to json -o out    a tree of folders, as a tree of folders\n' +
        '  postbus convert old.mbox --to eml -o out    out/old/000001.eml and so on\n' +
        '  postbus convert winmail.dat --to eml -o -   what Outlook hid in an attachment\n' +
        '  postbus convert - --to json < message.eml   one message, from input to output',
    )
    .action(async (inputs: string[], options: ConvertOptions) => {
      if ((await runConvert(requestOf(inputs, options), processStreams)) > 0) process.exitCode = 1;
    });
}

function requestOf(inputs: readonly string[], options: ConvertOptions): ConvertRequest {
  const { to, from, output, jobs, mbox, withMime, bcc } = options;
  const format = from === 'mbox' ? undefined : from;
  return {
    inputs,
    output,
    to,
    jobs,
    kind: from === undefined ? undefined : from === 'mbox' ? 'mbox' : 'message',
    mbox: { variant: mbox },
    options: { read: { format, toMessage: { derivedLimit: Infinity } }, write: { withMime, eml: { writesBcc: bcc } } },
  };
}

function parsed<Value>(parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('a number from 1 is expected');
  return Number(text);
}
