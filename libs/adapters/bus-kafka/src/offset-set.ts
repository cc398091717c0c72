/** A set of offsets that lie close together: a bit each. */

const wordsAPiece = 32;
const offsetsAPiece = wordsAPiece * 32;

export class OffsetSet {
  readonly #pieces = new Map<number, Uint32Array>();

  add(offset: number): void {
    const at = Math.floor(offset / offsetsAPiece);
    let piece = this.#pieces.get(at);
    if (piece === undefined) this.#pieces.set(at, (piece = new Uint32Array(wordsAPiece)));
    const bit = offset % offsetsAPiece;
    piece[bit >>> 5]! |= 1 << (bit & 31);
  }

  has(offset: number): boolean {
    const piece = this.#pieces.get(Math.floor(offset / offsetsAPiece));
    const bit = offset % offsetsAPiece;
    return piece !== undefined && (piece[bit >>> 5]! & (1 << (bit & 31))) !== 0;
  }

  /** Forgets offsets below `offset`, a piece at a time. */
  forgetBefore(offset: number): void {
    const first = Math.floor(offset / offsetsAPiece);
    for (const at of this.#pieces.keys()) if (at < first) this.#pieces.delete(at);
  }
}
