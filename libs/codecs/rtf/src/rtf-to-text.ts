/** RTF as text. [MSFT-RTF] */
import { hiddenDestinations } from './hidden-destinations.ts';
import { defaultRtfLimits, type RtfLimits } from './rtf-limits.ts';
import { type DestinationReading, type RtfVisitor, RtfWalk } from './rtf-walk.ts';
import { Utf8Sink } from './utf8-sink.ts';

export interface RtfToTextOptions {
  readonly limits?: Partial<RtfLimits>;
}

/**
 * The text of RTF: paragraphs, lines and rows of tables end in CRLF, cells in a tab, and footnotes stand at the end.
 * RTF that encapsulates text has that itself: ask `deEncapsulateRtf` first.
 *
 * @param rtf uncompressed, as `decompressRtf` gives it; damaged RTF gives what can be had
 */
export function rtfToText(rtf: Uint8Array, options: RtfToTextOptions = {}): string {
  return new TextConversion(rtf, options.limits).run();
}

const Destination = { text: 0, note: 1 } as const;
const shownIgnorable = new Set(['shpinst', 'nesttableprops', 'moMath', 'moMathPara']);
const leftOut = new Set(['pict', 'shppict', 'nonesttables', 'shprslt']);
const ends: ReadonlyMap<string, string> = new Map([
  ['par', '\r\n'],
  ['sect', '\r\n'],
  ['page', '\r\n'],
  ['line', '\r\n'],
  ['softline', '\r\n'],
  ['row', '\r\n'],
  ['nestrow', '\r\n'],
  ['tab', '\t'],
  ['cell', '\t'],
  ['nestcell', '\t'],
]);

class TextConversion implements RtfVisitor {
  readonly #walk: RtfWalk;
  readonly #outputBytes: number;
  readonly #body: Utf8Sink;
  readonly #notes = new Utf8Sink();
  #noteCount = 0;

  constructor(rtf: Uint8Array, limits: Partial<RtfLimits> = {}) {
    this.#outputBytes = limits.outputBytes ?? defaultRtfLimits.outputBytes;
    this.#body = new Utf8Sink(Math.min(rtf.length, this.#outputBytes) + 64);
    this.#walk = new RtfWalk(rtf, this, limits);
  }

  run(): string {
    this.#walk.run(() => this.#body.length + this.#notes.length > this.#outputBytes);
    return this.#body.read() + this.#notes.read();
  }

  groupStart(): void {}

  groupEnd(): void {}

  destination(word: string, ignorable: boolean): DestinationReading {
    if (word === 'footnote') {
      this.#noteCount++;
      this.text(`[${this.#noteCount}]`);
      this.#walk.destination = Destination.note;
      this.text(`\r\n[${this.#noteCount}] `);
      return 'enter';
    }
    if (hiddenDestinations.has(word) || leftOut.has(word)) return 'skip';
    return ignorable ? (shownIgnorable.has(word) ? 'enter' : 'skip') : 'none';
  }

  word(word: string, parameter: number | undefined): void {
    if (word === 'v' || word === 'deleted') this.#walk.muted = parameter !== 0;
    else if (word === 'plain') this.#walk.muted = false;
    else if (!this.#walk.muted) {
      const end = ends.get(word);
      if (end !== undefined) this.text(end);
    }
  }

  symbol(value: number): void {
    if (value === 0x7e) this.text('\u00a0');
    else if (value === 0x5f) this.text('\u2011');
  }

  ascii(bytes: Uint8Array, start: number, end: number): void {
    this.#sink().copy(bytes, start, end);
  }

  text(text: string): void {
    this.#sink().text(text);
  }

  binary(): void {}

  #sink(): Utf8Sink {
    return this.#walk.destination === Destination.note ? this.#notes : this.#body;
  }
}
