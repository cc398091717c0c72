/** Bytes to be written, large ones by reference: a stream with its attachments is put together once, at its end. */
import { ByteWriter, concat } from '@postbus/bytes';
import { checksum } from './checksum.ts';

/** Shorter runs are cheaper to copy than to keep apart. */
const keptApart = 2048;

export class ByteRope {
  readonly #parts: Uint8Array[] = [];
  #small = new ByteWriter();
  #closed = 0;
  #sum = 0;

  get length(): number {
    return this.#closed + this.#small.length;
  }

  uint8(value: number): this {
    this.#small.uint8(value);
    return this;
  }

  uint16(value: number): this {
    this.#small.uint16(value);
    return this;
  }

  uint32(value: number): this {
    this.#small.uint32(value);
    return this;
  }

  int64(value: bigint): this {
    this.#small.int64(value);
    return this;
  }

  /** `value` is kept, not copied, where it is long: it must stay as it is. */
  bytes(value: Uint8Array): this {
    if (value.length < keptApart) {
      this.#small.bytes(value);
    } else {
      this.#close();
      this.#push(value, checksum(value));
    }
    return this;
  }

  zeros(count: number): this {
    for (let left = count; left > 0; left--) this.#small.uint8(0);
    return this;
  }

  append(other: ByteRope): this {
    this.#close();
    other.#close();
    for (const part of other.#parts) this.#parts.push(part);
    this.#closed += other.#closed;
    this.#sum = (this.#sum + other.#sum) & 0xffff;
    return this;
  }

  /** The sum of all bytes, modulo 65536. */
  checksum(): number {
    this.#close();
    return this.#sum;
  }

  finish(): Uint8Array<ArrayBuffer> {
    this.#close();
    return concat(this.#parts);
  }

  #close(): void {
    if (this.#small.length === 0) return;
    const bytes = this.#small.finish();
    this.#push(bytes, checksum(bytes));
    this.#small = new ByteWriter();
  }

  #push(bytes: Uint8Array, sum: number): void {
    this.#parts.push(bytes);
    this.#closed += bytes.length;
    this.#sum = (this.#sum + sum) & 0xffff;
  }
}
