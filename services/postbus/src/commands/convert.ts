import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { formatNamed, formats } from '../convert/format.ts';
import { runConvert } from '../convert/run-convert.ts';
import { processStreams } from './process-streams.ts';

interface ConvertOptions {
  readonly to: (typeof formats)[number];
  readonly output?: string;
  readonly jobs: number;
  readonly withMime?: true;
}

export function convertCommand(): Command {
  return new Command('convert')
    .summary('convert messages between formats')
    .description(
      'Converts messages between formats. Each input gives one output of the same base name beside it, or in OUTDIR.\n' +
        'Goes on past an input that cannot be converted, and exits 1 if there was one.',
    )
    .argument('<in...>', 'message files; - is standard input')
    .addOption(
      new Option('--to <format>', `format of the outputs: ${formats.join(', ')}`)
        .argParser((name) => parsed(() => formatNamed(name)))
        .makeOptionMandatory(),
    )
    .option('-o, --output <outdir>', 'folder for the outputs; - is standard output')
    .option('--jobs <n>', 'threads at most', (text) => parsed(() => positive(text)), availableParallelism())
    .option('--with-mime', 'keep the original bytes in the JSON, so that they can be given back')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  postbus convert *.eml --to json -o out      every message as JSON, in out/\n' +
        '  postbus convert - --to json < message.eml   one message, from input to output\n' +
        '  postbus convert out/a.json --to eml -o -    back to MIME',
    )
    .action(async (inputs: string[], { to, output, jobs, withMime }: ConvertOptions) => {
      const request = { inputs, output, to, jobs, withMime: withMime === true };
      if ((await runConvert(request, processStreams)) > 0) process.exitCode = 1;
    });
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
