/** Where the output of each input goes: same base name, the format's extension. */
import { basename, dirname, extname, join, resolve } from 'node:path';
import { ConvertError } from './convert-error.ts';
import type { Format } from './format.ts';

export interface PlannedOutput {
  readonly input: string;
  readonly output: string | ConvertError;
}

/**
 * @param folder where outputs go; beside each input where undefined
 * @returns one entry an input, in order; an error where an output would be the input itself or that of another input
 */
export function planOutputs(inputs: readonly string[], format: Format, folder: string | undefined): PlannedOutput[] {
  const takenBy = new Map<string, string>();
  return inputs.map((input) => {
    const name = `${basename(input, extname(input))}.${format}`;
    const output = join(folder ?? dirname(input), name);
    const first = takenBy.get(resolve(output));
    if (resolve(output) === resolve(input))
      return { input, output: new ConvertError('output-is-input', 'the output would overwrite it; give -o OUTDIR') };
    if (first !== undefined)
      return { input, output: new ConvertError('output-taken', `${output} is already the output of ${first}`) };
    takenBy.set(resolve(output), input);
    return { input, output };
  });
}
