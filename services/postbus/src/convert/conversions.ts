/** The conversions that inputs come to, each made when it is asked for. */
import { createReadStream } from 'node:fs';
import { splitMboxChunks } from '@postbus/message-file';
import { type Conversion, type ConversionTarget, type FailedInput, mboxMessageOptions } from './conversion.ts';
import { failureText } from './failure-text.ts';
import type { InputFile } from './input-files.ts';
import type { OutputPaths } from './output-path.ts';
import { wholeOf } from './peeked-stream.ts';

export interface PlannedInput {
  /** For people. */
  readonly name: string;
  readonly file: InputFile;
  /** Of a message its file, of an mbox its folder. */
  readonly output: string;
  /** Its bytes where they are not read from its path: standard input. */
  readonly chunks?: AsyncIterable<Uint8Array>;
}

export interface Planning {
  readonly target: ConversionTarget;
  readonly paths: OutputPaths;
  readonly onFailure: (failed: FailedInput) => void;
}

/** An mbox is read no further than its messages are taken. */
export async function* conversionsOf(inputs: readonly PlannedInput[], planning: Planning): AsyncGenerator<Conversion> {
  const { to, options } = planning.target;
  for (const input of inputs) {
    const { name, file, output, chunks } = input;
    if (file.kind === 'mbox') yield* conversionsOfMbox(input, planning);
    else yield { name, input: chunks === undefined ? file.path : await wholeOf(chunks), output, to, options };
  }
}

async function* conversionsOfMbox(input: PlannedInput, planning: Planning): AsyncGenerator<Conversion> {
  const { target, paths, onFailure } = planning;
  const chunks = input.chunks ?? createReadStream(input.file.path);
  const options = mboxMessageOptions(target.options);
  const fail = (name: string, error: unknown): void =>
    onFailure({ name, failure: failureText(error), isWarning: false });
  try {
    for await (const { number, bytes } of splitMboxChunks(chunks, target.mbox)) {
      const name = `${input.name}, message ${number}`;
      try {
        yield { name, input: bytes, output: paths.ofMessage(input.output, number), to: target.to, options };
      } catch (error) {
        fail(name, error);
      }
    }
  } catch (error) {
    fail(input.name, error);
  }
}
