/** What is wrong in a stream that could be read all the same. */

export type TnefDefectCode =
  | 'wrong-version'
  | 'wrong-checksum'
  | 'truncated'
  | 'not-an-attribute'
  | 'unknown-attribute'
  | 'wrong-level'
  | 'wrong-attribute-type'
  | 'bad-attribute'
  | 'missing-renddata'
  | 'wrong-count'
  | 'unknown-property-type'
  | 'bad-property-name'
  | 'unknown-interface'
  | 'bad-embedded-message'
  | 'too-deep'
  | 'too-many';

export interface TnefDefect {
  readonly code: TnefDefectCode;
  /** One sentence for people. */
  readonly message: string;
  /** Bytes from the start of what was given to `readTnef`, within embedded messages too. */
  readonly offset: number;
}

/** Collects defects in the order in which they were met, the first `limit` of them. */
export class DefectLog {
  readonly list: TnefDefect[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  report(code: TnefDefectCode, offset: number, message: string): void {
    if (this.list.length < this.#limit) this.list.push({ code, message, offset });
  }
}
