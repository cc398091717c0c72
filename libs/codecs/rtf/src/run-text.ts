/** Text of one run: bytes in the code page of its font, and characters by number. [MSFT-RTF] "Unicode RTF", "Font Table" */
import { decodeText } from '@postbus/charset';
import { symbolCodePage, textEncoding, type TextEncoding } from './font-charset.ts';
import type { RtfFont } from './font-table.ts';
import { withRoom } from './growing-bytes.ts';
import { symbolText } from './symbol-fonts.ts';

/** Where text goes. */
export interface TextReceiver {
  /** Text in ASCII. */
  ascii(bytes: Uint8Array, start: number, end: number): void;
  text(text: string): void;
}

/** Bytes are kept until the run ends: a double-byte character may come in two pieces, as surrogates do. */
export class RunText {
  encoding: TextEncoding = textEncoding(1252);
  font: RtfFont | undefined = undefined;
  readonly #receiver: TextReceiver;
  #highSurrogate = 0;
  #bytes = new Uint8Array(256);
  #length = 0;

  constructor(receiver: TextReceiver) {
    this.#receiver = receiver;
  }

  byte(value: number): void {
    if (this.#highSurrogate !== 0) this.#loneSurrogate();
    this.#bytes = withRoom(this.#bytes, this.#length, 1);
    this.#bytes[this.#length++] = value;
  }

  bytes(bytes: Uint8Array, start: number, end: number, ascii: boolean): void {
    if (this.#highSurrogate !== 0) this.#loneSurrogate();
    const { leadBytes, codePage } = this.encoding;
    if (this.#length > 0 && leadBytes === undefined) this.end();
    if (ascii && this.#length === 0 && codePage !== symbolCodePage) return this.#receiver.ascii(bytes, start, end);
    this.#bytes = withRoom(this.#bytes, this.#length, end - start);
    this.#bytes.set(bytes.subarray(start, end), this.#length);
    this.#length += end - start;
  }

  /** A character by the parameter of \u: a signed number of 16 bits, or what some writers make of it. */
  unicode(parameter: number): void {
    this.end();
    const unit = parameter & 0xffff;
    const high = this.#highSurrogate;
    if (high !== 0 && unit >= 0xdc00 && unit <= 0xdfff) {
      this.#highSurrogate = 0;
      this.#receiver.text(String.fromCharCode(high, unit));
      return;
    }
    if (high !== 0) this.#loneSurrogate();
    if (unit >= 0xd800 && unit <= 0xdbff) this.#highSurrogate = unit;
    else if (parameter > 0xffff) this.#receiver.text(parameter > 0x10ffff ? '\ufffd' : String.fromCodePoint(parameter));
    else this.#receiver.text(this.#unit(unit));
  }

  /** The run ends; before a change of font. */
  end(): void {
    if (this.#length === 0) return;
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    if (this.encoding.codePage === symbolCodePage) {
      const name = this.font?.name ?? '';
      this.#receiver.text(Array.from(bytes, (byte) => symbolText(name, byte)).join(''));
    } else this.#receiver.text(decodeText(bytes, this.encoding.charset));
  }

  /** Nothing joins what was and what comes: a group or a control word stands between. */
  interrupt(): void {
    if (this.#length > 0) this.end();
    if (this.#highSurrogate !== 0) this.#loneSurrogate();
  }

  /** Those of symbol fonts are numbered from U+F000. */
  #unit(unit: number): string {
    if (unit >= 0xdc00 && unit <= 0xdfff) return '\ufffd';
    if ((unit & 0xff00) === 0xf000 && this.font?.isSymbol === true) return symbolText(this.font.name, unit & 0xff);
    return String.fromCharCode(unit);
  }

  #loneSurrogate(): void {
    this.#highSurrogate = 0;
    this.#receiver.text('\ufffd');
  }
}
