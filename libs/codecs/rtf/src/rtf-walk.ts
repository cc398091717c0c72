/**
 * One pass over RTF for those who want its text: keeps the state of groups, finds the code page of each run,
 * and steps over what stands in for Unicode characters. [MSFT-RTF] "Conventions of an RTF Reader", "Unicode RTF"
 */
import { characterOfWord } from './character-words.ts';
import { textEncoding } from './font-charset.ts';
import { changedSelection, defaultSelection, type FontSelection, selectedFont } from './font-selection.ts';
import { FontTable } from './font-table.ts';
import { defaultRtfLimits, type RtfLimits } from './rtf-limits.ts';
import { RtfToken, RtfTokenizer } from './rtf-tokenizer.ts';
import { RunText, type TextReceiver } from './run-text.ts';

/** What a destination is to a reader: stepped over whole, read as a group of its own, or no destination at all. */
export type DestinationReading = 'skip' | 'enter' | 'none';

export interface RtfVisitor extends TextReceiver {
  groupStart(): void;
  groupEnd(): void;
  /** The first control word of a group. `ignorable`: \* stands before it. */
  destination(word: string, ignorable: boolean, parameter: number | undefined): DestinationReading;
  /** A control word that is no destination and no character. */
  word(word: string, parameter: number | undefined): void;
  /** A control symbol that is no character of its own: `~`, `_`, `-`, a line end, and those nobody knows. */
  symbol(value: number): void;
  binary(bytes: Uint8Array): void;
}

/** State that a group has from the one around it and gives back. */
interface GroupState {
  font: FontSelection;
  fallbackLength: number;
  muted: boolean;
  documentEncoding: boolean;
  destination: number;
  reading: number;
}

/** What the walk itself does with a group. */
const Reading = { body: 0, fontTable: 1, alternatives: 2 } as const;
const asterisk = 0x2a;
const documentCodePages: ReadonlyMap<string, number> = new Map([
  ['ansi', 1252],
  ['mac', 10000],
  ['pc', 437],
  ['pca', 850],
]);

export class RtfWalk implements GroupState {
  /** Whether text is left out; groups inside inherit it. The visitor's to set. */
  muted = false;
  /** Whether text is in the code page of the document, whatever its font. The visitor's to set. */
  documentEncoding = false;
  /** A number of the visitor's own for the group; groups inside inherit it. */
  destination = 0;
  font = defaultSelection;
  fallbackLength = 1;
  reading: number = Reading.body;
  /** Of the document: \ansicpg, \ansi, \mac, \pc, \pca. */
  codePage = 1252;
  /** Whether a limit cut the rest off. */
  truncated = false;
  readonly fonts = new FontTable();
  readonly #tokenizer: RtfTokenizer;
  readonly #visitor: RtfVisitor;
  readonly #limits: RtfLimits;
  readonly #outer: GroupState[] = [];
  readonly #run: RunText;
  #depth = 0;
  #defaultFont = 0;
  #expectsDestination = false;
  #ignorable = false;
  /** Characters still to be stepped over, after \u. */
  #fallback = 0;

  constructor(bytes: Uint8Array, visitor: RtfVisitor, limits: Partial<RtfLimits> = {}) {
    this.#tokenizer = new RtfTokenizer(bytes);
    this.#visitor = visitor;
    this.#run = new RunText(visitor);
    this.#limits = { ...defaultRtfLimits, ...limits };
  }

