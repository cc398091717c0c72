/**
 * Looks for line feeds before two dashes and one of several boundaries, skipping as Horspool's algorithm does: a byte
 * that no delimiter has lets the search jump over a whole delimiter's length.
 */
const lineFeed = 0x0a;
const dash = 0x2d;
/** Bytes of a delimiter that are looked for; more would skip no faster worth speaking of. */
const widest = 40;

/** Most messages have no parts, and need none. */
const none = new Uint8Array(0);

export class DelimiterSearch {
  /** Bytes of the shortest delimiter with its line feed; 0 where there is none. */
  #width = 0;
  /** By byte under the window's last place: how far the window may move. Always safe, not always the farthest. */
  #skips = none;

  /** Looks for `boundaries` from now on, and for nothing else. */
  reset(boundaries: Iterable<string>): void {
    this.#width = 0;
    for (const boundary of boundaries) this.add(boundary);
  }

  /** Looks for `boundary` too: a string of one character a byte. */
  add(boundary: string): void {
    const delimiter = `\n--${boundary}`;
    this.#narrow(Math.min(delimiter.length, widest));
    for (let index = 0; index < this.#width - 1; index++) {
      const byte = delimiter.charCodeAt(index);
      this.#skips[byte] = Math.min(this.#skips[byte]!, this.#width - 1 - index);
    }
  }

  /** Offset of the first line feed at or after `from` that a delimiter may follow, or -1. */
  next(source: Uint8Array, from: number): number {
    const skips = this.#skips;
    const before = this.#width - 1;
    const end = source.length;
    for (let last = from + before; last < end; last += skips[source[last]!]!) {
      const start = last - before;
      if (source[start] === lineFeed && source[start + 1] === dash && source[start + 2] === dash) return start;
    }
    return -1;
  }

  #narrow(width: number): void {
    if (this.#skips === none) this.#skips = new Uint8Array(256);
    if (this.#width === 0) this.#skips.fill(width);
    else if (width < this.#width) {
      const less = this.#width - width;
      for (let byte = 0; byte < 256; byte++) this.#skips[byte] = Math.max(1, this.#skips[byte]! - less);
    } else return;
    this.#width = width;
  }
}
