/** The header fields of one entity, in order, found by name without regard to case. RFC 5322 3.6 */
import { HeaderField } from './header-field.ts';

/** Offsets of a field: start, end of name, start of value, end. Four numbers a field. */
export type HeaderOffsets = readonly number[];
const numbersOfField = 4;

export class HeaderList implements Iterable<HeaderField> {
  readonly #source: Uint8Array;
  readonly #offsets: HeaderOffsets;
  readonly #fields: (HeaderField | undefined)[] = [];
  readonly #charset: () => string | undefined;

  /** @param charset charset of 8-bit bytes that are not UTF-8, asked for only where there are any */
  constructor(source: Uint8Array, offsets: HeaderOffsets, charset: () => string | undefined) {
    this.#source = source;
    this.#offsets = offsets;
    this.#charset = charset;
  }

  /** How many fields there are. */
  get length(): number {
    return this.#offsets.length / numbersOfField;
  }

  /** The field at `index`, from 0. */
  at(index: number): HeaderField | undefined {
    if (index < 0 || index >= this.length) return undefined;
    return (this.#fields[index] ??= this.#field(index * numbersOfField));
  }

  first(name: string): HeaderField | undefined {
    for (let index = 0; index < this.length; index++) if (this.#isNamed(index, name)) return this.at(index);
    return undefined;
  }

  last(name: string): HeaderField | undefined {
    for (let index = this.length - 1; index >= 0; index--) if (this.#isNamed(index, name)) return this.at(index);
    return undefined;
  }

  all(name: string): HeaderField[] {
    const fields: HeaderField[] = [];
    for (let index = 0; index < this.length; index++) if (this.#isNamed(index, name)) fields.push(this.at(index)!);
    return fields;
  }

  has(name: string): boolean {
    return this.first(name) !== undefined;
  }

  *[Symbol.iterator](): Iterator<HeaderField> {
    for (let index = 0; index < this.length; index++) yield this.at(index)!;
  }

  #field(place: number): HeaderField {
    const [start, nameEnd, valueStart, end] = this.#offsets.slice(place, place + numbersOfField);
    const offsets = { start: start!, nameEnd: nameEnd!, valueStart: valueStart!, end: end! };
    return new HeaderField(this.#source, offsets, this.#charset);
  }

  #isNamed(index: number, name: string): boolean {
    const start = this.#offsets[index * numbersOfField]!;
    if (this.#offsets[index * numbersOfField + 1]! - start !== name.length) return false;
    for (let at = 0; at < name.length; at++) {
      if (lower(this.#source[start + at]!) !== lower(name.charCodeAt(at))) return false;
    }
    return true;
  }
}

function lower(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
}
