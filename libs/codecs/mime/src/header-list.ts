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
  #keys: Int32Array | undefined;

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

  *[Symbol.iterator](): Iterator<HeaderField> {
    for (let index = 0; index < this.length; index++) yield this.at(index)!;
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

  #makeKeys(): Int32Array {
    const keys = new Int32Array(this.length);
    const { bytes } = this.#source;
    for (let index = 0; index < keys.length; index++) {
      const end = this.#offsets[index * numbersOfField + 1]!;
      let key = 0;
      for (let at = this.#offsets[index * numbersOfField]!; at < end; at++) key = nextKey(key, bytes[at]!);
      keys[index] = key;
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
  let key = 0;
  for (let at = 0; at < name.length; at++) key = nextKey(key, name.charCodeAt(at));
  return key;
}

/** Letters count the same in both cases; other characters may share a key. */
function nextKey(key: number, code: number): number {
  return (Math.imul(key, 31) + (code | 0x20)) | 0;
}

function lower(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
}
