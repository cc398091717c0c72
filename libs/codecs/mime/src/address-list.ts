/** Lists of addresses. RFC 5322 3.4 and 4.4, RFC 6532 3.2 */
import { commentEnd, commentText, skipComment } from './comment.ts';
import { decodeEncodedWords } from './encoded-word.ts';

export interface Mailbox {
  /** The display name, decoded; from a comment where there is none before the address. Empty where there is neither. */
  readonly name: string;
  /** `local@domain` without comments, blanks and route; the local part quoted where it must be. Empty where there is none. */
  readonly address: string;
}

export interface Group {
  readonly name: string;
  readonly members: readonly Mailbox[];
}

export type AddressOrGroup = Mailbox | Group;

/** 1 for the characters below 0x80 that mean something in a list, and for blanks. */
const special = new Uint8Array(128);
for (const character of ',;("<[=>: \t\r\n') special[character.charCodeAt(0)] = 1;
/** A name or none, plain or quoted, and a plain address in angle brackets, up to the end of the entry: most are so. */
const usualMailbox =
  /[ \t\r\n]*(?:"([^"\\]*)"[ \t\r\n]*|([^,;("<[>:\s]+(?: [^,;("<[>:\s]+)*) ?)?<([^\s<>()[\]",:;@\\]+@[^\s<>()[\]",:;@\\]+)>(?=[,;]|$)/y;
const encodedWord = /=\?[^?\s]{1,64}\?[bq]\?[^?\s]*\?=/iy;

/** Reads `text`, the unfolded value of a From, To or like field. Never throws; what is no address becomes a name. */
export function parseAddressList(text: string): AddressOrGroup[] {
  return new AddressScanner(text).list();
}

export function isGroup(entry: AddressOrGroup): entry is Group {
  return 'members' in entry;
}

/** The mailboxes of a list, those of groups among them, in order. */
export function mailboxes(list: readonly AddressOrGroup[]): Mailbox[] {
  const found: Mailbox[] = [];
  for (const entry of list) {
    if (isGroup(entry)) for (const member of entry.members) found.push(member);
    else found.push(entry);
  }
  return found;
}

/** What stands between two commas. */
interface Pieces {
  /** The phrase or address outside angle brackets, as written; quoted strings resolved in `phrase`, kept in `spec`. */
  phrase: string;
  spec: string;
  angle: string | undefined;
  comments: string[];
  started: boolean;
  /** Whether blanks stand between `phrase` and what comes next. */
  gap: boolean;
}

class AddressScanner {
  readonly #text: string;
  readonly #entries: AddressOrGroup[] = [];
  #group: { name: string; members: Mailbox[] } | undefined;
  #pieces = noPieces();
  #at = 0;
  #beginsEntry = true;
  /** Whether a quote or a comment that never closes was met: from then on they are characters like others. */
  #quotesOpen = false;
  #commentsOpen = false;

  constructor(text: string) {
    this.#text = text;
  }

  list(): AddressOrGroup[] {
    while (this.#at < this.#text.length) if (!this.#usualMailbox()) this.#step(this.#text[this.#at]!);
    this.#endMailbox();
    this.#endGroup();
    return this.#entries;
  }

  #step(character: string): void {
    switch (character) {
      case ',':
        this.#at++;
        return this.#endMailbox();
      case ';':
        this.#at++;
        this.#endMailbox();
        return this.#endGroup();
      case '(':
        return this.#comment();
      case '"':
        return this.#quotedString();
      case '<':
        return this.#angleAddress();
      case '[':
        return this.#domainLiteral();
      case '=':
        return this.#encodedWord();
      case '>':
        this.#at++;
        return;
      case ':':
        if (this.#beginsGroup()) return;
        break;
      case ' ':
      case '\t':
      case '\r':
      case '\n':
        this.#at++;
        return this.#blank();
    }
    this.#character();
  }

  /** Takes a mailbox of the usual form, where an entry begins: quicker than one step after another. */
  #usualMailbox(): boolean {
    if (!this.#beginsEntry) return false;
    this.#beginsEntry = false;
    usualMailbox.lastIndex = this.#at;
    const parts = usualMailbox.exec(this.#text);
    if (parts === null) return false;
    const [whole, quoted, plain = '', address = ''] = parts;
    this.#take({ name: decodeEncodedWords(quoted === undefined ? plain : quoted.trim()), address });
    this.#at += whole.length;
    return true;
  }

  #add(text: string, phrase = text): void {
    const pieces = this.#pieces;
    if (pieces.gap && pieces.started) pieces.phrase += ' ';
    pieces.gap = false;
    pieces.started = true;
    pieces.phrase += phrase;
    pieces.spec += text;
  }

  #blank(): void {
    this.#pieces.gap = true;
  }

  #comment(): void {
    const end = this.#commentsOpen ? -1 : commentEnd(this.#text, this.#at);
    this.#commentsOpen ||= end === -1;
    if (end === -1) return this.#character();
    this.#pieces.comments.push(commentText(this.#text, this.#at, end));
    this.#at = end;
    this.#blank();
  }

  #quotedString(): void {
    const end = this.#quotesOpen ? -1 : quotedEnd(this.#text, this.#at);
    this.#quotesOpen ||= end === -1;
    if (end === -1) {
      this.#at++;
      return;
    }
    const inner = this.#text.slice(this.#at + 1, end - 1).replace(/\\(.)/gs, '$1');
    this.#add(this.#text.slice(this.#at, end), inner);
    this.#at = end;
  }

  /** An encoded word is one word, whatever characters its mailer left in it. */
  #encodedWord(): void {
    encodedWord.lastIndex = this.#at;
    const word = encodedWord.exec(this.#text)?.[0];
    if (word === undefined) return this.#character();
    this.#add(word);
    this.#at += word.length;
  }

  /** One character, whatever it is, and those after it that mean nothing of their own. */
  #character(): void {
    const start = this.#at++;
    while (this.#at < this.#text.length && !isSpecial(this.#text.charCodeAt(this.#at))) this.#at++;
    this.#add(this.#text.slice(start, this.#at));
  }

  /** What is in angle brackets; a bracket never closed ends at the comma. */
  #angleAddress(): void {
    const start = ++this.#at;
    while (this.#at < this.#text.length && !isSpecial(this.#text.charCodeAt(this.#at))) this.#at++;
    let inner = this.#text.slice(start, this.#at);
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at]!;
      if (character === '>') break;
      if (character === ',' && !inner.trimStart().startsWith('@')) break;
      if (character === '"' && !this.#quotesOpen) {
        const end = quotedEnd(this.#text, this.#at);
        this.#quotesOpen = end === -1;
        inner += this.#text.slice(this.#at, end === -1 ? this.#at : end);
        this.#at = end === -1 ? this.#at + 1 : end;
      } else if (character === '(') this.#at = skipComment(this.#text, this.#at);
      else if (character === '<') {
        inner = '';
        this.#at++;
      } else {
        inner += character;
        this.#at++;
      }
    }
    if (this.#text[this.#at] === '>') this.#at++;
    if (this.#pieces.angle === undefined || this.#pieces.angle === '') this.#pieces.angle = withoutRoute(inner);
    this.#pieces.started ||= this.#at > start;
  }

  #domainLiteral(): void {
    const close = this.#text.indexOf(']', this.#at);
    const end = close === -1 ? this.#text.length : close + 1;
    this.#add(this.#text.slice(this.#at, end));
    this.#at = end;
  }

  #beginsGroup(): boolean {
    const { phrase, angle } = this.#pieces;
    if (this.#group !== undefined || angle !== undefined || phrase.includes('@')) return false;
    this.#group = { name: decodeEncodedWords(phrase.trim()), members: [] };
    this.#pieces = noPieces();
    this.#beginsEntry = true;
    this.#at++;
    return true;
  }

  #endMailbox(): void {
    const pieces = this.#pieces;
    this.#beginsEntry = true;
    if (!pieces.started && pieces.comments.length === 0) return;
    this.#pieces = noPieces();
    const mailbox = mailboxOf(pieces);
    if (mailbox.name !== '' || mailbox.address !== '') this.#take(mailbox);
  }

  #take(mailbox: Mailbox): void {
    if (this.#group === undefined) this.#entries.push(mailbox);
    else this.#group.members.push(mailbox);
  }

  #endGroup(): void {
    if (this.#group !== undefined) this.#entries.push(this.#group);
    this.#group = undefined;
  }
}

