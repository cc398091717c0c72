/** How much a stream may ask for. */

export interface TnefLimits {
  /** Messages within messages. Stops a stream nested to exhaust the stack, whose bytes are summed once a level. 16 unless told. */
  readonly depth?: number;
  /** Recipients and attachments, embedded ones included. Stops a table of empty rows, which takes fifty times its bytes. 100,000 unless told. */
  readonly objects?: number;
  /** Properties and values of multi-valued ones. Stops lists of empty values, which take twenty times their bytes. 2,000,000 unless told. */
  readonly values?: number;
  /** Defects told. Stops a stream of defects, each longer than what it tells of. 1,000 unless told. */
  readonly defects?: number;
}

export const defaultLimits: Required<TnefLimits> = {
  depth: 16,
  objects: 100_000,
  values: 2_000_000,
  defects: 1_000,
};

/** What is left of the limits while one stream is read with all that is embedded in it. */
export class Budget {
  readonly depth: number;
  #objects: number;
  #values: number;

  constructor(limits: Required<TnefLimits>) {
    this.depth = limits.depth;
    this.#objects = limits.objects;
    this.#values = limits.values;
  }

  /** Whether one more recipient or attachment may be made. */
  takeObject(): boolean {
    return --this.#objects >= 0;
  }

  /** Whether one more property or value may be made. */
  takeValue(): boolean {
    return --this.#values >= 0;
  }
}
