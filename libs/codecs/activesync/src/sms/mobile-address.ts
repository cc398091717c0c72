/** People by telephone number in From and To: `"name" [MOBILE:number]`. [MS-ASMS] 2.2.2.1.1 */
import { maxAddressListLength } from '../classes/email.ts';

export interface MobileAddress {
  /** What the person is called; the number where absent. */
  readonly name?: string;
  /** As it was written, blanks within it too. Of a sender it may be a name of letters, or a short code. */
  readonly number: string;
}

/** An entry of a list that names nobody by number; what it says is not repeated, for it is content. */
export interface MalformedAddress {
  /**
   * - `unclosed-quote`, `unclosed-bracket`: the list ends within it
   * - `not-mobile`: there is no `[MOBILE:…]`; `no-number`: there is nothing in it; `number-too-long`: there is too much
   */
  readonly code: 'unclosed-quote' | 'unclosed-bracket' | 'not-mobile' | 'no-number' | 'number-too-long';
  /** Where the entry begins, in UTF-16 units. */
  readonly offset: number;
}

export interface MobileAddressList {
  readonly addresses: readonly MobileAddress[];
  readonly malformed: readonly MalformedAddress[];
  /** Whether there was more than the limit. */
  readonly more: boolean;
}

/** Characters of a number; the longest in E.164 has 16, and people write blanks and brackets. */
export const maxNumberLength = 200;
/** Stops a To of thirty thousand commas' worth of recipients, each an object and a message to pay for. */
export const maxMobileAddresses = 1000;

const separators = ',;';
// oxlint-disable-next-line no-control-regex
const controls = /[\0-\x1f\x7f]+/g;

/**
 * `addresses` as From and To have them; without any name where the element cannot hold them all with their names. A list
 * that would be longer even so ends at the address before; an address without a number is left out.
 */
export function mobileAddressText(addresses: readonly MobileAddress[]): string {
  const people = addresses.flatMap(({ name, number }) => {
    const dialled = number.replace(controls, ' ').replaceAll(']', '').trim().slice(0, maxNumberLength).trimEnd();
    return dialled === '' ? [] : { name: name ?? dialled, dialled };
  });
  const named = listText(people.map(({ name, dialled }) => `"${quoted(name)}" [MOBILE:${dialled}]`));
  return named.isWhole ? named.text : listText(people.map(({ dialled }) => `[MOBILE:${dialled}]`)).text;
}

function listText(entries: readonly string[]): { readonly text: string; readonly isWhole: boolean } {
  let text = '';
  for (const entry of entries) {
    const longer = text === '' ? entry : `${text}, ${entry}`;
    if (longer.length > maxAddressListLength) return { text, isWhole: false };
    text = longer;
  }
  return { text, isWhole: true };
}

function quoted(name: string): string {
  return name.replace(controls, ' ').replace(/["\\]/g, String.raw`\$&`);
}

/**
 * The people that a From or To names. Names may lack their quotes, or be absent, and blanks and the case of `MOBILE`
 * do not matter. An entry of another form is told in `malformed`, and the next one is read.
 * @param limit entries that are read, malformed ones among them
 */
export function readMobileAddresses(text: string, limit: number = maxMobileAddresses): MobileAddressList {
  return new MobileAddressReader(text).list(limit);
}

class MobileAddressReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  list(limit: number): MobileAddressList {
    const addresses: MobileAddress[] = [];
    const malformed: MalformedAddress[] = [];
    for (let read = 0; this.#toNextEntry(); read++) {
      if (read >= limit) return { addresses, malformed, more: true };
      const offset = this.#at;
      const entry = this.#entry();
      if (typeof entry === 'object') addresses.push(entry);
      else malformed.push({ code: entry, offset });
    }
    return { addresses, malformed, more: false };
  }

  #toNextEntry(): boolean {
    while (this.#at < this.#text.length && (this.#isBlank() || separators.includes(this.#text[this.#at]!))) this.#at++;
    return this.#at < this.#text.length;
  }

  /** Reads one entry and what follows it up to a separator. */
  #entry(): MobileAddress | MalformedAddress['code'] {
    const name = this.#text[this.#at] === '"' ? this.#quotedName() : this.#bareName();
    if (name === undefined) return 'unclosed-quote';
    if (!this.#startsNumber()) {
      this.#toSeparator();
      return 'not-mobile';
    }
    return this.#number(name);
  }

  /** Undefined where the list ends before the quote does. */
  #quotedName(): string | undefined {
    let name = '';
    let from = ++this.#at;
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at];
      if (character !== '"' && character !== '\\') continue;
      name += this.#text.slice(from, this.#at);
      if (character === '"') {
        this.#at++;
        this.#skipBlanks();
        return name;
      }
      from = ++this.#at;
    }
    return undefined;
  }

  /** What stands before `[MOBILE:`, or before the next separator. */
  #bareName(): string {
    const from = this.#at;
    while (this.#at < this.#text.length && !separators.includes(this.#text[this.#at]!) && !this.#startsNumber())
      this.#at++;
    return this.#text.slice(from, this.#at).trim();
  }

  #startsNumber(): boolean {
    return this.#text[this.#at] === '[' && /^\[\s*MOBILE\s*:$/i.test(this.#opening());
  }

  /** Up to the first colon, of which there is none far from the bracket. */
  #opening(): string {
    const near = this.#text.slice(this.#at, this.#at + 16);
    return near.slice(0, near.indexOf(':') + 1);
  }

  #number(name: string): MobileAddress | MalformedAddress['code'] {
    const from = this.#text.indexOf(':', this.#at) + 1;
    const end = this.#text.indexOf(']', from);
    this.#at = end === -1 ? this.#text.length : end + 1;
    if (end === -1) return 'unclosed-bracket';
    this.#toSeparator();
    const number = this.#text.slice(from, end).replace(controls, ' ').trim();
    if (number === '') return 'no-number';
    if (number.length > maxNumberLength) return 'number-too-long';
    return name === '' || name === number ? { number } : { name, number };
  }

  #toSeparator(): void {
    while (this.#at < this.#text.length && !separators.includes(this.#text[this.#at]!) && !this.#startsEntry())
      this.#at++;
  }

  /** People write entries after one another without a separator too. */
  #startsEntry(): boolean {
    return this.#text[this.#at] === '"' || this.#startsNumber();
  }

  #skipBlanks(): void {
    while (this.#at < this.#text.length && this.#isBlank()) this.#at++;
  }

  #isBlank(): boolean {
    return /\s/.test(this.#text[this.#at]!);
  }
}
