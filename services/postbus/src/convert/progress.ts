/** How far a conversion is, on one line of a terminal; nothing elsewhere. */
import { shortened, visible } from '../terminal/cells.ts';
import { count } from '../terminal/numbers.ts';
import type { Output } from '../terminal/palette.ts';

const clearLine = '\r\u001b[2K';
/** Milliseconds between two drawings. */
const interval = 50;

export class Progress {
  readonly #output: Output;
  readonly #total: number | undefined;
  #done = 0;
  #drawnAt = 0;

  /** @param total files to come; undefined where it is not known before the end */
  constructor(output: Output, total: number | undefined) {
    this.#output = output;
    this.#total = total;
  }

  /** One more file ended, `name`. */
  step(name: string): void {
    this.#done++;
    if (this.#output.isTTY !== true || performance.now() - this.#drawnAt < interval) return;
    this.#drawnAt = performance.now();
    const done = this.#total === undefined ? count(this.#done) : `${count(this.#done)} of ${count(this.#total)}`;
    const line = `${done}  ${visible(name)}`;
    this.#output.write(clearLine + shortened(line, (this.#output.columns ?? 80) - 1));
  }

  /** Takes the line away, before something else is written or at the end. */
  clear(): void {
    if (this.#output.isTTY === true && this.#drawnAt > 0) this.#output.write(clearLine);
    this.#drawnAt = 0;
  }
}
