/** The parser: one pass over the bytes, a stack of open entities instead of recursion. RFC 5322, RFC 2045, RFC 2046 */
import { utf8Bytes, latin1Text } from '@postbus/bytes';
import { type ContentType, defaultContentType, digestContentType, parseContentType } from './content-type.ts';
import { HeaderList } from './header-list.ts';
import { scanHeader } from './header-scan.ts';
import type { MimeDefect } from './mime-defect.ts';
import { type ByteRange, MimeEntity } from './mime-entity.ts';
import { defaultMimeLimits, type MimeLimits } from './mime-limits.ts';
import { type Delimiter, OpenBoundaries } from './open-boundaries.ts';
import { messageIn, partOf, type PartNumber, wholeMessage } from './part-number.ts';
import { decodeTransferEncoding, parseTransferEncoding, type TransferEncoding } from './transfer-encoding.ts';

/** An entity whose end is not found yet. */
interface OpenEntity {
  readonly number: PartNumber;
  readonly start: number;
  readonly bodyStart: number;
  readonly headers: HeaderList;
  readonly contentType: ContentType;
  readonly transferEncoding: TransferEncoding;
  readonly boundary: string | undefined;
  readonly defects: MimeDefect[];
  readonly parts: MimeEntity[];
  message: MimeEntity | (() => MimeEntity | undefined) | undefined;
  preamble: ByteRange | undefined;
  epilogueStart: number | undefined;
}

/**
 * Reads the structure of a message. Never throws: what is wrong becomes a defect of the entity where it stands, and a
 * limit that is reached leaves the rest unread. Time is linear in the length of `source`.
 *
 * @param source the whole message; shared by all entities, and not to be changed while they are used
 */
export function parseMime(source: Uint8Array, limits: Partial<MimeLimits> = {}): MimeEntity {
  return new MimeParser(source, { ...defaultMimeLimits, ...limits }).parse(wholeMessage);
}

class MimeParser {
  readonly #source: Uint8Array;
  readonly #limits: MimeLimits;
  readonly #boundaries: OpenBoundaries;
  readonly #open: OpenEntity[] = [];
  #count = 0;
  #fields = 0;
  #stopped = false;
  #closed: MimeEntity | undefined;

  constructor(source: Uint8Array, limits: MimeLimits) {
    this.#source = source;
    this.#limits = limits;
    this.#boundaries = new OpenBoundaries(source);
  }

  parse(number: PartNumber): MimeEntity {
    this.#begin(0, number, defaultContentType);
    let from = this.#open.at(-1)!.bodyStart;
    for (let delimiter = this.#next(from); delimiter !== undefined; delimiter = this.#next(from)) {
      from = this.#pass(delimiter);
    }
    this.#closeDownTo(0, this.#source.length);
    return this.#closed!;
  }

