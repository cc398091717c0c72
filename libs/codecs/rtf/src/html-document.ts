/** The HTML of a document as it grows: its body, its footnotes, and the pictures that it refers to. */
import type { FormatTables } from './character-format.ts';
import type { HtmlBlocks } from './html-blocks.ts';
import { HtmlPart } from './html-part.ts';
import { attributeText } from './html-text.ts';
import type { ListTable } from './list-table.ts';
import { type ParagraphFormat, points } from './paragraph-format.ts';
import type { PictureReader, RtfPicture } from './picture.ts';
import type { RowDefinition } from './table-row.ts';

export interface ImageOptions {
  /** Content-ID, without brackets, of the picture `number`, counted from 1: `picture-1@rtf` and so on unless told. */
  readonly contentId?: (number: number) => string;
  /**
   * Content-IDs of the message's attachments in the order of their PidTagRenderingPosition: each \objattph becomes
   * the next of them as an image; undefined leaves one out.
   */
  readonly attachmentContentIds?: readonly (string | undefined)[];
}

export interface HtmlOfRtf {
  /** A whole document. */
  readonly html: string;
  readonly pictures: readonly RtfPicture[];
  /** Whether a limit cut the rest off. */
  readonly truncated: boolean;
}

export class HtmlDocument {
  readonly pictures: RtfPicture[] = [];
  /** Bullet or number of the paragraph that comes. */
  label: string | undefined = undefined;
  /** Whether a row began and has not ended: some programs leave \intbl out. */
  isInRow = false;
  readonly #tables: FormatTables;
  readonly #lists: ListTable;
  readonly #options: ImageOptions;
  readonly #notes: string[] = [];
  #part: HtmlPart;
  #background = '';
  /** Bytes of parts that do not grow now. */
  #written = 0;
  #attachments = 0;

  constructor(tables: FormatTables, lists: ListTable, options: ImageOptions) {
    this.#tables = tables;
    this.#lists = lists;
    this.#options = options;
    this.#part = new HtmlPart(tables);
  }

  /** Bytes written so far, or nearly. */
  get length(): number {
    return this.#part.length + this.#written;
  }

  finish(): string {
    const notes = this.#notes.length === 0 ? '' : `<hr>${this.#notes.join('')}`;
    return (
      '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>' +
      `<div style="white-space:pre-wrap${this.#background}">${this.#part.finish()}${notes}</div></body></html>`
    );
  }

  /** @param color red in the lowest byte, then green, then blue */
  setBackground(color: number): void {
    if (!(color >= 0 && color <= 0xffffff)) return;
    const value = ((color & 0xff) << 16) | (color & 0xff00) | (color >> 16);
    this.#background = `;background:#${value.toString(16).padStart(6, '0')}`;
  }

  /** Where text in a paragraph of this format goes: one is open there. */
  paragraph(format: ParagraphFormat): HtmlBlocks {
    const blocks = this.#blocks(format);
    if (!blocks.isParagraphOpen) {
      const { label } = this;
      const style = format.list === 0 ? undefined : this.#lists.styleOf(format.list, format.listLevel);
      const isItem = label !== undefined || style !== undefined;
      blocks.openParagraph(format, isItem ? { style, level: format.listLevel, label } : undefined);
      this.label = undefined;
    }
    return blocks;
  }

  /** Ends the paragraph that is open, if one is. */
  endParagraph(format: ParagraphFormat): void {
    this.#blocks(format).closeParagraph();
  }

  endCell(depth: number): void {
    this.#part.endCell(depth);
    this.label = undefined;
  }

  endRow(depth: number, row: RowDefinition): void {
    this.#part.endRow(depth, row);
    if (depth === 1) this.isInRow = false;
  }

  /** What is written until the function returned is called is a note at the end; its number stands here. */
  startNote(format: ParagraphFormat): () => void {
    const number = this.#notes.length + 1;
    this.#notes.push('');
    this.paragraph(format).inline(`<sup>[${number}]</sup>`);
    const around = this.#part;
    const { isInRow } = this;
    const part = new HtmlPart(this.#tables);
    this.#part = part;
    this.isInRow = false;
    this.#written += around.length;
    return () => {
      const html = part.finish();
      this.#notes[number - 1] = `<div>[${number}]${html}</div>`;
      this.#written += html.length - around.length;
      this.#part = around;
      this.isInRow = isInRow;
    };
  }

  picture(format: ParagraphFormat, picture: PictureReader): void {
    const bytes = picture.file();
    const { mediaType, width, height } = picture;
    if (bytes === undefined || mediaType === undefined) return;
    const number = this.pictures.length + 1;
    const contentId = this.#options.contentId?.(number) ?? `picture-${number}@rtf`;
    this.pictures.push({ contentId, mediaType, bytes });
    const size = width > 0 && height > 0 ? ` style="width:${points(width)};height:${points(height)}"` : '';
    this.#image(format, contentId, size);
  }

  attachment(format: ParagraphFormat): void {
    const contentId = this.#options.attachmentContentIds?.[this.#attachments++];
    if (contentId !== undefined) this.#image(format, contentId, '');
  }

  #image(format: ParagraphFormat, contentId: string, attributes: string): void {
    const source = attributeText(encodeURI(contentId.toWellFormed()));
    this.paragraph(format).inline(`<img src="cid:${source}" alt=""${attributes}>`);
  }

  #blocks({ tableDepth }: ParagraphFormat): HtmlBlocks {
    return this.#part.blocks(tableDepth === 0 && this.isInRow ? 1 : tableDepth);
  }
}
