/** How conversions went, on standard error. */
import type { MessageDefect } from '@postbus/message-file';
import { visible } from '../terminal/cells.ts';
import { counted } from '../terminal/numbers.ts';
import { type Output, type Palette, paletteFor } from '../terminal/palette.ts';
import type { ConversionOutcome, FailedInput } from './conversion.ts';
import { Progress } from './progress.ts';

/** Defects of one message that are told; a message may have thousands. */
const toldDefects = 10;

export class Telling {
  readonly #errors: Output;
  readonly #palette: Palette;
  readonly #progress: Progress;
  #converted = 0;
  #failed = 0;

  /** @param total messages to come; undefined where it is not known before the end */
  constructor(errors: Output, total: number | undefined) {
    this.#errors = errors;
    this.#palette = paletteFor(errors, process.env);
    this.#progress = new Progress(errors, total);
  }

  /** How many inputs failed. */
  get failed(): number {
    return this.#failed;
  }

  end(name: string, { failure, defects }: ConversionOutcome): void {
    if (failure === undefined) this.#converted++;
    else this.fail({ name, failure, isWarning: false });
    if (defects.length > 0) this.#warn(name, defects);
    this.#progress.step(name);
  }

  fail({ name, failure, isWarning }: FailedInput): void {
    if (isWarning) return this.#line(this.#palette.quiet(visible(name)), `warning: ${failure}`);
    this.#failed++;
    this.#line(this.#palette.bad(visible(name)), failure);
  }

  /** The sum, where there was more than one message. */
  sum(): void {
    this.#progress.clear();
    if (this.#converted + this.#failed < 2) return;
    const good = `${counted(this.#converted, 'message')} converted`;
    const { good: green, bad } = this.#palette;
    this.#errors.write(`${this.#failed === 0 ? green(good) : `${good}, ${bad(`${this.#failed} failed`)}`}\n`);
  }

  #warn(name: string, defects: readonly MessageDefect[]): void {
    const file = this.#palette.quiet(visible(name));
    for (const { code, place, message } of defects.slice(0, toldDefects))
      this.#line(file, visible(`warning: ${code} at ${place}: ${message}`));
    const more = defects.length - toldDefects;
    if (more > 0) this.#line(file, `warning: ${counted(more, 'more defect')}`);
  }

  #line(name: string, text: string): void {
    this.#progress.clear();
    this.#errors.write(`${name}: ${text}\n`);
  }
}
