/** The bytes of one header, and their text: made at once where all is ASCII, of which the fields are cut. RFC 5322 2.2 */
import { latin1Text } from '@postbus/bytes';
import { decodeHeaderBytes } from './header-text.ts';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

export class HeaderSource {
  readonly bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  readonly #charset: () => string | undefined;
  /** Null where fields are to be decoded one by one. */
  #text: string | null | undefined;

  /** @param charset charset of 8-bit bytes that are not UTF-8, asked for only where there are any */
  constructor(bytes: Uint8Array, start: number, end: number, charset: () => string | undefined) {
    this.bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#charset = charset;
  }

  /** Text of the bytes between two offsets, as `decodeHeaderBytes` gives it. */
  text(from: number, to: number): string {
    const whole = this.#whole();
    if (whole !== null) return whole.slice(from - this.#start, to - this.#start);
    return decodeHeaderBytes(this.bytes.subarray(from, to), this.#charset);
  }

  /** Text of a field's name, one character a byte. */
  name(from: number, to: number): string {
    const whole = this.#whole();
    return whole === null ? latin1Text(this.bytes, from, to) : whole.slice(from - this.#start, to - this.#start);
  }

  #whole(): string | null {
    return this.#text === undefined ? (this.#text = this.#decoded()) : this.#text;
  }

  #decoded(): string | null {
    const text = utf8.decode(this.bytes.subarray(this.#start, this.#end));
    // Of what is not ASCII, UTF-8 has fewer characters than bytes, and anything else comes out as U+FFFD.
    const isAscii = text.length === this.#end - this.#start && !text.includes('\ufffd');
    return isAscii && !text.includes('\x1b') ? text : null;
  }
}
