/** Reads little-endian numbers and runs of bytes one after another; never past the end. */
import { BytesError } from './bytes-error.ts';

export class ByteReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #offset: number;

  constructor(bytes: Uint8Array, offset = 0) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#offset = offset;
  }

  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.bytes.length - this.#offset;
  }

  /** Moves to `offset`. @throws {BytesError} `out-of-range` */
  seek(offset: number): void {
    if (offset < 0 || offset > this.bytes.length) throw new BytesError('out-of-range', offset, 'seek past the end');
    this.#offset = offset;
  }

  uint8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  int64(): bigint {
    return this.#view.getBigInt64(this.#take(8), true);
  }

  uint64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  float32(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  float64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** A view of the next `length` bytes; not a copy. @throws {BytesError} `out-of-range` */
  take(length: number): Uint8Array {
    const start = this.#take(length);
    return this.bytes.subarray(start, start + length);
  }

  #take(length: number): number {
    const start = this.#offset;
    if (length < 0 || length > this.bytes.length - start) {
      throw new BytesError('out-of-range', start, `${length} bytes wanted, ${this.bytes.length - start} left`);
    }
    this.#offset = start + length;
    return start;
  }
}
