/** Converts one file into another one, which is there whole or not at all. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type ConversionTarget, convertContent } from './convert-content.ts';

export interface FileConversion extends ConversionTarget {
  readonly input: string;
  readonly output: string;
}

/** @throws what `convertContent` throws, and Node's errors of reading and writing */
export async function convertFile({ input, output, ...target }: FileConversion): Promise<void> {
  const converted = convertContent(await readFile(input), target);
  const temporary = join(dirname(output), `.${basename(output)}.${process.pid}.tmp`);
  try {
    await writeFile(temporary, converted);
    await rename(temporary, output);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
