/** `postbus convert`: plans outputs, converts, tells how it went. */
import { buffer } from 'node:stream/consumers';
import { mkdir, readFile } from 'node:fs/promises';
import { visible } from '../terminal/cells.ts';
import { counted } from '../terminal/numbers.ts';
import { type Output, paletteFor } from '../terminal/palette.ts';
import { type ConversionTarget, convertContent } from './convert-content.ts';
import type { FileConversion } from './convert-file.ts';
import { convertFiles } from './convert-files.ts';
import { failureText } from './failure-text.ts';
import { planOutputs } from './output-path.ts';
import { Progress } from './progress.ts';

export interface ConvertRequest extends ConversionTarget {
  /** Paths; `-` is standard input. */
  readonly inputs: readonly string[];
  /** A folder; `-` is standard output. */
  readonly output: string | undefined;
  readonly jobs: number;
}

export interface Streams {
  readonly input: AsyncIterable<Uint8Array>;
  readonly output: Output;
  /** Faults, progress and sums, so that `output` carries messages alone. */
  readonly errors: Output;
}

/** @returns how many inputs failed */
export async function runConvert(request: ConvertRequest, streams: Streams): Promise<number> {
  const toOutput = request.inputs.filter((input) => input === '-' || request.output === '-');
  const toFiles = request.inputs.filter((input) => !toOutput.includes(input));
  let failed = 0;
  for (const input of toOutput) failed += (await convertToOutput(input, request, streams)) ? 0 : 1;
  return failed + (await convertToFiles(toFiles, request, streams.errors));
}

async function convertToOutput(input: string, target: ConversionTarget, streams: Streams): Promise<boolean> {
  try {
    const content = input === '-' ? await buffer(streams.input) : await readFile(input);
    streams.output.write(convertContent(content, target));
    return true;
  } catch (error) {
    tellFailure(streams.errors, input, failureText(error));
    return false;
  }
}

async function convertToFiles(inputs: readonly string[], request: ConvertRequest, errors: Output): Promise<number> {
  if (inputs.length === 0) return 0;
  const { to, withMime, output: folder } = request;
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  const conversions: FileConversion[] = [];
  let failed = 0;
  for (const { input, output } of planOutputs(inputs, to, folder)) {
    if (typeof output === 'string') conversions.push({ input, output, to, withMime });
    else {
      failed++;
      tellFailure(errors, input, failureText(output));
    }
  }
  const progress = new Progress(errors, conversions.length);
  await convertFiles(conversions, request.jobs, ({ conversion, failure }) => {
    if (failure !== undefined) {
      failed++;
      progress.clear();
      tellFailure(errors, conversion.input, failure);
    }
    progress.step(conversion.input);
  });
  progress.clear();
  if (inputs.length > 1) errors.write(`${sum(inputs.length - failed, failed, errors)}\n`);
  return failed;
}

function tellFailure(errors: Output, input: string, failure: string): void {
  const name = input === '-' ? 'standard input' : visible(input);
  errors.write(`${paletteFor(errors, process.env).bad(name)}: ${failure}\n`);
}

function sum(converted: number, failed: number, errors: Output): string {
  const palette = paletteFor(errors, process.env);
  const good = `${counted(converted, 'message')} converted`;
  return failed === 0 ? palette.good(good) : `${good}, ${palette.bad(`${failed} failed`)}`;
}
