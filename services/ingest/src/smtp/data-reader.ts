/**
 * Finds the end of the mail data and takes the doubled dots away. RFC 5321 4.1.1.4 and 4.5.2
 * The data ends in CR LF . CR LF alone. LF without CR and CR without LF end no line; they are remembered as a defect, for a
 * reader that took them as ends of lines would see another message than the one accepted here ("SMTP smuggling").
 */

import { PartList } from './part-list.ts';

const lineFeed = 10;
const carriageReturn = 13;
const dot = 46;

/** What was read last. */
const State = {
  /** CR LF of a line, or nothing yet. */
  LineStart: 0,
  /** Text of a line. */
  Text: 1,
  /** CR behind text. */
  TextCr: 2,
  /** A dot as the first byte of a line. */
  Dot: 3,
  /** That dot, and a CR. */
  DotCr: 4,
  /** CR LF . CR LF */
  End: 5,
} as const;
type State = (typeof State)[keyof typeof State];

export type DataDefect = 'bare-line-feed' | 'bare-carriage-return';

export class DataReader {
  /** The message's bytes, where they can be, views of the chunks pushed. */
  readonly parts = new PartList();
  /** Bytes of the message so far, doubled dots counted once. */
  bytes = 0;
  /** Bytes before the body, the empty line included; undefined until that line has come. RFC 5322 2.1 */
  headerBytes: number | undefined;
  /** Of a whole line with its CR LF. */
  longestLine = 0;
  /** The first one. */
  defect: DataDefect | undefined;
  #state: State = State.LineStart;
  /** Value of `bytes` at the start of the line. */
  #lineStart = 0;
  /** Where in the chunk the run begins that is not in `parts` yet. */
  #run = 0;
  /** The next LF and CR of the chunk, as far as looked for; the chunk's length where there is none. */
  #nextLf = -1;
  #nextCr = -1;

  /** Bytes of the line that is being read. */
  get lineLength(): number {
    return this.bytes - this.#lineStart;
  }

  /**
   * Reads `chunk`.
   * @returns index of the first byte behind the end of data, or -1 where the data goes on
   */
  push(chunk: Buffer): number {
    let at = 0;
    this.#run = 0;
    this.#nextLf = -1;
    this.#nextCr = -1;
    while (at < chunk.length) {
      at = this.#state === State.Text ? this.#readText(chunk, at) : this.#readByte(chunk, at);
      if (this.#state === State.End) return at;
    }
    if (this.#state !== State.DotCr) this.#take(chunk, at);
    return -1;
  }

  /** Reads text up to the end of the line, of the chunk, or to a defect. Returns where to go on. */
  #readText(chunk: Buffer, at: number): number {
    if (this.#nextLf < at) this.#nextLf = indexOrEnd(chunk, lineFeed, at);
    if (this.#nextCr < at) this.#nextCr = indexOrEnd(chunk, carriageReturn, at);
    const lf = this.#nextLf;
    const cr = this.#nextCr;
    if (lf < cr) {
      this.defect ??= 'bare-line-feed';
      return lf + 1;
    }
    if (cr === chunk.length) return cr;
    if (lf === cr + 1 && lf < chunk.length) {
      this.#endLine(this.bytes + lf + 1 - this.#run);
      return lf + 1;
    }
    this.#state = State.TextCr;
    return cr + 1;
  }

  /** Reads a byte whose meaning hangs on the bytes before it, or leaves it to be read as text. Returns where to go on. */
  #readByte(chunk: Buffer, at: number): number {
    const byte = chunk[at]!;
    if (this.#state === State.LineStart && byte === dot) {
      this.#take(chunk, at);
      this.#run = at + 1;
      this.#state = State.Dot;
      return at + 1;
    }
    if (this.#state === State.Dot && byte === carriageReturn) {
      this.#state = State.DotCr;
      return at + 1;
    }
    if (this.#state === State.DotCr && byte === lineFeed) {
      this.#state = State.End;
      return at + 1;
    }
    if (this.#state === State.TextCr && byte === lineFeed) {
      this.#endLine(this.bytes + at + 1 - this.#run);
      return at + 1;
    }
    if (this.#state === State.DotCr || this.#state === State.TextCr) this.defect ??= 'bare-carriage-return';
    this.#state = State.Text;
    return at;
  }

  #take(chunk: Buffer, end: number): void {
    const start = this.#run;
    if (end <= start) return;
    this.parts.add(start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end));
    this.bytes += end - start;
    this.#run = end;
  }

  /** @param end bytes of the message up to the end of this line */
  #endLine(end: number): void {
    const length = end - this.#lineStart;
    if (length > this.longestLine) this.longestLine = length;
    if (length === 2) this.headerBytes ??= end;
    this.#lineStart = end;
    this.#state = State.LineStart;
  }
}

function indexOrEnd(chunk: Buffer, byte: number, from: number): number {
  const index = chunk.indexOf(byte, from);
  return index < 0 ? chunk.length : index;
}
