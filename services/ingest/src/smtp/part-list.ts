/**
 * Runs of bytes in their order. Views of what came are kept as they are, but many small ones are copied together: a view
 * costs a hundred bytes or more, and a sender may give one byte at a time, or a doubled dot in every line.
 */

/** Views that are kept however small. */
const free = 16;
/** Bytes from which on a view is kept in any case. */
const large = 1024;
const blockBytes = 16 * 1024;

export class PartList {
  #parts: Buffer[] = [];
  #block: Buffer | undefined;
  /** What of the block is in use, and what of that is in `#parts`. */
  #used = 0;
  #sealed = 0;

  add(part: Buffer): void {
    if (part.length >= large || this.#parts.length < free) {
      this.#seal();
      this.#parts.push(part);
      return;
    }
    if (this.#block === undefined || part.length > this.#block.length - this.#used) this.#newBlock();
    part.copy(this.#block!, this.#used);
    this.#used += part.length;
  }

  /** All runs added so far; the list is empty then. */
  take(): Buffer[] {
    this.#seal();
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }

  #newBlock(): void {
    this.#seal();
    this.#block = Buffer.allocUnsafeSlow(blockBytes);
    this.#used = 0;
    this.#sealed = 0;
  }

  #seal(): void {
    if (this.#block === undefined || this.#used === this.#sealed) return;
    this.#parts.push(this.#block.subarray(this.#sealed, this.#used));
    this.#sealed = this.#used;
  }
}
