/** Messages converted one after another to standard output. */
import { type ConvertOptions, convertMessage, splitMboxChunks } from '@postbus/message-file';
import { ConvertError } from './convert-error.ts';
import { type ConversionTarget, mboxMessageOptions } from './conversion.ts';
import { failureText } from './failure-text.ts';
import type { FileKind } from './file-kind.ts';
import { wholeOf } from './peeked-stream.ts';
import { type Streams, writeSlowly } from './streams.ts';
import type { Telling } from './telling.ts';

export interface StreamInput {
  readonly name: string;
  readonly kind: FileKind;
  readonly chunks: AsyncIterable<Uint8Array>;
}

interface InputMessage {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly options: ConvertOptions;
}

/**
 * JSON documents follow one another. Of the other formats, of which that would make one damaged file, there can be one
 * output alone, and nothing is written where there would be more.
 */
export async function convertToOutput(
  inputs: AsyncIterable<StreamInput>,
  target: ConversionTarget,
  { output }: Streams,
  telling: Telling,
): Promise<void> {
  let held: Uint8Array | undefined;
  for await (const { name, bytes, options } of messagesOf(inputs, target, telling)) {
    if (held !== undefined)
      return telling.fail({ name, failure: failureText(oneOutputOnly(target)), isWarning: false });
    const converted = convertedOrTold(name, bytes, target, options, telling);
    if (converted === undefined) continue;
    if (target.to === 'json') await writeSlowly(output, converted);
    else held = converted;
  }
  if (held !== undefined) await writeSlowly(output, held);
}

async function* messagesOf(
  inputs: AsyncIterable<StreamInput>,
  { options, mbox }: ConversionTarget,
  telling: Telling,
): AsyncGenerator<InputMessage> {
  for await (const { name, kind, chunks } of inputs) {
    try {
      if (kind === 'message') yield { name, bytes: await wholeOf(chunks), options };
      else
        for await (const { number, bytes } of splitMboxChunks(chunks, mbox))
          yield { name: `${name}, message ${number}`, bytes, options: mboxMessageOptions(options) };
    } catch (error) {
      telling.fail({ name, failure: failureText(error), isWarning: false });
    }
  }
}

function convertedOrTold(
  name: string,
  bytes: Uint8Array,
  { to }: ConversionTarget,
  options: ConvertOptions,
  telling: Telling,
): Uint8Array | undefined {
  try {
    const converted = convertMessage(bytes, to, options);
    telling.end(name, { failure: undefined, defects: converted.defects });
    return converted.bytes;
  } catch (error) {
    telling.end(name, { failure: failureText(error), defects: [] });
    return undefined;
  }
}

function oneOutputOnly({ to }: ConversionTarget): ConvertError {
  return new ConvertError('one-output-only', `standard output takes one ${to}, and there are more; give -o OUTDIR`);
}
