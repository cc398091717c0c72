/** Code points to bytes, by pages of 256 code points, so that a table costs what it holds. */
const pageSize = 256;

export class CodePointTable {
  /** Values raised by one: 0 is none. */
  readonly #pages: (Uint16Array | undefined)[] = [];

  /** The bytes of `codePoint` as one number, the first byte the most significant; -1 where it has none. */
  get(codePoint: number): number {
    const page = this.#pages[codePoint >> 8];
    return page === undefined ? -1 : page[codePoint & 0xff]! - 1;
  }

  /** @param value below 0xFFFF */
  set(codePoint: number, value: number): void {
    (this.#pages[codePoint >> 8] ??= new Uint16Array(pageSize))[codePoint & 0xff] = value + 1;
  }

  /** As `set`, but what is there stays: of two ways to write a character the first counts. */
  add(codePoint: number, value: number): void {
    if (this.get(codePoint) === -1) this.set(codePoint, value);
  }

  /** A copy that may be changed. */
  copy(): CodePointTable {
    const copy = new CodePointTable();
    for (const [index, page] of this.#pages.entries()) if (page !== undefined) copy.#pages[index] = page.slice();
    return copy;
  }
}
