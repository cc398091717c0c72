/** Control words, groups and text of RTF turned into calls on an HTML document. */
import { CharacterFormat } from './character-format.ts';
import { characterOfSymbol } from './character-words.ts';
import { ColorTable } from './color-table.ts';
import { Destination, readingOf } from './html-destinations.ts';
import { HtmlDocument, type HtmlOfRtf, type ImageOptions } from './html-document.ts';
import { linkOfInstruction } from './hyperlink.ts';
import { ListTable } from './list-table.ts';
import { changedParagraph, type ParagraphFormat, plainParagraph } from './paragraph-format.ts';
import { PictureReader } from './picture.ts';
import { defaultRtfLimits, type RtfLimits } from './rtf-limits.ts';
import { type DestinationReading, type RtfVisitor, RtfWalk } from './rtf-walk.ts';
import { RowDefinition } from './table-row.ts';
import { Utf8Sink } from './utf8-sink.ts';

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

export class HtmlConversion implements RtfVisitor {
  readonly #walk: RtfWalk;
  readonly #document: HtmlDocument;
  readonly #outputBytes: number;
  readonly #colors = new ColorTable();
  readonly #lists = new ListTable();
  readonly #groups: GroupState[] = [];
  /** Text of a field instruction or of a label. */
  readonly #captured = new Utf8Sink();
  #character = new CharacterFormat();
  #paragraph = plainParagraph;
  #field: Field | undefined = undefined;
  #row = new RowDefinition();
  /** What is to be done when the group ends. */
  #finish: (() => void) | undefined = undefined;
  #picture: PictureReader | undefined = undefined;
  /** Name of the property of the background's shape whose value comes. */
  #property = '';

  constructor(rtf: Uint8Array, limits: Partial<RtfLimits>, images: ImageOptions) {
    this.#outputBytes = limits.outputBytes ?? defaultRtfLimits.outputBytes;
    this.#walk = new RtfWalk(rtf, this, limits);
    this.#document = new HtmlDocument({ fonts: this.#walk.fonts, colors: this.#colors }, this.#lists, images);
  }

  run(): HtmlOfRtf {
    this.#walk.run(() => this.#document.length > this.#outputBytes);
    return { html: this.#document.finish(), pictures: this.#document.pictures, truncated: this.#walk.truncated };
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
    if (this.#walk.destination === Destination.background) return this.#ofBackground(word);
    switch (word) {
      case 'background':
        this.#walk.destination = Destination.background;
        return 'enter';
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
        return readingOf(word, ignorable);
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
    const character = characterOfSymbol.get(value);
    if (character !== undefined) this.text(character);
  }

  ascii(bytes: Uint8Array, start: number, end: number): void {
    switch (this.#walk.destination) {
      case Destination.text:
        return this.#document.paragraph(this.#paragraph).ascii(this.#character, bytes, start, end);
      case Destination.colors:
        return this.#colors.text(bytes, start, end);
      case Destination.picture:
        return this.#picture!.text(bytes, start, end);
      case Destination.lists:
      case Destination.nestedRow:
      case Destination.background:
        return undefined;
      default:
        return this.#capture(bytes, start, end);
    }
  }

  text(text: string): void {
    if (this.#walk.destination === Destination.text)
      this.#document.paragraph(this.#paragraph).text(this.#character, text);
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
        if (!this.#walk.muted) this.#document.paragraph(this.#paragraph).closeParagraph();
        return true;
      case 'page':
        this.#document.endParagraph(this.#paragraph);
        return true;
      case 'line':
      case 'softline':
        if (!this.#walk.muted) this.#document.paragraph(this.#paragraph).inline('<br>');
        return true;
      case 'tab':
        if (!this.#walk.muted) this.text('\t');
        return true;
      case 'trowd':
        this.#document.isInRow = true;
        return false;
      case 'cell':
        this.#document.endCell(1);
        return true;
      case 'nestcell':
        this.#document.endCell(Math.max(this.#paragraph.tableDepth, 2));
        return true;
      case 'row':
        this.#document.endRow(1, this.#row);
        return true;
      case 'nestrow':
        this.#document.endRow(Math.max(this.#paragraph.tableDepth, 2), this.#row);
        return true;
      case 'objattph':
        if (!this.#walk.muted) this.#document.attachment(this.#paragraph);
        return true;
      default:
        return false;
    }
  }

  /** The shape behind the text: of its properties, the name and the value follow each other. */
  #ofBackground(word: string): DestinationReading {
    if (word === 'shp' || word === 'shpinst' || word === 'sp') return 'enter';
    if (word !== 'sn' && word !== 'sv') return 'skip';
    this.#captureThen((text) => {
      if (word === 'sn') this.#property = text;
      else if (this.#property === 'fillColor') this.#document.setBackground(Number(text));
    });
    this.#walk.destination = Destination.instruction;
    return 'enter';
  }

  /** Text up to the end of the group is not shown but given to `use`. */
  #captureThen(use: (text: string) => void): void {
    this.#captured.clear();
    this.#finish = () => {
      use(this.#captured.read());
      this.#captured.clear();
    };
  }

  #enterInstruction(): DestinationReading {
    this.#walk.destination = Destination.instruction;
    const field = this.#field;
    this.#captureThen((text) => {
      if (field !== undefined) field.link = linkOfInstruction(text);
    });
    return 'enter';
  }

  #enterLabel(): DestinationReading {
    this.#walk.destination = Destination.label;
    this.#captureThen((text) => {
      this.#document.label = text.slice(0, longestLabel).trim();
    });
    return 'enter';
  }

  #enterFootnote(): DestinationReading {
    this.#finish = this.#document.startNote(this.#paragraph);
    this.#character = new CharacterFormat();
    this.#paragraph = plainParagraph;
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
      this.#document.picture(this.#paragraph, picture);
    };
    return 'enter';
  }
}
