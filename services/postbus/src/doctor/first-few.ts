/** Names for a finding: the first few, and how many there are. */
import { count } from '../terminal/numbers.ts';

/** Names that a finding tells; thousands would hide the other findings. */
const mostNamed = 3;

export class FirstFew {
  readonly #names: string[] = [];
  #count = 0;

  add(name: string): void {
    this.#count++;
    if (this.#names.length < mostNamed) this.#names.push(name);
  }

  get count(): number {
    return this.#count;
  }

  /** `a, b, c and 4 more` */
  get text(): string {
    const more = this.#count - this.#names.length;
    return `${this.#names.join(', ')}${more === 0 ? '' : ` and ${count(more)} more`}`;
  }

  /** What `tell` makes of the names; nothing where there are none. */
  told(tell: (names: string) => string): string[] {
    return this.#count === 0 ? [] : [tell(this.text)];
  }
}
