/**
 * HTML in RTF that shows it, and from which it can be had back. [MS-OXRTFEX] 2.1.3.1, 2.1.3
 * Text is shared by both; markup lies in HTMLTAG groups, and what shows it in RTF between \htmlrtf and \htmlrtf0.
 * Formatting is switched on and off and never grouped, so that tags need not nest.
 */
import { characterOfReference } from './html-character-reference.ts';
import { HtmlPiece, HtmlScan } from './html-scan.ts';
import { blockElements, characterFormats, HtmlTagType, parameterOfTag } from './html-tag-parameter.ts';
import { rtfText } from './rtf-text.ts';
import { Utf8Sink } from './utf8-sink.ts';

export interface EncapsulateOptions {
  /** \ansicpg, which readers take for the code page of the original: 1252 unless told. The RTF itself is ASCII. */
  readonly codePage?: number;
}

/**
 * Encapsulates HTML. [MS-OXRTFEX] 2.1.3
 *
 * @param html as text; `deEncapsulateRtf` gives it back with CRLF for every line end
 * @returns RTF in ASCII, not compressed
 */
export function encapsulateHtml(html: string, options: EncapsulateOptions = {}): Uint8Array {
  return new HtmlEncapsulation(html, options.codePage ?? 1252).rtf();
}

/** [MS-OXRTFEX] 2.1.3: the header; {\*\htmltag64} goes before all visible text. */
function header(codePage: number): string {
  return (
    `{\\rtf1\\ansi\\ansicpg${codePage}\\fromhtml1 \\deff0{\\fonttbl\r\n{\\f0\\fswiss Arial;}\r\n{\\f1\\fmodern Courier New;}}\r\n` +
    '{\\colortbl;\\red0\\green0\\blue255;}\r\n{\\*\\htmltag64}\r\n\\uc1\\pard\\plain\\deftab360 \\f0\\fs20 '
  );
}

const longestChunk = 0x4000;
const headingSizes: Readonly<Record<string, number>> = { h1: 48, h2: 36, h3: 28, h4: 24, h5: 20, h6: 16 };

class HtmlEncapsulation {
  readonly #scan: HtmlScan;
  readonly #sink: Utf8Sink;
  /** What was made last and is not in the sink yet: many short pieces are cheaper to join before they are encoded. */
  #chunk: string;
  /** How many elements of a format are open: the last end tag switches it off. */
  readonly #open = new Map<string, number>();
  #inHead = false;
  #preformatted = 0;
  /** Whether nothing is shown in the line yet, so that blanks and further line breaks would show too much. */
  #lineIsEmpty = true;

  constructor(html: string, codePage: number) {
    this.#scan = new HtmlScan(html);
    this.#sink = new Utf8Sink(html.length * 2);
    this.#chunk = header(codePage);
  }

  rtf(): Uint8Array {
    const scan = this.#scan;
    for (let piece = scan.next(); piece !== undefined; piece = scan.next()) {
      const text = scan.html.slice(scan.start, scan.end);
      if (piece === HtmlPiece.tag) this.#tag(text);
      else if (piece === HtmlPiece.markup)
        this.#original(this.#inHead ? HtmlTagType.inHead : HtmlTagType.unknown, text);
      else if (piece === HtmlPiece.reference) this.#reference(text);
      else if (piece === HtmlPiece.lineEnd) this.#lineEnd(text);
      else this.#text(text);
    }
    this.#sink.text(`${this.#chunk}}`);
    return this.#sink.bytes();
  }

  #add(rtf: string): void {
    this.#chunk += rtf;
    if (this.#chunk.length < longestChunk) return;
    this.#sink.text(this.#chunk);
    this.#chunk = '';
  }

  #original(parameter: number, html: string): void {
    this.#add(`{\\*\\htmltag${parameter} ${rtfText(html)}}`);
  }

  /** RTF that is none of the original's content. */
  #shown(rtf: string): void {
    this.#add(`\\htmlrtf ${rtf}\\htmlrtf0 `);
  }

  #text(text: string): void {
    if (this.#inHead) return this.#original(HtmlTagType.inHead, text);
    this.#add(rtfText(text));
    this.#lineIsEmpty = false;
  }

  #reference(text: string): void {
    this.#original(HtmlTagType.character, text);
    if (this.#inHead) return;
    this.#shown(rtfText(characterOfReference(text)));
    this.#lineIsEmpty = false;
  }

  #lineEnd(text: string): void {
    this.#original(this.#inHead ? HtmlTagType.textInHead : HtmlTagType.text, text);
    if (this.#inHead) return;
    if (this.#preformatted > 0) this.#shown('\\line');
    else if (!this.#lineIsEmpty) this.#shown(' ');
  }

  #tag(text: string): void {
    const { name, isEndTag } = this.#scan;
    if (name === 'head') this.#inHead = !isEndTag;
    else if (name === 'body') this.#inHead = false;
    const isBlock = blockElements.has(name);
    if (isBlock) this.#breakLine();
    this.#original(parameterOfTag(name, isEndTag, this.#inHead), text);
    if (this.#inHead) return;
    if (name === 'br') this.#show('\\line', true);
    else if (name === 'hr') this.#show('\\emdash\\emdash\\emdash\\par', true);
    else if (name === 'li' && !isEndTag) this.#show('\\bullet\\tab', true);
    else if ((name === 'td' || name === 'th') && isEndTag) this.#show('\\tab', true);
    else if (name === 'pre') this.#preformatted = Math.max(this.#preformatted + (isEndTag ? -1 : 1), 0);
    this.#format(name, isEndTag);
  }

  #show(rtf: string, lineIsEmpty: boolean): void {
    this.#shown(rtf);
    this.#lineIsEmpty = lineIsEmpty;
  }

  #breakLine(): void {
    if (!this.#lineIsEmpty) this.#show('\\par', true);
  }

  #format(name: string, isEndTag: boolean): void {
    const format = characterFormats.get(name);
    if (format === undefined) return;
    const open = this.#open.get(format.on) ?? 0;
    const now = Math.max(open + (isEndTag ? -1 : 1), 0);
    this.#open.set(format.on, now);
    const size = headingSizes[name];
    const sized = size === undefined ? '' : `\\fs${isEndTag ? 20 : size}`;
    if (open === 0 && !isEndTag) this.#shown(format.on + sized);
    else if (now === 0 && open > 0) this.#shown(format.off + sized);
  }
}
