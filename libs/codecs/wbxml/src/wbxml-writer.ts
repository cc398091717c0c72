/**
 * Writes a WBXML document token by token, without a tree. [MS-ASWBXML] 2.1
 * Long values are not copied into the buffer: `chunks` gives them back as they came, `finish` copies each once.
 */
import { type Tag, isCodePage } from './code-pages.ts';
import { CONTENT_BIT, END, HEADER, OPAQUE, STR_I, SWITCH_PAGE, TOKEN_MASK } from './tokens.ts';
import { WbxmlError } from './wbxml-error.ts';

/** From this length on a value is kept as it is rather than copied into the buffer. */
const longValue = 2048;
/** So many characters of a text are written one by one. */
const shortText = 48;
const initialCapacity = 1024;
const encoder = new TextEncoder();

export class WbxmlWriter {
  readonly #chunks: Uint8Array[] = [];
  #chunkBytes = 0;
  #buffer = new Uint8Array(initialCapacity);
  /** Where in the buffer the bytes start that are in no chunk yet. */
  #start = 0;
  #end = 0;
  #page = 0;
  #depth = 0;
  /** Index in the buffer of the tag byte of an element that has no content yet, or -1. */
  #bareTag = -1;
  /** One flag a level: whether the element there has content and so needs an END. */
  readonly #hasContent: boolean[] = [];

  constructor() {
    for (const byte of HEADER) this.#byte(byte);
  }

  /** Bytes written until now. */
  get length(): number {
    return this.#chunkBytes + this.#end - this.#start;
  }

  /** Opens an element; an element closed at once is written without content. */
  start(tag: Tag): this {
    this.#content();
    const page = tag >> 6;
    if (page !== this.#page) {
      if (!isCodePage(page)) throw new WbxmlError('unknown-page', this.length, `code page ${page} is not known`);
      this.#byte(SWITCH_PAGE);
      this.#byte(page);
      this.#page = page;
    }
    this.#bareTag = this.#end;
    this.#byte(tag & TOKEN_MASK);
    this.#hasContent[this.#depth++] = false;
    return this;
  }

  /** Closes the element opened last. */
  end(): this {
    if (this.#depth === 0) throw new WbxmlError('unexpected-content', this.length, 'an END too many');
    this.#depth--;
    if (this.#hasContent[this.#depth] === true) this.#byte(END);
    this.#bareTag = -1;
    return this;
  }

  /**
   * Text as an inline string. [MS-ASWBXML] 2.1.2.2
   * @throws {WbxmlError} `nul-in-string`
   */
  text(value: string): this {
    if (value.includes('\0')) throw new WbxmlError('nul-in-string', this.length, 'a NUL in an inline string');
    this.#content();
    this.#byte(STR_I);
    if (value.length < longValue) this.#shortText(value);
    else this.#bytes(encoder.encode(value));
    this.#byte(0);
    return this;
  }

  /**
   * Text that is UTF-8 already, as an inline string.
   * @throws {WbxmlError} `nul-in-string`
   */
  utf8(value: Uint8Array): this {
    if (value.includes(0)) throw new WbxmlError('nul-in-string', this.length, 'a NUL in an inline string');
    this.#content();
    this.#byte(STR_I);
    this.#bytes(value);
    this.#byte(0);
    return this;
  }

  /** Bytes as opaque data. [MS-ASWBXML] 2.1.2.2 */
  opaque(value: Uint8Array): this {
    this.#content();
    this.#byte(OPAQUE);
    this.#multiByte(value.length);
    this.#bytes(value);
    return this;
  }

  /** The document in pieces, long values among them uncopied; for a socket. */
  chunks(): readonly Uint8Array[] {
    if (this.#depth > 0) throw new WbxmlError('end-missing', this.length, `${this.#depth} elements are not ended`);
    this.#cut();
    return this.#chunks;
  }

  /** The document as one run of bytes. */
  finish(): Uint8Array<ArrayBuffer> {
    if (this.#chunks.length === 0 && this.#depth === 0) return this.#buffer.subarray(0, this.#end);
    const chunks = this.chunks();
    const whole = new Uint8Array(this.#chunkBytes);
    let at = 0;
    for (const chunk of chunks) {
      whole.set(chunk, at);
      at += chunk.length;
    }
    return whole;
  }

  /** Marks the innermost open element as having content. */
  #content(): void {
    if (this.#bareTag === -1) return;
    this.#buffer[this.#bareTag]! |= CONTENT_BIT;
    this.#hasContent[this.#depth - 1] = true;
    this.#bareTag = -1;
  }

  /** Most values are a few ASCII characters, for which an encoder's call costs more than it does. */
  #shortText(value: string): void {
    this.#reserve(value.length * 3);
    let end = this.#end;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code >= 0x80 || index === shortText) {
        this.#end = end + encoder.encodeInto(value.slice(index), this.#buffer.subarray(end)).written;
        return;
      }
      this.#buffer[end++] = code;
    }
    this.#end = end;
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#end++] = value;
  }

  #multiByte(value: number): void {
    for (let shift = 28; shift > 0; shift -= 7) {
      if (value >= 2 ** shift) this.#byte(((value / 2 ** shift) & 0x7f) | 0x80);
    }
    this.#byte(value & 0x7f);
  }

  #bytes(value: Uint8Array): void {
    if (value.length >= longValue) {
      this.#cut();
      this.#push(value);
      return;
    }
    this.#reserve(value.length);
    this.#buffer.set(value, this.#end);
    this.#end += value.length;
  }

  /** Makes what is in the buffer a chunk; the buffer goes on behind it. */
  #cut(): void {
    if (this.#end > this.#start) this.#push(this.#buffer.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }

  #push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#chunkBytes += chunk.length;
  }

  #reserve(length: number): void {
    if (this.#end + length <= this.#buffer.length) return;
    const kept = this.#end - this.#start;
    const grown = new Uint8Array(Math.max(kept + length, this.#buffer.length * 2));
    grown.set(this.#buffer.subarray(this.#start, this.#end));
    if (this.#bareTag !== -1) this.#bareTag -= this.#start;
    this.#buffer = grown;
    this.#start = 0;
    this.#end = kept;
  }
}
