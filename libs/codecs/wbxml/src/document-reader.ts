/** The values of a WBXML document, one after another. WBXML 1.3 sections 5.1, 5.4 to 5.7 and 5.8.4 */
import { UTF_8 } from './tokens.ts';
import { WbxmlError } from './wbxml-error.ts';

export class DocumentReader {
  readonly #bytes: Uint8Array;
  readonly #maxStringBytes: number;
  #offset = 0;
  #table: Uint8Array = new Uint8Array(0);

  constructor(bytes: Uint8Array, maxStringBytes: number) {
    this.#bytes = bytes;
    this.#maxStringBytes = maxStringBytes;
  }

  get offset(): number {
    return this.#offset;
  }

  get atEnd(): boolean {
    return this.#offset === this.#bytes.length;
  }

  /** Version, public identifier, charset and string table. [MS-ASWBXML] 2.1.1 */
  header(): void {
    const version = this.uint8();
    if (version > 0x03) throw new WbxmlError('not-wbxml', 0, `version byte 0x${version.toString(16)}`);
    if (this.#multiByte() === 0) this.#multiByte();
    const at = this.#offset;
    const charset = this.#multiByte();
    if (charset !== UTF_8) throw new WbxmlError('unsupported-charset', at, `charset ${charset} is not UTF-8`);
    const tableAt = this.#offset;
    const length = this.#multiByte();
    if (length > this.#maxStringBytes)
      throw new WbxmlError('string-too-long', tableAt, `a string table of ${length} bytes`);
    this.#table = this.#take(length, tableAt);
  }

  uint8(): number {
    const byte = this.#bytes[this.#offset];
    if (byte === undefined) throw new WbxmlError('truncated', this.#offset, 'the document ends');
    this.#offset++;
    return byte;
  }

  /** STR_I: the bytes up to a NUL. */
  inlineString(): Uint8Array {
    const start = this.#offset;
    const end = this.#bytes.indexOf(0, start);
    if (end === -1) throw new WbxmlError('truncated', start, 'the NUL of an inline string is missing');
    this.#offset = end + 1;
    return this.#string(this.#bytes.subarray(start, end), start);
  }

  /** STR_T: the bytes of the string table from an offset up to a NUL. */
  tableString(): Uint8Array {
    const at = this.#offset;
    const start = this.#multiByte();
    const end = this.#table.indexOf(0, start);
    if (start >= this.#table.length || end === -1) {
      throw new WbxmlError('bad-string-reference', at, `string ${start} in a table of ${this.#table.length} bytes`);
    }
    return this.#string(this.#table.subarray(start, end), at);
  }

  /** OPAQUE: a length and as many bytes; a view. */
  opaque(): Uint8Array {
    const at = this.#offset;
    return this.#take(this.#multiByte(), at);
  }

  #string(bytes: Uint8Array, at: number): Uint8Array {
    if (bytes.length <= this.#maxStringBytes) return bytes;
    throw new WbxmlError(
      'string-too-long',
      at,
      `a string of ${bytes.length} bytes, ${this.#maxStringBytes} are allowed`,
    );
  }

  #take(length: number, at: number): Uint8Array {
    const start = this.#offset;
    if (length > this.#bytes.length - start) {
      throw new WbxmlError('truncated', at, `${length} bytes wanted, ${this.#bytes.length - start} left`);
    }
    this.#offset = start + length;
    return this.#bytes.subarray(start, start + length);
  }

  /** mb_u_int32: seven bits a byte, most significant first, at most 32 bits in all. WBXML 1.3 section 5.1 */
  #multiByte(): number {
    const at = this.#offset;
    let value = 0;
    for (;;) {
      const byte = this.uint8();
      value = value * 128 + (byte & 0x7f);
      if (value > 0xffff_ffff) throw new WbxmlError('number-too-large', at, 'a number of more than 32 bits');
      if ((byte & 0x80) === 0) return value;
      if (this.#offset - at >= 5) throw new WbxmlError('number-too-large', at, 'a number of more than 5 bytes');
    }
  }
}
