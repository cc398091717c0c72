/** HTML as the pieces that encapsulation tells apart: tags, comments, character references, line ends and text. */

export const HtmlPiece = { tag: 0, markup: 1, reference: 2, lineEnd: 3, text: 4 } as const;
export type HtmlPiece = (typeof HtmlPiece)[keyof typeof HtmlPiece];

/** Elements whose content is no text to show. */
const hiddenContent = /^(?:style|script|title|xml|template)$/;
/** What begins at a `<`: an end tag, a tag, or other markup. The name is all that may be of any length here. */
const opening = /<(?:(\/?)([a-zA-Z][^\s/>]{0,30})|([!?]))/y;
const reference = /&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?/y;
/** Where text may end. */
const ofText = /[^<&\r\n]+/y;
const lineEnd = /[ \t]*(?:\r\n|\r|\n)[ \t\r\n]*/y;

export class HtmlScan {
  readonly html: string;
  /** The piece found last. */
  start = 0;
  end = 0;
  /** Name of a tag in lower case. */
  name = '';
  isEndTag = false;
  /** Whether no further `>` comes, so that `<` is text from here on. */
  #noMoreTags = false;
  /** Whether no further `-->` comes. */
  #noMoreComments = false;
  /** The element whose content is not shown and that is open. */
  #hidden = '';

  constructor(html: string) {
    this.html = html;
  }

  /** The next piece, or undefined at the end. */
  next(): HtmlPiece | undefined {
    const { html } = this;
    this.start = this.end;
    if (this.start >= html.length) return undefined;
    if (this.#hidden !== '') return this.#hiddenContent();
    const unit = html.charCodeAt(this.start);
    if (unit === 0x3c) return this.#atLess();
    if (unit === 0x26) return this.#matches(reference) ? HtmlPiece.reference : this.#one(HtmlPiece.reference);
    if (this.#matches(lineEnd)) return HtmlPiece.lineEnd;
    this.#matches(ofText);
    return this.#withoutTrailingBlanks();
  }

  /** Blanks before a line end belong to it. */
  #withoutTrailingBlanks(): HtmlPiece {
    const following = this.html.charCodeAt(this.end);
    if (following !== 0x0d && following !== 0x0a) return HtmlPiece.text;
    let end = this.end;
    while (end > this.start + 1 && isBlank(this.html.charCodeAt(end - 1))) end--;
    this.end = end;
    return HtmlPiece.text;
  }

  #atLess(): HtmlPiece {
    opening.lastIndex = this.start;
    const match = opening.exec(this.html);
    if (match === null || this.#noMoreTags) return this.#one(HtmlPiece.reference);
    const end = match[3] === undefined ? this.#tagEnd() : this.#markupEnd();
    if (end === -1) {
      this.#noMoreTags = true;
      return this.#one(HtmlPiece.reference);
    }
    this.end = end;
    if (match[3] !== undefined) return HtmlPiece.markup;
    this.name = match[2]!.toLowerCase();
    this.isEndTag = match[1] === '/';
    if (!this.isEndTag && hiddenContent.test(this.name) && this.html.charCodeAt(end - 2) !== 0x2f)
      this.#hidden = this.name;
    return HtmlPiece.tag;
  }

  /** Behind the `>` that ends a tag: not one within quotes, unless the quotes never close. */
  #tagEnd(): number {
    const { html } = this;
    for (let at = this.start + 1; at < html.length; at++) {
      const unit = html.charCodeAt(at);
      if (unit === 0x3e) return at + 1;
      if ((unit === 0x22 || unit === 0x27) && html.charCodeAt(at - 1) === 0x3d) {
        const close = html.indexOf(unit === 0x22 ? '"' : "'", at + 1);
        if (close === -1) return html.indexOf('>', at) + 1 || -1;
        at = close;
      }
    }
    return -1;
  }

  #markupEnd(): number {
    const { html } = this;
    if (!this.#noMoreComments && html.startsWith('<!--', this.start)) {
      const at = html.indexOf('-->', this.start + 4);
      if (at !== -1) return at + 3;
      this.#noMoreComments = true;
    }
    return html.indexOf('>', this.start) + 1 || -1;
  }

  #hiddenContent(): HtmlPiece {
    const closing = new RegExp(`</${this.#hidden}(?=[\\s/>])`, 'gi');
    closing.lastIndex = this.start;
    const match = closing.exec(this.html);
    this.#hidden = '';
    this.end = match?.index ?? this.html.length;
    return this.end > this.start ? HtmlPiece.markup : this.next()!;
  }

  #matches(pattern: RegExp): boolean {
    pattern.lastIndex = this.start;
    const found = pattern.test(this.html);
    if (found) this.end = pattern.lastIndex;
    return found;
  }

  /** A `<` or `&` that begins nothing. */
  #one(piece: HtmlPiece): HtmlPiece {
    this.end = this.start + 1;
    return piece;
  }
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09;
}
