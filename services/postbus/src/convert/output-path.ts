/** Where the output of each input goes: same base name, the format's extension, the folders of a tree kept. */
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { type MessageFormat, extensionOf } from '@postbus/message-file';
import { ConvertError } from './convert-error.ts';
import type { InputFile } from './input-files.ts';

/** Digits of the names of an mbox's messages, so that they stand in their order. */
const digits = 6;

/** The paths that are spoken for: no input is written over, and no output. */
export class OutputPaths {
  readonly #format: MessageFormat;
  readonly #folder: string | undefined;
  /** Path of each input by its resolved path, and of each output that of its input. */
  readonly #inputs: ReadonlySet<string>;
  readonly #takenBy = new Map<string, string>();

  /** @param folder where outputs go; beside each input where undefined */
  constructor(format: MessageFormat, folder: string | undefined, inputs: readonly InputFile[]) {
    this.#format = format;
    this.#folder = folder;
    this.#inputs = new Set(inputs.map(({ path }) => resolve(path)));
  }

  /**
   * The output of a message; the folder of those of an mbox.
   * @throws {ConvertError} `output-is-input`, `output-taken`
   */
  of(file: InputFile): string {
    const output = this.#outputOf(file);
    this.#refuseTaken(output);
    this.#takenBy.set(resolve(output), file.path);
    return output;
  }

  /** Whether a file that was found in a folder has the name of its own output: it is what was asked for. */
  isOutput(file: InputFile): boolean {
    return file.root !== undefined && resolve(this.#outputOf(file)) === resolve(file.path);
  }

  /**
   * The output of message `number` of an mbox whose outputs go to `folder`.
   * @throws {ConvertError} as `of` does
   */
  ofMessage(folder: string, number: number): string {
    const output = join(folder, `${String(number).padStart(digits, '0')}.${extensionOf(this.#format)}`);
    this.#refuseTaken(output);
    return output;
  }

  #outputOf({ path, kind, root }: InputFile): string {
    const base = basename(path, extname(path));
    return join(this.#folderFor(path, root), kind === 'mbox' ? base : `${base}.${extensionOf(this.#format)}`);
  }

  #folderFor(path: string, root: string | undefined): string {
    if (this.#folder === undefined) return dirname(path);
    return root === undefined ? this.#folder : join(this.#folder, relative(root, dirname(path)));
  }

  #refuseTaken(output: string): void {
    if (this.#inputs.has(resolve(output)))
      throw new ConvertError('output-is-input', `the output would overwrite ${output}; give -o OUTDIR`);
    const first = this.#takenBy.get(resolve(output));
    if (first !== undefined) throw new ConvertError('output-taken', `${output} is already the output of ${first}`);
  }
}
