/** Converts one message into one file, which is there whole or not at all. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { convertMessage } from '@postbus/message-file';
import type { Conversion, ConversionOutcome } from './conversion.ts';
import { failureText } from './failure-text.ts';

export async function convertOne(conversion: Conversion): Promise<ConversionOutcome> {
  try {
    const { input, output, to, options } = conversion;
    const content = typeof input === 'string' ? await readFile(input) : input;
    const { bytes, defects } = convertMessage(content, to, options);
    await writeWhole(output, bytes);
    return { failure: undefined, defects };
  } catch (error) {
    return { failure: failureText(error), defects: [] };
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${basename(path)}.${process.pid}.tmp`);
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
