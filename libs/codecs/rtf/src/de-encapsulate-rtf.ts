/**
 * HTML or text that was encapsulated in RTF. [MS-OXRTFEX] 2.2.3
 * What the original had lies in HTMLTAG groups and in text outside HTMLRTF; the rest is there for readers of RTF.
 */
import { encapsulatedKind } from './encapsulated-kind.ts';
import { hiddenDestinations } from './hidden-destinations.ts';
import { defaultRtfLimits, type RtfLimits } from './rtf-limits.ts';
import { type DestinationReading, type RtfVisitor, RtfWalk } from './rtf-walk.ts';
import { Utf8Sink } from './utf8-sink.ts';

export interface DeEncapsulateOptions {
  readonly limits?: Partial<RtfLimits>;
}

interface OfEncapsulation {
  /** Code page of the document, by \ansicpg: what the original was probably written in. */
  readonly codePage: number;
  /**
   * Places of \objattph, as indexes into the HTML or text: where attachments go, in the order of their
   * PidTagRenderingPosition.
   */
  readonly attachmentPlaces: readonly number[];
  /** Whether a limit cut the rest off. */
  readonly truncated: boolean;
}

export interface EncapsulatedHtml extends OfEncapsulation {
  readonly kind: 'html';
  /** As text: a charset that the HTML names itself says only what it had been. */
  readonly html: string;
}

export interface EncapsulatedText extends OfEncapsulation {
  readonly kind: 'text';
  readonly text: string;
}

const Destination = { body: 0, htmlTag: 1 } as const;
/** Places of attachments that are kept. Stops RTF of nothing but \objattph. */
const mostAttachments = 10_000;
const crlf = '\r\n';

/**
 * Gives back the HTML or text that `rtf` encapsulates. [MS-OXRTFEX] 2.2.3.2, 2.2.3.3
 *
 * Line ends are CRLF. Damaged RTF gives what can be had.
 *
 * @param rtf uncompressed, as `decompressRtf` gives it
 * @returns undefined where `rtf` is not encapsulated: `rtfToHtml` and `rtfToText` read it
 */
export function deEncapsulateRtf(
  rtf: Uint8Array,
  options: DeEncapsulateOptions = {},
): EncapsulatedHtml | EncapsulatedText | undefined {
  const kind = encapsulatedKind(rtf);
  if (kind === undefined) return undefined;
  const original = new OriginalContent(rtf, kind, options.limits);
  const content = original.read();
  const { codePage, attachmentPlaces, truncated } = original;
  return kind === 'html'
    ? { kind, html: content, codePage, attachmentPlaces, truncated }
    : { kind, text: content, codePage, attachmentPlaces, truncated };
}

class OriginalContent implements RtfVisitor {
  readonly attachmentPlaces: number[] = [];
  readonly #walk: RtfWalk;
  readonly #kind: 'html' | 'text';
  readonly #sink: Utf8Sink;
  readonly #outputBytes: number;
  readonly #attachments: number[] = [];

  constructor(rtf: Uint8Array, kind: 'html' | 'text', limits: Partial<RtfLimits> = {}) {
    this.#kind = kind;
    this.#outputBytes = limits.outputBytes ?? defaultRtfLimits.outputBytes;
    this.#sink = new Utf8Sink(Math.min(rtf.length, this.#outputBytes) + 64);
    this.#walk = new RtfWalk(rtf, this, limits);
  }

  get codePage(): number {
    return this.#walk.codePage;
  }

  get truncated(): boolean {
    return this.#walk.truncated;
  }

  read(): string {
    this.#walk.run(() => this.#sink.length > this.#outputBytes);
    if (this.#attachments.length === 0) return this.#sink.read();
    let text = '';
    let from = 0;
    for (const place of this.#attachments) {
      text += this.#sink.read(from, place);
      this.attachmentPlaces.push(text.length);
      from = place;
    }
    return text + this.#sink.read(from);
  }

  groupStart(): void {}

  groupEnd(): void {}

  destination(word: string, ignorable: boolean): DestinationReading {
    if (word === 'htmltag' && this.#kind === 'html') {
      this.#walk.destination = Destination.htmlTag;
      this.#walk.documentEncoding = true;
      return 'enter';
    }
    return ignorable || hiddenDestinations.has(word) || notOriginal.has(word) ? 'skip' : 'none';
  }

  word(word: string, parameter: number | undefined): void {
    if (word === 'htmlrtf') this.#walk.muted = parameter !== 0;
    else if (this.#walk.muted) return;
    else if (word === 'par' || (word === 'line' && this.#walk.destination === Destination.body)) this.#sink.text(crlf);
    else if (word === 'tab') this.#sink.text('\t');
    else if (word === 'objattph' && this.#attachments.length < mostAttachments)
      this.#attachments.push(this.#sink.length);
  }

  symbol(value: number): void {
    if (value === 0x7e) this.#sink.text('\u00a0');
    else if (value === 0x5f) this.#sink.text('\u00ad');
  }

  ascii(bytes: Uint8Array, start: number, end: number): void {
    this.#sink.copy(bytes, start, end);
  }

  text(text: string): void {
    this.#sink.text(text);
  }

  binary(): void {}
}

/** Destinations that show something in RTF and are none of the original's content. */
const notOriginal: ReadonlySet<string> = new Set(['mhtmltag', 'pict', 'object', 'pntext', 'listtext']);
