/** Finds the messages of an mbox as its bytes come in; each byte is looked at once. RFC 4155 */
import { ChunkWindow } from './chunk-window.ts';
import { contentLengthIn, separatorAfter } from './content-length.ts';
import { beginsWithFrom, isSeparator, lineText, nextLine } from './from-line.ts';
import { type MboxMessage, type MboxOptions, type MboxVariant, defaultMessageBytes } from './mbox-message.ts';
import { MessageFileError } from './message-file-error.ts';
import { unquoteMbox } from './unquote-mbox.ts';

/** Bytes behind a place that tell what it is: two line ends, a separator, the first field of the next message. */
const lookahead = 1024;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = [0xef, 0xbb, 0xbf];

/** The message that is being looked through; offsets count from its separator line, the first byte held. */
interface OpenMessage {
  readonly start: number;
  /** Of the body; -1 while the header goes on. */
  bodyStart: number;
  contentLength: number | undefined;
  /** Of the line to be looked at next. */
  at: number;
  /** Up to where no line end was found behind `at`. */
  searched: number;
  /** Of the line before `at`, where that is empty; else -1. */
  emptyAt: number;
}

interface MessageEnd {
  readonly end: number;
  readonly next: number;
  readonly byLength: boolean;
}

export class MboxScanner {
  readonly #window: ChunkWindow;
  readonly #variant: MboxVariant;
  readonly #messageBytes: number;
  #open: OpenMessage | undefined;
  #number = 0;

  constructor(options: MboxOptions, bytes?: Uint8Array) {
    this.#window = new ChunkWindow(bytes);
    this.#variant = options.variant ?? 'auto';
    this.#messageBytes = options.messageBytes ?? defaultMessageBytes;
  }

  add(chunk: Uint8Array): void {
    this.#window.add(chunk);
  }

  /**
   * The messages whose end is in what was added.
   * @param isEnd whether nothing more comes
   * @throws {MessageFileError} `not-an-mbox`, `message-too-large`
   */
  *messages(isEnd: boolean): Generator<MboxMessage> {
    for (;;) {
      this.#open ??= this.#begin(isEnd);
      if (this.#open === undefined) return;
      const found = this.#findEnd(this.#open, isEnd);
      if ((found?.end ?? this.#window.bytes.length) > this.#messageBytes + this.#open.start + lookahead) this.#refuse();
      if (found === undefined) return;
      yield this.#take(this.#open, found);
    }
  }

  /** The separator line at the front; what is empty before the first one is passed over. */
  #begin(isEnd: boolean): OpenMessage | undefined {
    if (this.#number === 0) this.#passOverEmpty();
    const { bytes, offset } = this.#window;
    if (bytes.length === 0 || (!isEnd && bytes.length < lookahead && nextLine(bytes, 0) === -1)) return undefined;
    if (!beginsWithFrom(bytes, 0))
      throw new MessageFileError('not-an-mbox', String(offset), `no From_ line begins the mbox (at byte ${offset})`);
    const lineEnd = nextLine(bytes, 0);
    if (lineEnd === -1 && !isEnd) return undefined;
    const start = lineEnd === -1 ? bytes.length : lineEnd;
    return { start, bodyStart: -1, contentLength: undefined, at: start, searched: start, emptyAt: -1 };
  }

  #passOverEmpty(): void {
    const { bytes, offset } = this.#window;
    let at = offset === 0 && byteOrderMark.every((byte, index) => bytes[index] === byte) ? byteOrderMark.length : 0;
    while (bytes[at] === lineFeed || bytes[at] === carriageReturn) at++;
    this.#window.drop(at);
  }

  #findEnd(open: OpenMessage, isEnd: boolean): MessageEnd | undefined {
    const { bytes } = this.#window;
    for (;;) {
      if (open.contentLength !== undefined && open.bodyStart !== -1) {
        const byLength = this.#endByLength(open, bytes, isEnd);
        if (byLength !== undefined) return byLength === 'unknown' ? undefined : byLength;
      }
      if (open.at === bytes.length && isEnd) return endBefore(open, bytes.length);
      const found = nextLine(bytes, open.searched);
      if (found === -1 && !isEnd) {
        open.searched = bytes.length;
        return undefined;
      }
      const lineEnd = found === -1 ? bytes.length : found;
      if (beginsWithFrom(bytes, open.at)) {
        if (!isEnd && bytes.length < lineEnd + lookahead) return undefined;
        if (isSeparator(bytes, open.at, lineEnd, open.emptyAt !== -1)) return endBefore(open, open.at);
      }
      this.#passLine(open, bytes, lineEnd);
    }
  }

  /** Undefined where there is no such end, and the lines are to be looked at. */
  #endByLength(open: OpenMessage, bytes: Uint8Array, isEnd: boolean): MessageEnd | 'unknown' | undefined {
    const end = open.bodyStart + open.contentLength!;
    const isPossible = end - open.start <= this.#messageBytes;
    if (isPossible && !isEnd && bytes.length < end + lookahead) return 'unknown';
    open.contentLength = undefined;
    const next = isPossible ? separatorAfter(bytes, end) : -1;
    return next === -1 ? undefined : { end, next, byLength: true };
  }

  #passLine(open: OpenMessage, bytes: Uint8Array, lineEnd: number): void {
    const { at } = open;
    const isEmpty = bytes[at] === lineFeed || (bytes[at] === carriageReturn && bytes[at + 1] === lineFeed);
    if (open.bodyStart === -1) {
      if (isEmpty) open.bodyStart = lineEnd;
      else if (this.#readsLength) open.contentLength ??= contentLengthIn(bytes, at, lineEnd);
    }
    open.emptyAt = isEmpty ? at : -1;
    open.at = lineEnd;
    open.searched = lineEnd;
  }

  get #readsLength(): boolean {
    return this.#variant !== 'mboxo' && this.#variant !== 'mboxrd';
  }

  #take(open: OpenMessage, { end, next, byLength }: MessageEnd): MboxMessage {
    const { bytes, offset } = this.#window;
    const message = bytes.subarray(open.start, end);
    const most = this.#quotesUndone(byLength);
    const bodyStart = open.bodyStart === -1 ? message.length : open.bodyStart - open.start;
    this.#window.drop(next);
    this.#open = undefined;
    return {
      number: ++this.#number,
      offset,
      separator: lineText(bytes, 0, open.start),
      bytes: most === 0 ? message : unquoteMbox(message, bodyStart, most),
    };
  }

  #quotesUndone(byLength: boolean): number {
    if (this.#variant === 'mboxo' || this.#variant === 'mboxcl') return 1;
    if (this.#variant === 'mboxrd') return Infinity;
    return this.#variant === 'auto' && !byLength ? Infinity : 0;
  }

  #refuse(): never {
    const { offset } = this.#window;
    throw new MessageFileError(
      'message-too-large',
      String(offset),
      `message ${this.#number + 1} has more than ${this.#messageBytes} bytes (at byte ${offset})`,
    );
  }
}

/** The empty line before a separator is the file's, not the message's, unless it ends the header. */
function endBefore({ emptyAt, bodyStart, at }: OpenMessage, next: number): MessageEnd {
  const isOfFile = emptyAt !== -1 && at !== bodyStart;
  return { end: isOfFile ? emptyAt : next, next, byLength: false };
}
