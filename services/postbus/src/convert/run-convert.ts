/** `postbus convert`: finds inputs, plans outputs, converts, tells how it went. */
import { createReadStream } from 'node:fs';
import { convertAll } from './convert-all.ts';
import { type StreamInput, convertToOutput } from './convert-to-output.ts';
import type { ConversionTarget, FailedInput } from './conversion.ts';
import { type PlannedInput, conversionsOf } from './conversions.ts';
import { failureText } from './failure-text.ts';
import { type FileKind, headLength, kindOf } from './file-kind.ts';
import { type FoundInput, type InputFault, type InputFile, inputFiles } from './input-files.ts';
import { OutputPaths } from './output-path.ts';
import { peek } from './peeked-stream.ts';
import type { Streams } from './streams.ts';
import { Telling } from './telling.ts';

export interface ConvertRequest extends ConversionTarget {
  /** Paths of files and folders; `-` is standard input. */
  readonly inputs: readonly string[];
  /** A folder; `-` is standard output. */
  readonly output: string | undefined;
  /** Threads at most. */
  readonly jobs: number;
  /** What all inputs are; told by their content where undefined. */
  readonly kind: FileKind | undefined;
}

const standardInput = 'standard input';
/** Name of standard input as a file, of which its output has the base name. */
const standardInputFile = 'stdin';

/** @returns how many inputs failed */
export async function runConvert(request: ConvertRequest, streams: Streams): Promise<number> {
  const { inputs, output } = request;
  const isToOutput = (input: string): boolean => output === '-' || (output === undefined && input === '-');
  const toOutput = inputs.filter(isToOutput);
  const toFiles = inputs.filter((input) => !isToOutput(input));
  return (await convertToStream(toOutput, request, streams)) + (await convertToFiles(toFiles, request, streams));
}

async function convertToStream(inputs: readonly string[], request: ConvertRequest, streams: Streams): Promise<number> {
  const telling = new Telling(streams.errors, undefined);
  await convertToOutput(streamInputs(inputs, request, streams, telling), request, streams, telling);
  telling.sum();
  return telling.failed;
}

async function* streamInputs(
  inputs: readonly string[],
  { kind }: ConvertRequest,
  { input: stream }: Streams,
  telling: Telling,
): AsyncGenerator<StreamInput> {
  for (const input of inputs) {
    if (input === '-') {
      const { head, chunks } = await peek(stream, headLength);
      yield { name: standardInput, kind: kind ?? kindOf(standardInputFile, head), chunks };
    } else {
      for await (const found of inputFiles([input], { kind, except: undefined })) {
        if ('error' in found) telling.fail(failedInput(found));
        else yield { name: found.path, kind: found.kind, chunks: createReadStream(found.path) };
      }
    }
  }
}

async function convertToFiles(inputs: readonly string[], request: ConvertRequest, streams: Streams): Promise<number> {
  const { to, output: folder, kind } = request;
  const named = inputs.filter((input) => input !== '-');
  const found: FoundInput[] = [];
  for await (const one of inputFiles(named, { kind, except: folder })) found.push(one);
  const files = found.filter((one) => 'kind' in one);
  const telling = new Telling(streams.errors, totalOf(inputs, files));
  for (const one of found) if ('error' in one) telling.fail(failedInput(one));
  const paths = new OutputPaths(to, folder, files);
  const planned = plan(files, paths, telling);
  if (named.length < inputs.length) planned.push(await planStandardInput(request, streams, paths));
  const planning = { target: request, paths, onFailure: (failed: FailedInput) => telling.fail(failed) };
  await convertAll(conversionsOf(planned, planning), request.jobs, (conversion, outcome) =>
    telling.end(conversion.name, outcome),
  );
  telling.sum();
  return telling.failed;
}

function plan(files: readonly InputFile[], paths: OutputPaths, telling: Telling): PlannedInput[] {
  return files.flatMap((file) => {
    if (paths.isOutput(file)) return [];
    try {
      return [{ name: file.path, file, output: paths.of(file) }];
    } catch (error) {
      telling.fail({ name: file.path, failure: failureText(error), isWarning: false });
      return [];
    }
  });
}

async function planStandardInput(
  { kind }: ConvertRequest,
  { input }: Streams,
  paths: OutputPaths,
): Promise<PlannedInput> {
  const { head, chunks } = await peek(input, headLength);
  const file = { path: standardInputFile, kind: kind ?? kindOf(standardInputFile, head), root: undefined };
  return { name: standardInput, file, output: paths.of(file), chunks };
}

/** How many messages there are, where none of the inputs may have several. */
function totalOf(inputs: readonly string[], files: readonly InputFile[]): number | undefined {
  const isKnown = !inputs.includes('-') && files.every(({ kind }) => kind === 'message');
  return isKnown ? files.length : undefined;
}

function failedInput({ path, error, isWarning }: InputFault): FailedInput {
  return { name: path, failure: failureText(error), isWarning };
}
