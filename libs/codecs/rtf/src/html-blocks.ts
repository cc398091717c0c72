/** Paragraphs and lists of one container (the body, a cell, a footnote) as HTML, written as they come. */
import type { CharacterFormat, CharacterTags, FormatTables } from './character-format.ts';
import { addHtmlText, attributeText, htmlText } from './html-text.ts';
import type { ListStyle } from './list-table.ts';
import { paragraphAttributes, type ParagraphFormat } from './paragraph-format.ts';
import { Utf8Sink } from './utf8-sink.ts';

/** What stands before a paragraph of a list. */
export interface ListItem {
  /** Undefined where the list counts as HTML cannot, or is not known: the label is shown as it is. */
  readonly style: ListStyle | undefined;
  readonly level: number;
  /** The bullet or number as the document has it, where it has. */
  readonly label: string | undefined;
}

const noTags: CharacterTags = { span: '', marks: '', marksEnd: '' };

export class HtmlBlocks {
  readonly #sink = new Utf8Sink();
  readonly #tables: FormatTables;
  /** Styles of the lists that are open, the outermost first. */
  readonly #lists: ListStyle[] = [];
  #isParagraphOpen = false;
  #isParagraphEmpty = true;
  /** Format of the characters before, and its tags, which are open. */
  #format: CharacterFormat | undefined = undefined;
  #tags: CharacterTags = noTags;
  #link: string | undefined = undefined;

  constructor(tables: FormatTables) {
    this.#tables = tables;
  }

  get length(): number {
    return this.#sink.length;
  }

  get isParagraphOpen(): boolean {
    return this.#isParagraphOpen;
  }

  openParagraph(format: ParagraphFormat, item?: ListItem): void {
    this.closeParagraph();
    const style = item?.style;
    const label = item?.label;
    const value = style === undefined || label === undefined ? undefined : numberOfLabel(label, style);
    const isItem = style !== undefined && (style === 'bullet' || label === undefined || value !== undefined);
    if (isItem) this.#openItem(style, item!.level, value);
    else this.#closeLists(0);
    this.#sink.text(`<p${paragraphAttributes(format, isItem)}>`);
    this.#isParagraphOpen = true;
    this.#isParagraphEmpty = true;
    if (!isItem && label !== undefined && label !== '') this.#sink.text(`${htmlText(label)}&emsp;`);
  }

  closeParagraph(): void {
    if (!this.#isParagraphOpen) return;
    this.#closeRun();
    this.#sink.text(this.#isParagraphEmpty ? '<br></p>' : '</p>');
    this.#isParagraphOpen = false;
  }

  ascii(format: CharacterFormat, bytes: Uint8Array, start: number, end: number): void {
    this.#openRun(format);
    addHtmlText(this.#sink, bytes, start, end);
  }

  text(format: CharacterFormat, text: string): void {
    this.#openRun(format);
    this.#sink.text(htmlText(text));
  }

  /** HTML inside a paragraph. */
  inline(html: string): void {
    this.#closeRun();
    this.#isParagraphEmpty = false;
    this.#sink.text(html);
  }

  /** HTML between paragraphs. */
  block(html: string): void {
    this.closeParagraph();
    this.#closeLists(0);
    this.#sink.text(html);
  }

  finish(): string {
    this.closeParagraph();
    this.#closeLists(0);
    const html = this.#sink.read();
    this.#sink.clear();
    return html;
  }

  #openRun(format: CharacterFormat): void {
    this.#isParagraphEmpty = false;
    if (format === this.#format) return;
    this.#format = format;
    const { link } = format.look;
    const tags = format.tags(this.#tables);
    if (link !== this.#link || tags.span !== this.#tags.span) {
      this.#closeTags();
      if (link !== this.#link) this.#setLink(link);
      this.#sink.text(tags.span);
      this.#sink.text(tags.marks);
    } else if (tags.marks !== this.#tags.marks) {
      this.#sink.text(this.#tags.marksEnd);
      this.#sink.text(tags.marks);
    }
    this.#tags = tags;
  }

  #setLink(link: string | undefined): void {
    if (this.#link !== undefined) this.#sink.text('</a>');
    if (link !== undefined) this.#sink.text(`<a href="${attributeText(link)}">`);
    this.#link = link;
  }

  #closeTags(): void {
    this.#sink.text(this.#tags.marksEnd);
    if (this.#tags.span !== '') this.#sink.text('</span>');
    this.#tags = noTags;
  }

  #closeRun(): void {
    this.#closeTags();
    this.#setLink(undefined);
    this.#format = undefined;
  }

  #openItem(style: ListStyle, level: number, value: number | undefined): void {
    this.#closeLists(level + 1);
    if (this.#lists.length === level + 1) {
      if (this.#lists[level] === style) this.#sink.text('</li>');
      else this.#closeLists(level);
    }
    while (this.#lists.length <= level) {
      this.#sink.text(listTag(style));
      this.#lists.push(style);
      if (this.#lists.length <= level) this.#sink.text('<li style="list-style:none">');
    }
    this.#sink.text(value === undefined ? '<li>' : `<li value="${value}">`);
  }

  /** Closes lists until `depth` of them are open. */
  #closeLists(depth: number): void {
    while (this.#lists.length > depth) this.#sink.text(this.#lists.pop() === 'bullet' ? '</li></ul>' : '</li></ol>');
  }
}

function listTag(style: ListStyle): string {
  if (style === 'bullet') return '<ul>';
  return style === '1' ? '<ol>' : `<ol type="${style}">`;
}

const romanDigits: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 };

/** Number that a label such as `3.`, `(c)` or `IV)` says, undefined where HTML could not show it like that. */
function numberOfLabel(label: string, style: ListStyle): number | undefined {
  if (style === 'bullet') return undefined;
  const text = /^[([]?([0-9]{1,9}|[a-zA-Z]{1,9})[.):\]]?$/.exec(label)?.[1];
  if (text === undefined) return undefined;
  if (style === '1') return /^[0-9]/.test(text) ? Number(text) : undefined;
  const letters = text.toLowerCase();
  if (!/^[a-z]+$/.test(letters) || (letters === text) !== (style === 'a' || style === 'i')) return undefined;
  return style === 'a' || style === 'A' ? numberOfLetters(letters) : numberOfRoman(letters);
}

/** a to z, then aa, bb: Word repeats the letter. */
function numberOfLetters(letters: string): number | undefined {
  if (letters !== letters.charAt(0).repeat(letters.length)) return undefined;
  return (letters.length - 1) * 26 + letters.charCodeAt(0) - 0x60;
}

function numberOfRoman(letters: string): number | undefined {
  let number = 0;
  for (let at = 0; at < letters.length; at++) {
    const value = romanDigits[letters.charAt(at)];
    if (value === undefined) return undefined;
    number += value < (romanDigits[letters.charAt(at + 1)] ?? 0) ? -value : value;
  }
  return number;
}
