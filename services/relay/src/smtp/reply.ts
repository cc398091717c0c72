/** Replies of an SMTP server. RFC 5321 4.2, RFC 2034 4 */
import { latin1Text } from '@postbus/bytes';
import { PostbusError } from '@postbus/errors';

export interface Reply {
  /** 200 to 599. */
  readonly code: number;
  /** `5.1.1`, where the server gave one of the code's class. RFC 3463 2 */
  readonly status?: string;
  /** The text of each line, code and enhanced status taken off; characters that do not print are `?`. */
  readonly lines: readonly string[];
}

export interface ReplyLimits {
  /** Bytes of a line with its end; a server that never ends one would fill the memory. RFC 5321 4.5.3.1.5 says 512. */
  readonly lineBytes: number;
  /** Lines of a reply; a server that never comes to the last one would hold a worker and the memory. */
  readonly lines: number;
}

export const defaultReplyLimits: ReplyLimits = { lineBytes: 4096, lines: 256 };

/** What is wrong with a server's bytes; `offset` counts them from the beginning of the connection or of its TLS. */
export class ReplyError extends PostbusError<'malformed-reply' | 'reply-too-long'> {
  readonly offset: number;

  constructor(code: ReplyError['code'], offset: number, message: string) {
    super(code, `${message} (byte ${offset})`, { retryable: true });
    this.offset = offset;
  }
}

const form = /^(?<code>[2-5][0-9][0-9])(?:(?<separator>[ -])(?<text>.*))?$/s;
const statusForm = /^(?<status>(?<klass>[245])\.\d{1,3}\.\d{1,3})(?: |$)/;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Makes replies of the bytes of a connection, in whatever pieces they come. A line may end with LF alone. */
export class ReplyParser {
  private rest: Uint8Array = new Uint8Array();
  private offset = 0;
  private code = '';
  private lines: string[] = [];

  constructor(private readonly limits: ReplyLimits = defaultReplyLimits) {}

  /** Whether a reply has begun and not ended. */
  get unfinished(): boolean {
    return this.rest.length > 0 || this.lines.length > 0;
  }

  /** The replies that end within `chunk`. @throws {ReplyError} after which the parser is of no more use */
  push(chunk: Uint8Array): Reply[] {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const replies: Reply[] = [];
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      this.checkLength(end + 1 - start);
      const textEnd = end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
      const reply = this.takeLine(bytes.subarray(start, textEnd));
      if (reply !== undefined) replies.push(reply);
      this.offset += end + 1 - start;
      start = end + 1;
    }
    this.rest = bytes.slice(start);
    this.checkLength(this.rest.length);
    return replies;
  }

  private checkLength(length: number): void {
    if (length > this.limits.lineBytes)
      throw new ReplyError('reply-too-long', this.offset, 'a line of the reply is too long');
  }

  private takeLine(line: Uint8Array): Reply | undefined {
    const { code = '', separator, text = '' } = form.exec(printable(line))?.groups ?? {};
    if (code === '') throw new ReplyError('malformed-reply', this.offset, 'this is not a reply');
    if (this.lines.length > 0 && code !== this.code) {
      throw new ReplyError('malformed-reply', this.offset, 'the lines of the reply have different codes');
    }
    if (this.lines.length >= this.limits.lines)
      throw new ReplyError('reply-too-long', this.offset, 'the reply has too many lines');
    this.code = code;
    this.lines.push(text);
    if (separator === '-') return undefined;
    const reply = replyOf(Number(code), this.lines);
    this.lines = [];
    return reply;
  }
}

function replyOf(code: number, lines: readonly string[]): Reply {
  const { status, klass } = statusForm.exec(lines[0] ?? '')?.groups ?? {};
  if (status === undefined || Number(klass) !== Math.floor(code / 100)) return { code, lines };
  return { code, status, lines: lines.map((line) => withoutStatus(line, status)) };
}

function withoutStatus(line: string, status: string): string {
  return line.startsWith(status) ? line.slice(status.length).trimStart() : line;
}

/** UTF-8 where it is, Latin-1 where not; nothing that would act on a terminal, a log or a header. RFC 6531 3.7.4.2 */
function printable(line: Uint8Array): string {
  let text: string;
  try {
    text = strictUtf8.decode(line);
  } catch {
    text = latin1Text(line);
  }
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The reply as it was said, in one line: `550 5.1.1 No such user`. */
export function replyText(reply: Reply): string {
  return [reply.code, reply.status, ...reply.lines].filter((part) => part !== undefined && part !== '').join(' ');
}

/** 1 to 5: the first digit. RFC 5321 4.2.1 */
export function replyClass(reply: Reply): number {
  return Math.floor(reply.code / 100);
}