  /** @param stopped asked now and then: whether the visitor has had enough */
  run(stopped: () => boolean): void {
    const tokenizer = this.#tokenizer;
    for (let tokens = 0; !this.truncated; tokens++) {
      this.truncated = tokens >= this.#limits.tokens || ((tokens & 0xff) === 0 && stopped());
      const token = tokenizer.next();
      if (token === RtfToken.end) break;
      if (token === RtfToken.text) this.#text();
      else if (token === RtfToken.hex) this.#hex();
      else if (token === RtfToken.controlSymbol) this.#controlSymbol(tokenizer.value);
      else {
        if (token !== RtfToken.controlWord) this.#run.interrupt();
        if (token === RtfToken.controlWord) this.#controlWord(tokenizer.word, tokenizer.parameter);
        else if (token === RtfToken.groupStart) this.#groupStart();
        else if (token === RtfToken.binary) this.#binary();
        else {
          this.#groupEnd();
          if (this.#depth <= 0) break;
        }
      }
    }
    this.#run.interrupt();
    for (; this.#depth > 0;) this.#groupEnd();
  }

  #groupStart(): void {
    this.#fallback = 0;
    if (this.#depth < this.#limits.depth) {
      const { font, fallbackLength, muted, documentEncoding, destination, reading } = this;
      this.#outer.push({ font, fallbackLength, muted, documentEncoding, destination, reading });
      this.#visitor.groupStart();
    }
    this.#depth++;
    this.#expectsDestination = true;
    this.#ignorable = false;
  }

  #groupEnd(): void {
    this.#fallback = 0;
    this.#expectsDestination = false;
    this.#depth--;
    if (this.reading === Reading.fontTable) this.fonts.finishFont();
    if (this.#depth < 0 || this.#depth >= this.#limits.depth) return;
    this.#visitor.groupEnd();
    const outer = this.#outer.pop();
    if (outer === undefined) return;
    this.font = outer.font;
    this.fallbackLength = outer.fallbackLength;
    this.muted = outer.muted;
    this.documentEncoding = outer.documentEncoding;
    this.destination = outer.destination;
    this.reading = outer.reading;
    this.#fontChanged();
  }

  #controlWord(word: string, parameter: number | undefined): void {
    if (word === 'u') return this.#unicode(parameter ?? 0);
    if (this.#expectsDestination && this.#enters(word, parameter)) return;
    const character = characterOfWord.get(word);
    if (this.#fallback > 0) {
      this.#fallback--;
      if (character !== undefined) return;
    }
    this.#run.interrupt();
    if (character !== undefined) {
      if (!this.muted && this.reading === Reading.body) this.#visitor.text(character);
    } else if (this.reading === Reading.fontTable) this.fonts.word(word, parameter);
    else if (!this.#ofDocument(word, parameter)) this.#visitor.word(word, parameter);
  }

  /** Whether the word that a group begins with was a destination. */
  #enters(word: string, parameter: number | undefined): boolean {
    this.#expectsDestination = false;
    if (this.reading === Reading.alternatives && !(word === 'ud' && this.#ignorable)) return this.#skip();
    if (this.reading === Reading.fontTable) return this.#ignorable && this.#skip();
    if (word === 'ud' && this.#ignorable) this.reading = Reading.body;
    else if (word === 'upr') this.reading = Reading.alternatives;
    else if (word === 'fonttbl') this.reading = Reading.fontTable;
    else {
      const reading = this.#visitor.destination(word, this.#ignorable, parameter);
      if (reading === 'skip') return this.#skip();
      if (reading === 'none') return false;
      this.#fontChanged();
    }
    return true;
  }

  #skip(): true {
    this.#tokenizer.skipGroup();
    return true;
  }

  /** Control words that say how the text of the document is encoded. */
  #ofDocument(word: string, parameter: number | undefined): boolean {
    switch (word) {
      case 'uc':
        this.fallbackLength = Math.max(parameter ?? 1, 0);
        return true;
      case 'deff':
        this.#defaultFont = parameter ?? 0;
        return true;
      case 'ansicpg':
        if (parameter !== undefined && parameter > 0) this.#setCodePage(parameter);
        return true;
      default:
        return this.#ofFont(word, parameter);
    }
  }

  #ofFont(word: string, parameter: number | undefined): boolean {
    const codePage = documentCodePages.get(word);
    if (codePage !== undefined) this.#setCodePage(codePage);
    const font = changedSelection(this.font, word, parameter, this.fonts);
    if (font !== undefined) {
      this.font = font;
      this.#fontChanged();
    }
    return codePage !== undefined;
  }

  #setCodePage(codePage: number): void {
    this.codePage = codePage;
    this.#fontChanged();
  }

  #fontChanged(): void {
    const ofDocument = this.fonts.get(this.#defaultFont);
    const font = this.documentEncoding ? undefined : selectedFont(this.font, ofDocument);
    this.#run.font = font;
    this.#run.encoding = font?.encoding ?? textEncoding(this.codePage);
    this.#tokenizer.leadBytes = this.#run.encoding.leadBytes;
  }

  #controlSymbol(value: number): void {
    if (this.#expectsDestination) {
      if (value === asterisk) {
        this.#ignorable = true;
        return;
      }
      if (this.#leavesIgnorable()) return;
    }
    if (this.#fallback > 0) {
      this.#fallback--;
      return;
    }
    if (this.muted || this.reading !== Reading.body) return;
    if (value === 0x5c || value === 0x7b || value === 0x7d) return this.#run.byte(value);
    this.#run.interrupt();
    if (value === 0x09) this.#visitor.word('tab', undefined);
    else if (value === 0x0d || value === 0x0a) this.#visitor.word('par', undefined);
    else this.#visitor.symbol(value);
  }

  /** A group that begins with \* and no word is nobody's: it is stepped over. */
  #leavesIgnorable(): boolean {
    this.#expectsDestination = false;
    return (this.#ignorable || this.reading === Reading.alternatives) && this.#skip();
  }

  #binary(): void {
    if (this.#expectsDestination && this.#leavesIgnorable()) return;
    if (this.#fallback > 0) this.#fallback--;
    else if (!this.muted)
      this.#visitor.binary(this.#tokenizer.bytes.subarray(this.#tokenizer.start, this.#tokenizer.end));
  }

  #unicode(parameter: number): void {
    if (this.#expectsDestination && this.#leavesIgnorable()) return;
    this.#fallback = this.fallbackLength;
    if (this.muted || this.reading !== Reading.body) return;
    this.#run.unicode(parameter);
  }

  #hex(): void {
    if (this.#expectsDestination && this.#leavesIgnorable()) return;
    if (this.#fallback > 0) this.#fallback--;
    else if (this.reading === Reading.fontTable) this.fonts.text(Uint8Array.of(this.#tokenizer.value), 0, 1);
    else if (!this.muted && this.reading === Reading.body) this.#run.byte(this.#tokenizer.value);
  }

  #text(): void {
    const { bytes, end, ascii } = this.#tokenizer;
    let { start } = this.#tokenizer;
    if (this.#expectsDestination && this.#leavesIgnorable()) return;
    if (this.#fallback > 0) {
      const stepped = Math.min(this.#fallback, end - start);
      this.#fallback -= stepped;
      start += stepped;
      if (start === end) return;
    }
    if (this.reading === Reading.fontTable) return this.fonts.text(bytes, start, end);
    if (!this.muted && this.reading === Reading.body) this.#run.bytes(bytes, start, end, ascii);
  }
}
