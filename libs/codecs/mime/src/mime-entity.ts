/** One entity of a message: a message, or a part of one. RFC 2045 2.4. Offsets count in `source`; nothing is copied. */
import { decodeText } from '@postbus/charset';
import { type ContentType, type Disposition, parseDisposition } from './content-type.ts';
import type { HeaderList } from './header-list.ts';
import { labelOfHtml } from './html-charset.ts';
import type { MimeDefect } from './mime-defect.ts';
import { type BodySlice, decodeTransferEncoding, type TransferEncoding } from './transfer-encoding.ts';

/** A run of bytes of a source, from `start` up to `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What the parser found of an entity. */
export interface EntityStructure {
  readonly source: Uint8Array;
  readonly path: string;
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
  readonly headers: HeaderList;
  readonly contentType: ContentType;
  readonly transferEncoding: TransferEncoding;
  readonly parts: readonly MimeEntity[];
  readonly preamble: ByteRange | undefined;
  readonly epilogue: ByteRange | undefined;
  readonly defects: readonly MimeDefect[];
  readonly message: MimeEntity | (() => MimeEntity | undefined) | undefined;
}

export class MimeEntity {
  readonly source: Uint8Array;
  /** Number of the part as IMAP counts: empty for the message, `2.1` for the first part of its second; RFC 3501 6.4.5. A message within part `2` is `2.0`; no two entities have the same. */
  readonly path: string;
  /** Offset of the first byte of the header. */
  readonly start: number;
  /** Offset of the first byte of the body. */
  readonly bodyStart: number;
  /** Offset after the last byte of the body; the line end before a delimiter is the delimiter's. */
  readonly end: number;
  readonly headers: HeaderList;
  /** The last Content-Type, or the default where there is none that can be read. RFC 2045 5.2, [MS-OXOSMIME] 3.1.5.1.1 */
  readonly contentType: ContentType;
  readonly transferEncoding: TransferEncoding;
  /** The parts of a multipart, in order. */
  readonly parts: readonly MimeEntity[];
  /** What stands before the first delimiter and after the last one of a multipart. RFC 2046 5.1.1 */
  readonly preamble: ByteRange | undefined;
  readonly epilogue: ByteRange | undefined;
  /** What was wrong with this entity itself. */
  readonly defects: readonly MimeDefect[];
  #message: EntityStructure['message'];
  #disposition: Disposition | null | undefined;

  constructor(structure: EntityStructure) {
    this.source = structure.source;
    this.path = structure.path;
    this.start = structure.start;
    this.bodyStart = structure.bodyStart;
    this.end = structure.end;
    this.headers = structure.headers;
    this.contentType = structure.contentType;
    this.transferEncoding = structure.transferEncoding;
    this.parts = structure.parts;
    this.preamble = structure.preamble;
    this.epilogue = structure.epilogue;
    this.defects = structure.defects;
    this.#message = structure.message;
  }

  /** The message inside a message/rfc822 or message/global. Under a transfer encoding it has a source of its own. RFC 2046 5.2.1 */
  get message(): MimeEntity | undefined {
    if (typeof this.#message === 'function') this.#message = this.#message();
    return this.#message;
  }

  /** The Content-Disposition. RFC 2183 */
  get disposition(): Disposition | undefined {
    if (this.#disposition === undefined) {
      const field = this.headers.first('Content-Disposition');
      this.#disposition = field === undefined ? null : parseDisposition(field.value);
    }
    return this.#disposition ?? undefined;
  }

  /** The file's name, from Content-Disposition, else from the `name` of Content-Type; may hold anything, paths among it. */
  get fileName(): string | undefined {
    return this.disposition?.parameters.get('filename') ?? this.contentType.parameters.get('name');
  }

  /** Whether the body has parts, by its type. */
  get isMultipart(): boolean {
    return this.contentType.type === 'multipart';
  }

  /** Where the content lies in `source`, to be kept and given to `decodeSlice`. */
  get bodySlice(): BodySlice {
    return { offset: this.bodyStart, length: this.end - this.bodyStart, transferEncoding: this.transferEncoding };
  }

  /** The whole entity, header and body; a view. */
  bytes(): Uint8Array {
    return this.source.subarray(this.start, this.end);
  }

  /** The header with its empty line; a view. */
  headerBytes(): Uint8Array {
    return this.source.subarray(this.start, this.bodyStart);
  }

  /** The body as it stands; a view. */
  bodyBytes(): Uint8Array {
    return this.source.subarray(this.bodyStart, this.end);
  }

  /** The content, transfer encoding undone; a view where there was none. RFC 2045 6 */
  content(): Uint8Array {
    return decodeTransferEncoding(this.bodyBytes(), this.transferEncoding);
  }

  /** The content as text by its charset; where the label is missing or cannot be right, by what the bytes look like. */
  text(): string {
    const content = this.content();
    const label = this.contentType.charset ?? (this.contentType.subtype === 'html' ? labelOfHtml(content) : undefined);
    return decodeText(content, label, { guess: true });
  }

  /** This entity and all inside it, in their order, those of embedded messages in the same source among them. */
  *walk(): Generator<MimeEntity> {
    const waiting: MimeEntity[] = [this];
    for (let entity = waiting.pop(); entity !== undefined; entity = waiting.pop()) {
      yield entity;
      const inside = entity.message;
      if (inside !== undefined) waiting.push(inside);
      for (let index = entity.parts.length - 1; index >= 0; index--) waiting.push(entity.parts[index]!);
    }
  }
}
