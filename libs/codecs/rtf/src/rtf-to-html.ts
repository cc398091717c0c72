/**
 * Plain RTF as HTML that is good to read. [MSFT-RTF]
 * Nothing of the document becomes markup: text and attributes are escaped, links and fonts are checked.
 */
import { CharacterFormat } from './character-format.ts';
import { ColorTable } from './color-table.ts';
import { hiddenDestinations } from './hidden-destinations.ts';
import type { HtmlBlocks } from './html-blocks.ts';
import { HtmlPart } from './html-part.ts';
import { attributeText } from './html-text.ts';
import { linkOfInstruction } from './hyperlink.ts';
import { ListTable } from './list-table.ts';
import { changedParagraph, type ParagraphFormat, plainParagraph, points } from './paragraph-format.ts';
import { PictureReader, type RtfPicture } from './picture.ts';
import { defaultRtfLimits, type RtfLimits } from './rtf-limits.ts';
import { type DestinationReading, type RtfVisitor, RtfWalk } from './rtf-walk.ts';
import { RowDefinition } from './table-row.ts';
import { Utf8Sink } from './utf8-sink.ts';

export interface RtfToHtmlOptions {
  readonly limits?: Partial<RtfLimits>;
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

/**
 * Makes HTML of RTF. RTF that encapsulates HTML or text has that itself: ask `deEncapsulateRtf` first.
 *
 * @param rtf uncompressed, as `decompressRtf` gives it; damaged RTF gives what can be had
 */
export function rtfToHtml(rtf: Uint8Array, options: RtfToHtmlOptions = {}): HtmlOfRtf {
  return new HtmlConversion(rtf, options).run();
}

const Destination = { text: 0, colors: 1, lists: 2, picture: 3, nestedRow: 4, instruction: 5, label: 6 } as const;
/** Ignorable destinations that have something to show. */
const shownIgnorable = new Set(['shppict', 'shpinst', 'nesttableprops', 'moMath', 'moMathPara']);
/** Destinations that repeat, for older readers, what stands elsewhere. */
const repeated = new Set(['nonshppict', 'nonesttables', 'shprslt', 'pgptbl']);
const longestInstruction = 8192;
const longestLabel = 64;

/** A field: the link of its instruction is that of its result. */
interface Field {
  link: string | undefined;
}

interface GroupState {
  readonly character: CharacterFormat;
  readonly paragraph: ParagraphFormat;
  readonly field: Field | undefined;
  readonly row: RowDefinition;
  readonly finish: (() => void) | undefined;
}

class HtmlConversion implements RtfVisitor {
  readonly #walk: RtfWalk;
  readonly #options: RtfToHtmlOptions;
  readonly #colors = new ColorTable();
  readonly #lists = new ListTable();
  readonly #groups: GroupState[] = [];
  readonly #pictures: RtfPicture[] = [];
  readonly #notes: string[] = [];
  readonly #captured = new Utf8Sink();
  #part: HtmlPart;
  #character = new CharacterFormat();
  #paragraph = plainParagraph;
  #field: Field | undefined = undefined;
  #row = new RowDefinition();
  /** What is to be done when the group ends. */
  #finish: (() => void) | undefined = undefined;
  #picture: PictureReader | undefined = undefined;
  #label: string | undefined = undefined;
  #attachments = 0;
  /** Whether a row began and has not ended: some programs leave \intbl out. */
  #isInRow = false;
  /** Bytes of parts that are whole. */
  #written = 0;

  constructor(rtf: Uint8Array, options: RtfToHtmlOptions) {
    this.#options = options;
    this.#walk = new RtfWalk(rtf, this, options.limits);
    this.#part = new HtmlPart({ fonts: this.#walk.fonts, colors: this.#colors });
  }

  run(): HtmlOfRtf {
    const most = this.#options.limits?.outputBytes ?? defaultRtfLimits.outputBytes;
    this.#walk.run(() => this.#part.length + this.#written > most);
    const notes = this.#notes.length === 0 ? '' : `<hr>${this.#notes.join('')}`;
    const html =
      '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><div style="white-space:pre-wrap">' +
      `${this.#part.finish()}${notes}</div></body></html>`;
    return { html, pictures: this.#pictures, truncated: this.#walk.truncated };
  }

  groupStart(): void {
    this.#groups.push({
      character: this.#character,
      paragraph: this.#paragraph,
      field: this.#field,
      row: this.#row,
      finish: this.#finish,
    });
    this.#finish = undefined;
  }

