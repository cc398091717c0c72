/** The font table: of each font its name and the code page of its text. [MSFT-RTF] "Font Table" */
import { decodeText } from '@postbus/charset';
import { codePageOfFontCharset, symbolCodePage, textEncoding, type TextEncoding } from './font-charset.ts';

export interface RtfFont {
  readonly name: string;
  /** Undefined where the font has the code page of the document. */
  readonly encoding: TextEncoding | undefined;
  readonly isSymbol: boolean;
}

/** Fonts of one document. Stops tables of a million fonts. */
const mostFonts = 4096;
/** Bytes of a font's name that are kept. Stops names that every run of text would repeat. */
const longestName = 64;
const semicolon = 0x3b;
/** Names of the families that Office's themes point to. */
const symbolNames = /^(symbol|wingdings|webdings|zapfdingbats)/i;

export class FontTable {
  readonly #fonts = new Map<number, RtfFont>();
  readonly #name = new Uint8Array(longestName);
  #nameLength = 0;
  #number: number | undefined = undefined;
  #charsetCodePage: number | undefined = undefined;
  #codePage: number | undefined = undefined;

  get(number: number): RtfFont | undefined {
    return this.#fonts.get(number);
  }

  /** A control word inside the table. */
  word(word: string, parameter: number | undefined): void {
    if (word === 'f') {
      this.finishFont();
      this.#number = parameter ?? 0;
    } else if (word === 'fcharset') this.#charsetCodePage = codePageOfFontCharset(parameter ?? 0);
    else if (word === 'cpg') this.#codePage = parameter;
  }

  /** Text inside the table: names, each ended by a semicolon. */
  text(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end; at++) {
      if (bytes[at] === semicolon) this.finishFont();
      else if (this.#nameLength < longestName) this.#name[this.#nameLength++] = bytes[at]!;
    }
  }

  /** The font that was begun is whole. */
  finishFont(): void {
    if (this.#number !== undefined && this.#fonts.size < mostFonts) this.#fonts.set(this.#number, this.#font());
    this.#nameLength = 0;
    this.#number = this.#charsetCodePage = this.#codePage = undefined;
  }

  #font(): RtfFont {
    const codePage = this.#codePage || this.#charsetCodePage;
    const encoding = codePage === undefined ? undefined : textEncoding(codePage);
    const label = encoding?.charset ?? 'windows-1252';
    const name = decodeText(this.#name.subarray(0, this.#nameLength), label).trim();
    return { name, encoding, isSymbol: codePage === symbolCodePage || symbolNames.test(name) };
  }
}
