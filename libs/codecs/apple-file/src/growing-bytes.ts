/** Bytes that grow by doubling up to a limit. */
import { AppleFileError } from './apple-file-error.ts';

export class GrowingBytes {
  readonly #limit: number;
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity: number, limit: number) {
    this.#bytes = new Uint8Array(Math.min(capacity, limit));
    this.#limit = limit;
  }

  get length(): number {
    return this.#length;
  }

  get last(): number {
    return this.#bytes[this.#length - 1] ?? 0;
  }

  /** `count` times `byte`. `offset` is where in the input they come from. @throws {AppleFileError} `too-large` */
  push(byte: number, count: number, offset: number): void {
    const end = this.#length + count;
    if (end > this.#bytes.length) this.#grow(end, offset);
    if (count === 1) this.#bytes[this.#length] = byte;
    else this.#bytes.fill(byte, this.#length, end);
    this.#length = end;
  }

  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(end: number, offset: number): void {
    if (end > this.#limit) throw new AppleFileError('too-large', offset, `more than ${this.#limit} decoded bytes`);
    const grown = new Uint8Array(Math.min(this.#limit, Math.max(end, this.#bytes.length * 2)));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
