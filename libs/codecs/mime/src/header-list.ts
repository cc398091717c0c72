/** The header fields of one entity, in order, found by name without regard to case. RFC 5322 3.6 */
import { HeaderField } from './header-field.ts';
import { HeaderSource } from './header-source.ts';

/** Offsets of a field: start, end of name, start of value, end. Four numbers a field. */
export type HeaderOffsets = readonly number[];
const numbersOfField = 4;

export class HeaderList implements Iterable<HeaderField> {
  /** How many fields there are. */
  readonly length: number;
  readonly #source: HeaderSource;
  readonly #offsets: HeaderOffsets;
  readonly #fields: (HeaderField | undefined)[] = [];
  /** A number for each field that fields of one name share; made when first asked for. */
  #keys: number[] | undefined;

  /** @param charset charset of 8-bit bytes that are not UTF-8, asked for only where there are any */
  constructor(source: Uint8Array, offsets: HeaderOffsets, charset: () => string | undefined) {
    this.length = offsets.length / numbersOfField;
    this.#source = new HeaderSource(source, offsets[0] ?? 0, offsets.at(-1) ?? 0, charset);
    this.#offsets = offsets;
  }

  /** The field at `index`, from 0. */
  at(index: number): HeaderField | undefined {
    if (index < 0 || index >= this.length) return undefined;
    return (this.#fields[index] ??= this.#field(index * numbersOfField));
  }

  first(name: string): HeaderField | undefined {
    const index = this.#next(name, keyOf(name), 0);
    return index === -1 ? undefined : this.at(index);
  }

  last(name: string): HeaderField | undefined {
    const key = keyOf(name);
    let last = -1;
    for (let index = this.#next(name, key, 0); index !== -1; index = this.#next(name, key, index + 1)) last = index;
    return this.at(last);
  }

  all(name: string): HeaderField[] {
    const key = keyOf(name);
    const fields: HeaderField[] = [];
    for (let index = this.#next(name, key, 0); index !== -1; index = this.#next(name, key, index + 1))
      fields.push(this.at(index)!);
    return fields;
  }

  has(name: string): boolean {
    return this.#next(name, keyOf(name), 0) !== -1;
  }

  [Symbol.iterator](): Iterator<HeaderField> {
    const fields: HeaderField[] = [];
    for (let index = 0; index < this.length; index++) fields.push(this.at(index)!);
    return fields.values();
  }

  #field(place: number): HeaderField {
    const offsets = this.#offsets;
    return new HeaderField(this.#source, {
      start: offsets[place]!,
      nameEnd: offsets[place + 1]!,
      valueStart: offsets[place + 2]!,
      end: offsets[place + 3]!,
    });
  }

  /** Index of the first field of that name at or after `from`, or -1. */
  #next(name: string, key: number, from: number): number {
    const keys = (this.#keys ??= this.#makeKeys());
    for (let index = from; index < keys.length; index++)
      if (keys[index] === key && this.#isNamed(index, name)) return index;
    return -1;
  }

  #makeKeys(): number[] {
    const keys: number[] = [];
    const { bytes } = this.#source;
    for (let place = 0; place < this.#offsets.length; place += numbersOfField) {
      const start = this.#offsets[place]!;
      const last = this.#offsets[place + 1]! - 1;
      keys.push(keyOfCharacters(last - start + 1, bytes[start]!, bytes[(start + last) >> 1]!, bytes[last]!));
    }
    return keys;
  }

  #isNamed(index: number, name: string): boolean {
    const start = this.#offsets[index * numbersOfField]!;
    const { bytes } = this.#source;
    if (this.#offsets[index * numbersOfField + 1]! - start !== name.length) return false;
    for (let at = 0; at < name.length; at++) {
      if (lower(bytes[start + at]!) !== lower(name.charCodeAt(at))) return false;
    }
    return true;
  }
}

function keyOf(name: string): number {
  const last = name.length - 1;
  return keyOfCharacters(name.length, name.charCodeAt(0), name.charCodeAt(last >> 1), name.charCodeAt(last));
}

/** Letters count the same in both cases; names of one length may share a key. */
function keyOfCharacters(length: number, first: number, middle: number, last: number): number {
  return (length << 24) | ((first | 0x20) << 16) | ((middle | 0x20) << 8) | (last | 0x20);
}

function lower(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
}