  #next(from: number): Delimiter | undefined {
    return this.#stopped ? undefined : this.#boundaries.next(from);
  }

  /** Ends what a delimiter ends, and begins the part after it. @returns where to read on, a line's start */
  #pass(delimiter: Delimiter): number {
    this.#closeDownTo(delimiter.depth, withoutLineEnd(this.#source, delimiter.lineStart));
    const multipart = this.#open.at(-1)!;
    const preambleEnd = Math.max(multipart.bodyStart, withoutLineEnd(this.#source, delimiter.lineStart));
    multipart.preamble ??= { start: multipart.bodyStart, end: preambleEnd };
    if (delimiter.closing) {
      this.#boundaries.close(multipart.boundary!);
      multipart.epilogueStart = delimiter.lineEnd;
      return delimiter.lineEnd;
    }
    if (this.#isNothing(delimiter.lineEnd)) return delimiter.lineEnd;
    const inDigest = multipart.contentType.subtype === 'digest';
    const number = partOf(multipart.number, multipart.parts.length + 1);
    this.#begin(delimiter.lineEnd, number, inDigest ? digestContentType : defaultContentType);
    return this.#open.at(-1)!.bodyStart;
  }

  /** Whether a delimiter, or the end, follows a delimiter at once: between them is no part, not even an empty one. RFC 2046 5.1.1 */
  #isNothing(from: number): boolean {
    return from >= this.#source.length || this.#boundaries.at(from) !== undefined;
  }

  /** Opens the entity at `start`, and the messages that it starts with. */
  #begin(start: number, number: PartNumber, fallback: ContentType): void {
    let entity = this.#openEntity(start, number, fallback);
    while (this.#embeds(entity))
      entity = this.#openEntity(entity.bodyStart, messageIn(entity.number), defaultContentType);
  }

  #embeds(entity: OpenEntity): boolean {
    return (
      isMessage(entity.contentType) && isIdentity(entity, this.#source) && !this.#stopped && !this.#refusesDepth(entity)
    );
  }

  #openEntity(start: number, number: PartNumber, fallback: ContentType): OpenEntity {
    const defects: MimeDefect[] = [];
    const left = { headers: this.#limits.headers - this.#fields, headerBytes: this.#limits.headerBytes };
    const { offsets, bodyStart } = scanHeader(this.#source, start, left, defects);
    let contentType = fallback;
    const headers = new HeaderList(this.#source, offsets, () => contentType.charset);
    contentType = contentTypeOf(headers, fallback, start, defects);
    this.#fields += headers.length;
    const transferEncoding = transferEncodingOf(headers, defects);
    this.#count++;
    this.#noteStop(start, defects);
    const boundary = this.#boundaryOf(contentType, start, defects);
    const entity: OpenEntity = {
      number,
      start,
      bodyStart,
      headers,
      contentType,
      transferEncoding,
      boundary,
      defects,
      parts: [],
      message: undefined,
      preamble: undefined,
      epilogueStart: undefined,
    };
    this.#open.push(entity);
    if (boundary !== undefined) this.#boundaries.open(boundary, this.#open.length);
    return entity;
  }

  #noteStop(start: number, defects: MimeDefect[]): void {
    if (this.#count < this.#limits.parts || this.#stopped) return;
    this.#stopped = true;
    defects.push({ code: 'too-many-parts', offset: start });
  }

  #boundaryOf(contentType: ContentType, start: number, defects: MimeDefect[]): string | undefined {
    if (contentType.type !== 'multipart' || this.#stopped) return undefined;
    const boundary = contentType.boundary;
    if (boundary === undefined || boundary.trimEnd() === '') {
      defects.push({ code: 'no-boundary', offset: start });
      return undefined;
    }
    if (this.#open.length + 1 >= this.#limits.depth) {
      defects.push({ code: 'too-deep', offset: start });
      return undefined;
    }
    return asBytes(boundary.trimEnd());
  }

  #refusesDepth(entity: OpenEntity): boolean {
    if (this.#open.length < this.#limits.depth) return false;
    entity.defects.push({ code: 'too-deep', offset: entity.start });
    return true;
  }

  /** Closes the innermost entities until `depth` are open; their bodies end at `end`. */
  #closeDownTo(depth: number, end: number): void {
    while (this.#open.length > depth) {
      const open = this.#open.pop()!;
      if (open.boundary !== undefined && open.epilogueStart === undefined) {
        this.#boundaries.close(open.boundary);
        open.defects.push({ code: open.preamble === undefined ? 'no-parts' : 'no-closing-boundary', offset: end });
      }
      const entity = this.#finish(open, Math.max(end, open.bodyStart));
      const outer = this.#open.at(-1);
      if (outer === undefined) this.#closed = entity;
      else if (isMessage(outer.contentType)) outer.message = entity;
      else outer.parts.push(entity);
    }
  }

  #finish(open: OpenEntity, end: number): MimeEntity {
    const epilogue = open.epilogueStart === undefined ? undefined : { start: Math.min(open.epilogueStart, end), end };
    const message = open.message ?? this.#encodedMessage(open, end);
    return new MimeEntity({ ...open, path: open.number.path, source: this.#source, end, epilogue, message });
  }

  /** Reads, when asked for, a message that stands under base64 or quoted-printable although it should not. RFC 2046 5.2.1 */
  #encodedMessage(open: OpenEntity, end: number): (() => MimeEntity | undefined) | undefined {
    const { encodedMessages } = this.#limits;
    if (!isMessage(open.contentType) || isIdentity(open, this.#source) || encodedMessages <= 0 || this.#stopped)
      return undefined;
    const limits = {
      ...this.#limits,
      encodedMessages: encodedMessages - 1,
      depth: this.#limits.depth - this.#open.length - 1,
      parts: this.#limits.parts - this.#count,
      headers: this.#limits.headers - this.#fields,
    };
    const body = this.#source.subarray(open.bodyStart, end);
    const source = (): Uint8Array => decodeTransferEncoding(body, open.transferEncoding);
    return () => new MimeParser(source(), limits).parse(messageIn(open.number));
  }
}

function contentTypeOf(headers: HeaderList, fallback: ContentType, start: number, defects: MimeDefect[]): ContentType {
  const field = headers.last('Content-Type');
  if (field === undefined) return fallback;
  if (headers.first('Content-Type') !== field) defects.push({ code: 'repeated-content-type', offset: field.start });
  const parsed = parseContentType(field.value);
  if (parsed === undefined) defects.push({ code: 'bad-content-type', offset: field.start ?? start });
  return parsed ?? defaultContentType;
}

function transferEncodingOf(headers: HeaderList, defects: MimeDefect[]): TransferEncoding {
  const field = headers.first('Content-Transfer-Encoding');
  if (field === undefined) return '7bit';
  const encoding = parseTransferEncoding(field.value);
  if (encoding === 'unknown') defects.push({ code: 'unknown-transfer-encoding', offset: field.start });
  return encoding;
}

function isMessage(contentType: ContentType): boolean {
  return (
    contentType.type === 'message' &&
    (contentType.subtype === 'rfc822' || contentType.subtype === 'global' || contentType.subtype === 'news')
  );
}

/** Whether the embedded message stands there as it is; a header under a base64 label was never encoded. */
function isIdentity(entity: { transferEncoding: TransferEncoding; bodyStart: number }, source: Uint8Array): boolean {
  if (entity.transferEncoding !== 'base64' && entity.transferEncoding !== 'quoted-printable') return true;
  return (
    entity.transferEncoding === 'base64' &&
    /^[\r\n]*[!-9;-~]+:/.test(latin1Text(source, entity.bodyStart, Math.min(source.length, entity.bodyStart + 100)))
  );
}

/** `text` in UTF-8, one character a byte. */
function asBytes(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : latin1Text(utf8Bytes(text));
}

/** The line end before a delimiter belongs to the delimiter. RFC 2046 5.1.1 */
function withoutLineEnd(source: Uint8Array, lineStart: number): number {
  let end = lineStart;
  if (source[end - 1] === 0x0a) end--;
  if (end < lineStart && source[end - 1] === 0x0d) end--;
  return end;
}
