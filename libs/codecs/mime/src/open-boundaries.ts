/** The delimiters that may come next while a message is read. RFC 2046 5.1.1 */
import { latin1Text } from '@postbus/bytes';
import { DelimiterSearch } from './delimiter-search.ts';
import { lineEnd } from './header-scan.ts';

export interface Delimiter {
  /** How many entities are open around and with the multipart whose delimiter this is. */
  readonly depth: number;
  /** Whether it is the multipart's last one. */
  readonly closing: boolean;
  /** Offset of the delimiter's line, its line end before it not counted. */
  readonly lineStart: number;
  /** Offset after the delimiter's line. */
  readonly lineEnd: number;
}

const dash = 0x2d;
/** Up to so many open boundaries the search is made anew when one closes; with more it stays as safe as it was. */
const fewBoundaries = 8;
/** RFC 2046 allows 70; longer ones come, and lines longer than these cannot be delimiters. */
const longestBoundary = 1000;
const blank = /[ \t]/;

/** Finds the next line that delimits an open multipart: one map look-up a line that could be one, however many are open. */
export class OpenBoundaries {
  readonly #source: Uint8Array;
  readonly #depths = new Map<string, number[]>();
  readonly #search = new DelimiterSearch();

  constructor(source: Uint8Array) {
    this.#source = source;
  }

  open(boundary: string, depth: number): void {
    const depths = this.#depths.get(boundary);
    if (depths !== undefined) {
      depths.push(depth);
      return;
    }
    this.#depths.set(boundary, [depth]);
    this.#search.add(boundary);
  }

  /** Forgets the innermost multipart with `boundary`. */
  close(boundary: string): void {
    const depths = this.#depths.get(boundary);
    depths?.pop();
    if (depths?.length !== 0) return;
    this.#depths.delete(boundary);
    if (this.#depths.size <= fewBoundaries) this.#search.reset(this.#depths.keys());
  }

  /** The first delimiter on a line that starts at or after `from`, which is the start of a line. */
  next(from: number): Delimiter | undefined {
    if (this.#depths.size === 0) return undefined;
    for (let lineStart = from; ;) {
      const found = this.at(lineStart);
      if (found !== undefined) return found;
      const end = this.#search.next(this.#source, lineStart);
      if (end === -1) return undefined;
      lineStart = end + 1;
    }
  }

  /** The delimiter on the line that starts at `lineStart`, if it is one. Blanks may follow it, and words after them. RFC 2046 5.1.1 */
  at(lineStart: number): Delimiter | undefined {
    const source = this.#source;
    if (source[lineStart] !== dash || source[lineStart + 1] !== dash) return undefined;
    const end = lineEnd(source, lineStart);
    let textEnd = end;
    while (textEnd > lineStart + 2 && source[textEnd - 1]! <= 0x20) textEnd--;
    if (textEnd - lineStart > longestBoundary) return undefined;
    const text = latin1Text(source, lineStart + 2, textEnd);
    const depth = this.#depthOf(text);
    if (depth !== undefined) return { depth, closing: false, lineStart, lineEnd: end };
    // Most end in their dashes, after which the pattern need not look.
    const closing = text.endsWith('--') ? text.slice(0, -2) : /^(.*)--[ \t]/s.exec(text)?.[1];
    const closed = closing === undefined ? undefined : this.#depthOf(closing.trimEnd());
    if (closed !== undefined) return { depth: closed, closing: true, lineStart, lineEnd: end };
    const trailed = this.#depthOf(text.split(blank, 1)[0]!);
    return trailed === undefined ? undefined : { depth: trailed, closing: false, lineStart, lineEnd: end };
  }

  #depthOf(boundary: string): number | undefined {
    return this.#depths.get(boundary)?.at(-1);
  }
}
