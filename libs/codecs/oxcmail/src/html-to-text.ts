/** HTML as plain text: for previews, and for bodies that have no text of their own. Linear in the length of the HTML. */
import { decodeEntities } from './html-entities.ts';

/** Elements whose content is not text. */
const hidden = new Set(['script', 'style', 'head', 'title', 'template', 'noscript', 'object', 'svg', 'math', 'xml']);
/** Elements that begin and end a line; twice where a blank line stands between. */
const lineBreaks = new Map<string, number>([
  ...[
    'div',
    'tr',
    'li',
    'dt',
    'dd',
    'table',
    'section',
    'article',
    'header',
    'footer',
    'address',
    'form',
    'center',
  ].map((name) => [name, 1] as const),
  ...['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'dl', 'blockquote', 'pre', 'hr'].map(
    (name) => [name, 2] as const,
  ),
]);
const tagName = /\/?[a-z][a-z0-9:-]{0,30}/iy;

export interface HtmlToTextOptions {
  /** Characters after which the rest is left unread. */
  readonly limit?: number;
}

/** Text of `html`: lines ended by CRLF, blanks collapsed outside `pre`, list items marked, links as their text. */
export function htmlToText(html: string, options: HtmlToTextOptions = {}): string {
  const text = new TextOfHtml(options.limit ?? Infinity);
  let at = 0;
  while (at < html.length && !text.isFull) {
    const open = html.indexOf('<', at);
    const end = open === -1 ? html.length : open;
    if (end > at) text.characters(html.slice(at, end));
    if (open === -1) break;
    at = afterMarkup(html, open, text);
  }
  return text.finish();
}

/** Passes over what begins at the `<` at `open`. @returns where text goes on */
function afterMarkup(html: string, open: number, text: TextOfHtml): number {
  if (html.startsWith('<!--', open)) return after(html, '-->', open + 4);
  const next = html[open + 1];
  if (next === '!' || next === '?') return after(html, '>', open + 1);
  tagName.lastIndex = open + 1;
  const name = tagName.exec(html)?.[0].toLowerCase();
  if (name === undefined) {
    text.characters('<');
    return open + 1;
  }
  const end = afterTag(html, open + 1 + name.length);
  if (hidden.has(name) && html[end - 2] !== '/') return afterHidden(html, name, end);
  text.tag(name);
  return end;
}

/** After the `>` of a tag; one within quotes does not end it, unless the quotes never close. */
function afterTag(html: string, from: number): number {
  for (let at = from; at < html.length; at++) {
    const character = html[at];
    if (character === '>') return at + 1;
    if (character !== '"' && character !== "'") continue;
    const close = html[at - 1] === '=' ? html.indexOf(character, at + 1) : at;
    if (close === -1) return after(html, '>', at);
    at = close;
  }
  return html.length;
}

/** After the end tag of an element whose content is hidden; all the rest is hidden where there is none. */
function afterHidden(html: string, name: string, from: number): number {
  const endTag = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
  endTag.lastIndex = from;
  return endTag.test(html) ? after(html, '>', endTag.lastIndex) : html.length;
}

function after(html: string, token: string, from: number): number {
  const found = html.indexOf(token, from);
  return found === -1 ? html.length : found + token.length;
}

/** Text as it grows; breaks are put in only before what follows them. */
class TextOfHtml {
  readonly #limit: number;
  readonly #pieces: string[] = [];
  #length = 0;
  /** Its last characters: a string that grows is not looked into, which would copy it each time. */
  #tail = '';
  #breaks = 0;
  #blank = false;
  #preformatted = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#length >= this.#limit;
  }

  characters(raw: string): void {
    const text = decodeEntities(raw);
    if (this.#preformatted > 0) return this.#put(text.replace(/\r?\n/g, '\r\n'));
    const collapsed = text.replace(/[ \t\r\n\f]+/g, ' ').replaceAll('\u00a0', ' ');
    if (collapsed === ' ') this.#blank = true;
    else this.#put(this.#isAtBlank() ? collapsed.trimStart() : collapsed);
  }

  tag(name: string): void {
    const closing = name.startsWith('/');
    const element = closing ? name.slice(1) : name;
    if (element === 'br') this.#put('\r\n');
    else if (element === 'td' || element === 'th') this.#blank = true;
    else this.#block(element, closing);
  }

  finish(): string {
    const text = this.#pieces.join('').trimEnd();
    return text.length > this.#limit ? text.slice(0, this.#limit) : text;
  }

  #block(element: string, closing: boolean): void {
    const breaks = lineBreaks.get(element);
    if (breaks === undefined) return;
    this.#breaks = Math.max(this.#breaks, breaks);
    this.#blank = false;
    if (element === 'pre') this.#preformatted = Math.max(0, this.#preformatted + (closing ? -1 : 1));
    else if (element === 'li' && !closing) this.#put('* ');
    else if (element === 'hr') this.#put('----------');
  }

  /** A blank at the end of a line is not seen. */
  #dropBlank(): void {
    const last = this.#pieces.pop();
    if (last === undefined) return;
    const kept = this.#preformatted === 0 && last.endsWith(' ') ? last.slice(0, -1) : last;
    this.#pieces.push(kept);
    this.#length -= last.length - kept.length;
  }

  #isAtBlank(): boolean {
    return this.#length === 0 || this.#breaks > 0 || /[\n ]$/.test(this.#tail);
  }

  /** Appends `text` after the line ends and the blank that are due before it. */
  #put(text: string): void {
    if (text === '') return;
    const had = this.#tail.endsWith('\r\n\r\n') ? 2 : this.#tail.endsWith('\r\n') ? 1 : 0;
    const due = this.#length === 0 ? 0 : Math.max(0, this.#breaks - had);
    const blank = this.#blank && due === 0 && !this.#isAtBlank() && !/^\s/.test(text) ? ' ' : '';
    if (due > 0 || text === '\r\n') this.#dropBlank();
    const piece = `${'\r\n'.repeat(due)}${blank}${text}`;
    this.#breaks = 0;
    this.#blank = false;
    this.#pieces.push(piece);
    this.#length += piece.length;
    this.#tail = (this.#tail + piece.slice(-4)).slice(-4);
  }
}