function isSpecial(code: number): boolean {
  return code < 128 && special[code] === 1;
}

function noPieces(): Pieces {
  return { phrase: '', spec: '', angle: undefined, comments: [], started: false, gap: false };
}

function mailboxOf(pieces: Pieces): Mailbox {
  const phrase = decodeEncodedWords(pieces.phrase.trim());
  const comment = pieces.comments.length === 0 ? '' : decodeEncodedWords(pieces.comments.join(' '));
  if (pieces.angle !== undefined) {
    if (pieces.angle === '' && pieces.spec.includes('@')) return { name: comment, address: pieces.spec };
    return { name: phrase === '' ? comment : phrase, address: pieces.angle };
  }
  if (!pieces.spec.includes('@') || pieces.spec.startsWith('=?')) return embeddedAddress(phrase, comment);
  return looseAddress(pieces, comment);
}

/** An address outside brackets; with blanks around it, the word with the at sign is taken, unless the at sign stands alone. */
function looseAddress(pieces: Pieces, comment: string): Mailbox {
  const words = pieces.phrase.trim().split(' ');
  if (words.length === 1) return { name: comment, address: pieces.spec };
  const addressed = words.filter((word) => /^[^@]+@[^@]+$/.test(word));
  if (addressed.length !== 1 || /[.@] | [.@]/.test(pieces.phrase.trim()))
    return { name: comment, address: pieces.spec };
  if (pieces.spec.includes('"')) return { name: comment, address: pieces.spec };
  const name = words.filter((word) => word !== addressed[0]).join(' ');
  return { name: decodeEncodedWords(name), address: addressed[0]! };
}

/** A whole mailbox that was put into one encoded word. */
function embeddedAddress(phrase: string, comment: string): Mailbox {
  const open = phrase.endsWith('>') ? phrase.lastIndexOf('<') : -1;
  const address = open === -1 ? '' : phrase.slice(open + 1, -1);
  if (/^[^@\s]+@[^@\s]+$/.test(address))
    return {
      name: phrase
        .slice(0, open)
        .trim()
        .replace(/^"(.*)"$/s, '$1'),
      address,
    };
  return { name: phrase === '' ? comment : phrase, address: '' };
}

/** An angle address without its source route, blanks outside quotes dropped. RFC 5322 4.4 */
function withoutRoute(inner: string): string {
  if (inner.charCodeAt(0) !== 0x40 && !/\s/.test(inner)) return inner;
  const routed = /^\s*@[^:]*:/.exec(inner);
  const spec = routed === null ? inner : inner.slice(routed[0].length);
  return spec.includes('"') ? spec.trim() : spec.replace(/\s+/g, '');
}

/** Offset after the quoted string at `start`, or -1 where it never closes. RFC 5322 3.2.4 */
function quotedEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return -1;
}
