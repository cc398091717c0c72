/** Text that is put together from many pieces, kept as UTF-8 until it is asked for. */
import { withRoom } from './growing-bytes.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** Up to this length a string is written here; the encoder costs more than it saves. */
const shortText = 24;

export class Utf8Sink {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds `bytes[start, end)`, which are UTF-8. */
  copy(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = withRoom(this.#bytes, this.#length, end - start);
    if (end - start < shortText) for (let at = start; at < end; at++) this.#bytes[this.#length++] = bytes[at]!;
    else {
      this.#bytes.set(bytes.subarray(start, end), this.#length);
      this.#length += end - start;
    }
  }

  text(text: string): void {
    this.#bytes = withRoom(this.#bytes, this.#length, text.length * 3);
    if (text.length > shortText || !this.#short(text)) {
      this.#length += encoder.encodeInto(text, this.#bytes.subarray(this.#length)).written;
    }
  }

  /** What was added from `start` to `end`, both lengths of before, as text. */
  read(start = 0, end = this.#length): string {
    return decoder.decode(this.#bytes.subarray(start, end));
  }

  /** What was added; adding more leaves it stale. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** Writes what has no surrogates; says no, and has written nothing, where there are some. */
  #short(text: string): boolean {
    const bytes = this.#bytes;
    let to = this.#length;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit < 0x80) bytes[to++] = unit;
      else if (unit < 0x800) {
        bytes[to++] = 0xc0 | (unit >> 6);
        bytes[to++] = 0x80 | (unit & 0x3f);
      } else {
        if (unit >= 0xd800 && unit < 0xe000) return false;
        bytes[to++] = 0xe0 | (unit >> 12);
        bytes[to++] = 0x80 | ((unit >> 6) & 0x3f);
        bytes[to++] = 0x80 | (unit & 0x3f);
      }
    }
    this.#length = to;
    return true;
  }
}
