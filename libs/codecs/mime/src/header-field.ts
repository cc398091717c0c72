/** One header field where it stands in the message. RFC 5322 2.2 */
import { decodeEncodedWords } from './encoded-word.ts';
import type { HeaderSource } from './header-source.ts';
import { unfold } from './header-text.ts';

export class HeaderField {
  /** Offset of the first byte of the name. */
  readonly start: number;
  /** Offset after the last byte of the name. */
  readonly nameEnd: number;
  /** Offset after the colon. */
  readonly valueStart: number;
  /** Offset after the line end of the field's last line. */
  readonly end: number;
  readonly #header: HeaderSource;
  #name: string | undefined;
  #value: string | undefined;
  #decoded: string | undefined;

  constructor(header: HeaderSource, place: { start: number; nameEnd: number; valueStart: number; end: number }) {
    this.start = place.start;
    this.nameEnd = place.nameEnd;
    this.valueStart = place.valueStart;
    this.end = place.end;
    this.#header = header;
  }

  /** What the offsets count in. */
  get source(): Uint8Array {
    return this.#header.bytes;
  }

  /** The name as written. */
  get name(): string {
    return (this.#name ??= this.#header.name(this.start, this.nameEnd));
  }

  /** The bytes after the colon, folded as they are, without the last line end; a view. */
  get valueBytes(): Uint8Array {
    return this.source.subarray(this.valueStart, this.#valueEnd);
  }

  /** The whole field with its line end; a view. */
  get bytes(): Uint8Array {
    return this.source.subarray(this.start, this.end);
  }

  /** The value unfolded and trimmed, encoded words left as they are: what the parsers of structured fields take. */
  get value(): string {
    return (this.#value ??= unfold(this.#header.text(this.valueStart, this.#valueEnd)));
  }

  /** The value of an unstructured field: unfolded, with encoded words decoded. RFC 2047 5 (1) */
  get text(): string {
    return (this.#decoded ??= decodeEncodedWords(this.value));
  }

  get #valueEnd(): number {
    const { source } = this;
    let end = this.end;
    if (end > this.valueStart && source[end - 1] === 0x0a) end--;
    if (end > this.valueStart && source[end - 1] === 0x0d) end--;
    return end;
  }
}
