/** text/enriched as HTML. RFC 1896, [MS-OXCMAIL] 2.2.3.3.2 */
import { escapedHtml } from './escaped-html.ts';

/** Commands that are elements of HTML by another name. RFC 1896 section 2 */
const elements = new Map<string, readonly [open: string, close: string]>([
  ['bold', ['<b>', '</b>']],
  ['italic', ['<i>', '</i>']],
  ['underline', ['<u>', '</u>']],
  ['fixed', ['<tt>', '</tt>']],
  ['smaller', ['<small>', '</small>']],
  ['bigger', ['<big>', '</big>']],
  ['center', ['<div align="center">', '</div>']],
  ['flushleft', ['<div align="left">', '</div>']],
  ['flushright', ['<div align="right">', '</div>']],
  ['flushboth', ['<div align="justify">', '</div>']],
  ['paraindent', ['<div style="margin-left:3em">', '</div>']],
  ['indent', ['<div style="margin-left:3em">', '</div>']],
  ['indentright', ['<div style="margin-right:3em">', '</div>']],
  ['excerpt', ['<blockquote>', '</blockquote>']],
  ['nofill', ['', '']],
  ['fontfamily', ['<font>', '</font>']],
  ['color', ['<font>', '</font>']],
  ['lang', ['<span>', '</span>']],
]);
/** Commands whose parameter is an attribute of their element. */
const attributes = new Map<string, (parameter: string) => string>([
  ['color', (value) => `<font color="${colorOf(value)}">`],
  ['fontfamily', (value) => `<font face="${escapedHtml(value)}">`],
  ['lang', (value) => `<span lang="${escapedHtml(value)}">`],
]);
/** A command, `<<` for a less-than sign, or ends of lines. */
const token = /<<|<(\/?)([a-z\d-]{1,60})>|(?:\r?\n)+/gi;
/** Commands within one another. Stops texts that make elements without end. */
const deepest = 200;

/** An HTML document of `enriched`: what no command names is text, and commands that are not closed close at its end. */
export function enrichedToHtml(enriched: string): string {
  return new EnrichedText(enriched).html();
}

class EnrichedText {
  readonly #source: string;
  readonly #token = new RegExp(token);
  readonly #out: string[] = [];
  readonly #open: string[] = [];
  #unfilled = 0;

  constructor(source: string) {
    this.#source = source;
  }

  html(): string {
    let from = 0;
    for (let match = this.#next(from); match !== null; match = this.#next(from)) {
      this.#text(this.#source.slice(from, match.index));
      from = this.#pass(match);
    }
    this.#text(this.#source.slice(from));
    while (this.#open.length > 0) this.#close(this.#open.at(-1)!);
    return `<html><body>${this.#out.join('')}</body></html>`;
  }

  #next(from: number): RegExpExecArray | null {
    this.#token.lastIndex = from;
    return this.#token.exec(this.#source);
  }

  /** @returns where to read on */
  #pass([whole, slash, name]: RegExpExecArray): number {
    const end = this.#token.lastIndex;
    if (whole === '<<') this.#out.push('&lt;');
    else if (whole.endsWith('\n')) this.#lineEnds(whole.split('\n').length - 1);
    else if (slash === '/') this.#close(name!.toLowerCase());
    else return this.#begin(name!.toLowerCase(), end);
    return end;
  }

  #text(text: string): void {
    if (text !== '') this.#out.push(escapedHtml(text));
  }

  /** One end of a line is a blank, of several the first: outside nofill. RFC 1896 section 1 */
  #lineEnds(count: number): void {
    const breaks = this.#unfilled > 0 ? count : count - 1;
    this.#out.push(breaks === 0 ? ' ' : '<br>\r\n'.repeat(breaks));
  }

  #begin(name: string, end: number): number {
    const [parameter, after] = this.#parameter(name === 'param' ? end - '<param>'.length : end);
    const element = elements.get(name);
    if (element === undefined || this.#open.length >= deepest) return after;
    const opening = parameter === undefined ? undefined : attributes.get(name);
    this.#out.push(opening === undefined ? element[0] : opening(parameter!));
    this.#open.push(name);
    if (name === 'nofill') this.#unfilled++;
    return after;
  }

  /** The text between `<param>` and `</param>` at `at`, which is never shown. RFC 1896 section 2.5 */
  #parameter(at: number): [text: string | undefined, after: number] {
    if (!/^<param>$/i.test(this.#source.slice(at, at + 7))) return [undefined, at];
    const end = this.#source.slice(at + 7, at + 1000).search(/<\/param>/i);
    return end === -1 ? ['', at + 7] : [this.#source.slice(at + 7, at + 7 + end), at + 7 + end + 8];
  }

  /** Commands nest; one that is closed before those inside it closes them. */
  #close(name: string): void {
    const from = this.#open.lastIndexOf(name);
    if (from === -1) return;
    for (const inner of this.#open.splice(from).toReversed()) {
      this.#out.push(elements.get(inner)![1]);
      if (inner === 'nofill') this.#unfilled--;
    }
  }
}

/** A name, or three numbers of sixteen bits in hexadecimal. RFC 1896 section 2.2 */
function colorOf(value: string): string {
  const parts = /^([\da-f]{2})[\da-f]{2},([\da-f]{2})[\da-f]{2},([\da-f]{2})[\da-f]{2}$/i.exec(value.trim());
  return parts === null ? escapedHtml(value) : `#${parts[1]}${parts[2]}${parts[3]}`;
}
