/** What is wrong in a compound file that could be read all the same. */
export type CfbDefectCode =
  | 'header-field'
  | 'sector-out-of-range'
  | 'chain-has-a-cycle'
  | 'sector-used-twice'
  | 'chain-too-short'
  | 'fat-lost'
  | 'truncated'
  | 'directory-found-by-scan'
  | 'entry-invalid'
  | 'entry-out-of-range'
  | 'tree-has-a-cycle'
  | 'entry-found-by-scan'
  | 'duplicate-name'
  | 'too-deep'
  | 'more-defects';

export interface CfbDefect {
  readonly code: CfbDefectCode;
  /** One sentence: what was wrong and what became of it. */
  readonly message: string;
  /** Of the faulty field, in bytes from the start of the file. */
  readonly offset: number;
}

/** Collects defects up to a limit: a file made of nothing but defects must not fill the memory with reports. */
export class DefectList {
  readonly list: CfbDefect[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(code: CfbDefectCode, offset: number, message: string): void {
    if (this.list.length < this.#most) this.list.push({ code, message, offset });
    else if (this.list.length === this.#most)
      this.list.push({ code: 'more-defects', message: 'there are more defects than are listed', offset });
  }
}
