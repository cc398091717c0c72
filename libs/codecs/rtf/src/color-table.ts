/** The colour table: numbers to colours, 0 often the automatic one. [MSFT-RTF] "Color Table" */

/** Colours of one document. Stops tables of a million colours. */
const mostColors = 4096;

export class ColorTable {
  readonly #colors: (string | undefined)[] = [];
  #red = 0;
  #green = 0;
  #blue = 0;
  #isSet = false;

  /** `#rrggbb`, or undefined for the automatic colour and for numbers that the table lacks. */
  get(number: number): string | undefined {
    return this.#colors[number];
  }

  /** A control word inside the table. */
  word(word: string, parameter: number | undefined): void {
    const value = Math.min(Math.max(parameter ?? 0, 0), 255);
    if (word === 'red') this.#red = value;
    else if (word === 'green') this.#green = value;
    else if (word === 'blue') this.#blue = value;
    else return;
    this.#isSet = true;
  }

  /** Text inside the table: each semicolon ends a colour. */
  text(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end; at++) if (bytes[at] === 0x3b) this.#finish();
  }

  #finish(): void {
    if (this.#colors.length >= mostColors) return;
    const value = (this.#red << 16) | (this.#green << 8) | this.#blue;
    this.#colors.push(this.#isSet ? `#${value.toString(16).padStart(6, '0')}` : undefined);
    this.#red = this.#green = this.#blue = 0;
    this.#isSet = false;
  }
}
