/** Bytes to be written, large ones by reference: a stream with its attachments is put together once, at its end. */
import { ByteWriter, concat } from '@postbus/bytes';
import { checksum } from './checksum.ts';

/** Shorter runs are cheaper to copy than to keep apart. */
const keptApart = 2048;

export class ByteRope {
  readonly #parts: Uint8Array[] = [];
  /** The short runs since the last part. */
  #run: ByteWriter | undefined;
  /** Bytes in the parts, and their sum, modulo 65536. */
  #length = 0;
  #sum = 0;

  get length(): number {
    return this.#length + (this.#run?.length ?? 0);
  }

  uint8(value: number): this {
    this.#open().uint8(value);
    return this;
  }

  uint16(value: number): this {
    this.#open().uint16(value);
    return this;
  }

  uint32(value: number): this {
    this.#open().uint32(value);
    return this;
  }

  int64(value: bigint): this {
    this.#open().int64(value);
    return this;
  }

  /** `value` is kept, not copied, where it is long: it must stay as it is. */
  bytes(value: Uint8Array): this {
    if (value.length < keptApart) {
      this.#open().bytes(value);
    } else {
      this.#close();
      this.#push(value);
    }
    return this;
  }

  zeros(count: number): this {
    for (let left = count; left > 0; left--) this.uint8(0);
    return this;
  }

  append(other: ByteRope): this {
    this.#close();
    other.#close();
    for (const part of other.#parts) this.#parts.push(part);
    this.#length += other.#length;
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

  #open(): ByteWriter {
    return (this.#run ??= new ByteWriter());
  }

  #close(): void {
    if (this.#run === undefined) return;
    this.#push(this.#run.finish());
    this.#run = undefined;
  }

  #push(part: Uint8Array): void {
    this.#parts.push(part);
    this.#length += part.length;
    this.#sum = (this.#sum + checksum(part)) & 0xffff;
  }
}
