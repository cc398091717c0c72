/** Files of `postbus smime`: messages in and out, `-` for the standard streams. */
import { readFile, writeFile } from 'node:fs/promises';
import { wholeOf } from '../convert/peeked-stream.ts';
import { type Streams, writeSlowly } from '../convert/streams.ts';

/** How a file is called in what is told. */
export const nameOf = (file: string): string => (file === '-' ? 'standard input' : file);

export async function readInput(file: string, { input }: Streams): Promise<Uint8Array> {
  const { buffer, byteOffset, length } = file === '-' ? await wholeOf(input) : await readFile(file);
  return new Uint8Array(buffer, byteOffset, length);
}

/** @param file standard output where it is `-` or undefined */
export async function writeOutput(file: string | undefined, bytes: Uint8Array, { output }: Streams): Promise<void> {
  if (file === undefined || file === '-') await writeSlowly(output, bytes);
  else await writeFile(file, bytes);
}
