/** What came over a connection and was not read yet, taken line by line. RFC 5321 2.3.8: a line ends in CR LF and nowhere else. */
import { PostbusError } from '@postbus/errors';

/** Why a line cannot be a command; `length` is how many bytes of it were looked at. */
export class LineError extends PostbusError<'bare-line-end' | 'too-long'> {
  readonly length: number;

  constructor(code: LineError['code'], length: number) {
    super(code, `${code} in a command line of ${length} bytes or more`);
    this.length = length;
  }
}

const lineFeed = 10;
const empty = Buffer.alloc(0);

export class InputBuffer {
  #bytes: Buffer = empty;
  #at = 0;
  /** Bytes behind `#at` known to hold no LF. */
  #searched = 0;

  get length(): number {
    return this.#bytes.length - this.#at;
  }

  push(chunk: Buffer): void {
    this.#bytes = this.length === 0 ? chunk : Buffer.concat([this.rest(), chunk]);
    this.#at = 0;
  }

  /** All that is there; `skip` says how much of it was read. */
  rest(): Buffer {
    return this.#at === 0 ? this.#bytes : this.#bytes.subarray(this.#at);
  }

  skip(length: number): void {
    this.#at += length;
    this.#searched = 0;
    if (this.#at < this.#bytes.length) return;
    this.#bytes = empty;
    this.#at = 0;
  }

  /**
   * The next line without its CR LF, one character a byte; undefined while its end has not come.
   * @param limit longest line in bytes, its CR LF counted
   * @throws {LineError} `bare-line-end` where LF has no CR before it or CR no LF behind it, `too-long`
   */
  takeLine(limit: number): string | undefined {
    const end = this.#bytes.indexOf(lineFeed, this.#at + this.#searched);
    const length = (end < 0 ? this.#bytes.length : end + 1) - this.#at;
    if (length > limit) throw new LineError('too-long', length);
    if (end < 0) {
      this.#searched = length;
      return undefined;
    }
    const line = this.#bytes.toString('latin1', this.#at, end);
    if (line.indexOf('\r') !== line.length - 1 || line.length === 0) throw new LineError('bare-line-end', length);
    this.skip(length);
    return line.slice(0, -1);
  }
}
