/** One header field where it stands in the message. RFC 5322 2.2 */
import { decodeHeaderBytes, unfold } from './header-text.ts';
import { decodeEncodedWords } from './encoded-word.ts';
import { latin1Text } from '@postbus/bytes';

export class HeaderField {
  readonly source: Uint8Array;
  /** Offset of the first byte of the name. */
  readonly start: number;
  /** Offset after the last byte of the name. */
  readonly nameEnd: number;
  /** Offset after the colon. */
  readonly valueStart: number;
  /** Offset after the line end of the field's last line. */
  readonly end: number;
  readonly #charset: () => string | undefined;
  #value: string | undefined;
  #decoded: string | undefined;

  /** @param charset charset of 8-bit bytes that are not UTF-8, asked for only where there are any */
  constructor(
    source: Uint8Array,
    place: { start: number; nameEnd: number; valueStart: number; end: number },
    charset: () => string | undefined,
  ) {
    this.source = source;
    this.start = place.start;
    this.nameEnd = place.nameEnd;
    this.valueStart = place.valueStart;
    this.end = place.end;
    this.#charset = charset;
  }

  /** The name as written. */
  get name(): string {
    return latin1Text(this.source, this.start, this.nameEnd);
  }

  /** The bytes after the colon, folded as they are, without the last line end; a view. */
  get valueBytes(): Uint8Array {
    let end = this.end;
    if (end > this.valueStart && this.source[end - 1] === 0x0a) end--;
    if (end > this.valueStart && this.source[end - 1] === 0x0d) end--;
    return this.source.subarray(this.valueStart, end);
  }

  /** The whole field with its line end; a view. */
  get bytes(): Uint8Array {
    return this.source.subarray(this.start, this.end);
  }

  /** The value unfolded and trimmed, encoded words left as they are: what the parsers of structured fields take. */
  get value(): string {
    return (this.#value ??= unfold(decodeHeaderBytes(this.valueBytes, this.#charset)));
  }

  /** The value of an unstructured field: unfolded, with encoded words decoded. RFC 2047 5 (1) */
  get text(): string {
    return (this.#decoded ??= decodeEncodedWords(this.value));
  }
}
