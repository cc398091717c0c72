/** Something that was wrong in what was read all the same; the reader adds the place (byte offset, path) as fields of its own. */
export interface Defect<Code extends string = string> {
  /** `more-defects` stands for all that are not listed. */
  readonly code: Code | 'more-defects';
  /** One sentence: what was wrong and what became of it. */
  readonly message: string;
}

/** Defects up to a limit: a file made of nothing but defects must not fill the memory with reports. */
export class DefectList<Kind extends Defect> {
  readonly list: Kind[] = [];
  readonly #most: number;

  /** @param most that are listed; one more, `more-defects`, tells where the first is that is not */
  constructor(most: number) {
    this.#most = most;
  }

  protected keep(defect: Kind): void {
    if (this.list.length < this.#most) this.list.push(defect);
    else if (this.list.length === this.#most)
      this.list.push({ ...defect, code: 'more-defects', message: 'there are more defects than are listed' });
  }
}