  groupEnd(): void {
    this.#finish?.();
    const outer = this.#groups.pop()!;
    this.#character = outer.character;
    this.#paragraph = outer.paragraph;
    this.#field = outer.field;
    this.#row = outer.row;
    this.#finish = outer.finish;
  }

  destination(word: string, ignorable: boolean, parameter: number | undefined): DestinationReading {
    switch (word) {
      case 'colortbl':
        this.#walk.destination = Destination.colors;
        return 'enter';
      case 'listtable':
      case 'listoverridetable':
        this.#walk.destination = Destination.lists;
        return 'enter';
      case 'list':
      case 'listlevel':
      case 'listoverride':
        this.#lists.word(word, parameter);
        return 'enter';
      case 'pict':
        return this.#enterPicture();
      case 'field':
        this.#field = { link: undefined };
        return 'enter';
      case 'fldinst':
        return this.#enterInstruction();
      case 'fldrslt':
        if (this.#field?.link !== undefined) this.#character = this.#character.with({ link: this.#field.link });
        return 'enter';
      case 'listtext':
      case 'pntext':
        return this.#enterLabel();
      case 'footnote':
        return this.#enterFootnote();
      case 'nesttableprops':
        this.#row = new RowDefinition();
        this.#walk.destination = Destination.nestedRow;
        return 'enter';
      case 'sp':
        this.#walk.muted = true;
        return 'enter';
      case 'sv':
        return 'enter';
      default:
        if (repeated.has(word) || hiddenDestinations.has(word)) return 'skip';
        return ignorable ? (shownIgnorable.has(word) ? 'enter' : 'skip') : 'none';
    }
  }

  word(word: string, parameter: number | undefined): void {
    if (word === 'v' || word === 'deleted') this.#walk.muted = parameter !== 0;
    else if (word === 'plain') this.#walk.muted = false;
    switch (this.#walk.destination) {
      case Destination.colors:
        return this.#colors.word(word, parameter);
      case Destination.lists:
        return this.#lists.word(word, parameter);
      case Destination.picture:
        return this.#picture!.word(word, parameter);
      case Destination.text:
        if (!this.#structure(word) && !this.#row.word(word, parameter)) this.#format(word, parameter);
        return undefined;
      case Destination.nestedRow:
        if (word === 'nestrow') this.#structure(word);
        else this.#row.word(word, parameter);
        return undefined;
      default:
        return undefined;
    }
  }

  symbol(value: number): void {
    if (value === 0x7e) this.text('\u00a0');
    else if (value === 0x5f) this.text('\u2011');
    else if (value === 0x2d) this.text('\u00ad');
  }

  ascii(bytes: Uint8Array, start: number, end: number): void {
    switch (this.#walk.destination) {
      case Destination.text:
        return this.#blocks().ascii(this.#character, bytes, start, end);
      case Destination.colors:
        return this.#colors.text(bytes, start, end);
      case Destination.picture:
        return this.#picture!.text(bytes, start, end);
      case Destination.lists:
      case Destination.nestedRow:
        return undefined;
      default:
        return this.#capture(bytes, start, end);
    }
  }

  text(text: string): void {
    if (this.#walk.destination === Destination.text) this.#blocks().text(this.#character, text);
    else if (this.#walk.destination >= Destination.instruction && this.#captured.length < longestInstruction)
      this.#captured.text(text);
  }

  binary(bytes: Uint8Array): void {
    if (this.#walk.destination === Destination.picture) this.#picture!.binary(bytes);
  }

  #capture(bytes: Uint8Array, start: number, end: number): void {
    this.#captured.copy(
      bytes,
      start,
      Math.min(end, start + longestInstruction - Math.min(this.#captured.length, longestInstruction)),
    );
  }

  #format(word: string, parameter: number | undefined): void {
    const character = this.#character.changed(word, parameter);
    if (character === undefined) this.#paragraph = changedParagraph(this.#paragraph, word, parameter);
    else this.#character = character;
  }

  /** Whether the control word divides text. */
  #structure(word: string): boolean {
    switch (word) {
      case 'par':
      case 'sect':
        if (!this.#walk.muted) this.#blocks().closeParagraph();
        return true;
      case 'page':
        if (this.#blocksNow().isParagraphOpen) this.#blocksNow().closeParagraph();
        return true;
      case 'line':
      case 'softline':
        if (!this.#walk.muted) this.#blocks().inline('<br>');
        return true;
      case 'tab':
        if (!this.#walk.muted) this.text('\t');
        return true;
      case 'trowd':
        this.#isInRow = true;
        return false;
      case 'cell':
        this.#part.endCell(1);
        this.#label = undefined;
        return true;
      case 'nestcell':
        this.#part.endCell(Math.max(this.#paragraph.tableDepth, 2));
        return true;
      case 'row':
        this.#part.endRow(1, this.#row);
        this.#isInRow = false;
        return true;
      case 'nestrow':
        this.#part.endRow(Math.max(this.#paragraph.tableDepth, 2), this.#row);
        return true;
      case 'objattph':
        this.#attachment();
        return true;
      default:
        return false;
    }
  }

  #blocksNow(): HtmlBlocks {
    const { tableDepth } = this.#paragraph;
    return this.#part.blocks(tableDepth === 0 && this.#isInRow ? 1 : tableDepth);
  }

  /** Where text goes; a paragraph is open there. */
  #blocks(): HtmlBlocks {
    const blocks = this.#blocksNow();
    if (!blocks.isParagraphOpen) {
      const { list, listLevel } = this.#paragraph;
      const label = this.#label;
      const style = list === 0 ? undefined : this.#lists.styleOf(list, listLevel);
      const isItem = label !== undefined || style !== undefined;
      blocks.openParagraph(this.#paragraph, isItem ? { style, level: listLevel, label } : undefined);
      this.#label = undefined;
    }
    return blocks;
  }

  #enterInstruction(): DestinationReading {
    this.#walk.destination = Destination.instruction;
    this.#captured.clear();
    const field = this.#field;
    this.#finish = () => {
      if (field !== undefined) field.link = linkOfInstruction(this.#captured.read());
      this.#captured.clear();
    };
    return 'enter';
  }

  #enterLabel(): DestinationReading {
    this.#walk.destination = Destination.label;
    this.#captured.clear();
    this.#finish = () => {
      this.#label = this.#captured.read().slice(0, longestLabel).trim();
      this.#captured.clear();
    };
    return 'enter';
  }

  /** The note goes to the end of the document, its number stands in the text. */
  #enterFootnote(): DestinationReading {
    const number = this.#notes.length + 1;
    this.#notes.push('');
    this.#blocks().inline(`<sup>[${number}]</sup>`);
    const around = this.#part;
    this.#part = new HtmlPart({ fonts: this.#walk.fonts, colors: this.#colors });
    this.#character = new CharacterFormat();
    this.#paragraph = plainParagraph;
    this.#written += around.length;
    this.#finish = () => {
      this.#written += this.#part.length - around.length;
      this.#notes[number - 1] = `<div>[${number}]${this.#part.finish()}</div>`;
      this.#part = around;
    };
    return 'enter';
  }

  #enterPicture(): DestinationReading {
    const picture = new PictureReader();
    const around = this.#picture;
    this.#picture = picture;
    this.#walk.destination = Destination.picture;
    this.#walk.muted = false;
    this.#finish = () => {
      this.#picture = around;
      this.#showPicture(picture);
    };
    return 'enter';
  }

  #showPicture(picture: PictureReader): void {
    const bytes = picture.file();
    if (bytes === undefined || picture.mediaType === undefined) return;
    const number = this.#pictures.length + 1;
    const contentId = this.#options.contentId?.(number) ?? `picture-${number}@rtf`;
    this.#pictures.push({ contentId, mediaType: picture.mediaType, bytes });
    const { width, height } = picture;
    const size = width > 0 && height > 0 ? ` style="width:${points(width)};height:${points(height)}"` : '';
    this.#image(contentId, size);
  }

  #attachment(): void {
    const contentId = this.#options.attachmentContentIds?.[this.#attachments++];
    if (contentId !== undefined && !this.#walk.muted) this.#image(contentId, '');
  }

  #image(contentId: string, attributes: string): void {
    this.#blocks().inline(`<img src="cid:${attributeText(encodeURI(contentId))}" alt=""${attributes}>`);
  }
}
