/** What the relay must know of a message's bytes before it sends them, read once, in chunks. */

/** Plain JSON: kept in the job. */
export type MessageFacts = {
  /** Bytes. */
  readonly size: number;
  readonly eightBit: boolean;
  readonly eightBitHeader: boolean;
  /** Whether there is a CR or LF that is not part of CRLF: it cannot be sent as it is. RFC 5321 2.3.8 */
  readonly bareLineEnd: boolean;
  /** Trace fields in the header. RFC 5321 6.3 */
  readonly received: number;
  /** The first of those that are as long as it. A job of before has none. */
  readonly longestLine?: LongestLine;
};

export type LongestLine = {
  readonly part: 'header' | 'body';
  /** From 1, within that part. */
  readonly number: number;
  /** Without the line end. */
  readonly bytes: number;
};

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const received = Buffer.from('received:');

export async function messageFacts(content: AsyncIterable<Uint8Array>): Promise<MessageFacts> {
  const reader = new FactsReader();
  for await (const chunk of content) reader.read(chunk);
  return reader.facts();
}

/**
 * Why no host may get these bytes as they are: nothing is ever rewritten, since it would break a signature.
 *
 * @param longest bytes that a line may have without its end, 0 for any. RFC 5321 4.5.3.1.6, RFC 5322 2.1.1
 * @returns undefined where they may be sent
 */
export function unsendable({ bareLineEnd, longestLine }: MessageFacts, longest: number): string | undefined {
  if (bareLineEnd) return 'the message has a CR or LF that is no line end';
  if (longest === 0 || longestLine === undefined || longestLine.bytes <= longest) return undefined;
  const { part, number, bytes } = longestLine;
  return `line ${number} of the ${part} has ${bytes} bytes, and a line may have ${longest}`;
}

class FactsReader {
  private size = 0;
  private eightBit = false;
  private eightBitHeader = false;
  private bareLineEnd = false;
  private received = 0;
  private inHeader = true;
  private last = lineFeed;
  /** Bytes of the line so far, without its end. */
  private column = 0;
  /** Lines of this part before the one that is read. */
  private lines = 0;
  private longestLine: LongestLine = { part: 'header', number: 1, bytes: 0 };
  /** How much of `received:` the line began with. */
  private matched = 0;

  read(chunk: Uint8Array): void {
    this.size += chunk.length;
    for (const byte of chunk) {
      if (byte === lineFeed) this.endLine();
      else if (byte !== carriageReturn) this.readText(byte);
      if (this.last === carriageReturn && byte !== lineFeed) this.bareLineEnd = true;
      this.last = byte;
    }
  }

  facts(): MessageFacts {
    if (this.column > this.longestLine.bytes) this.noteLongest();
    const { size, eightBit, eightBitHeader, received, longestLine } = this;
    const bareLineEnd = this.bareLineEnd || this.last === carriageReturn;
    return { size, eightBit, eightBitHeader, received, bareLineEnd, longestLine };
  }

  private endLine(): void {
    if (this.last !== carriageReturn) this.bareLineEnd = true;
    if (this.column > this.longestLine.bytes) this.noteLongest();
    this.lines++;
    if (this.column === 0 && this.inHeader) this.beginBody();
    this.column = 0;
    this.matched = 0;
  }

  private beginBody(): void {
    this.inHeader = false;
    this.lines = 0;
  }

  private noteLongest(): void {
    this.longestLine = { part: this.inHeader ? 'header' : 'body', number: this.lines + 1, bytes: this.column };
  }

  private readText(byte: number): void {
    if (byte >= 0x80) {
      this.eightBit = true;
      this.eightBitHeader ||= this.inHeader;
    }
    if (this.inHeader && this.matched === this.column && this.matched < received.length) this.match(byte);
    this.column++;
  }

  private match(byte: number): void {
    const lower = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
    if (lower !== received[this.matched]) return;
    this.matched++;
    if (this.matched === received.length) this.received++;
  }
}
