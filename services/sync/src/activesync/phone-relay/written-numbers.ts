/**
 * Numbers as people and phones write them, compared with those of planned messages, which are in E.164. Where no region
 * tells how one without a country code is dialled, it is known by the digits that it ends in.
 */
import { normalizedNumber } from '@postbus/text-messages';

/** Digits from which on numbers that end alike are one: those of a subscriber. */
const fewestDigits = 7;
/** E.164 6.1 */
const mostDigits = 15;

export class WrittenNumbers {
  /** Numbers in E.164, digits of those that cannot be read, and short codes. */
  readonly #entries: ReadonlySet<string>;

  /** @param region where numbers without a country code are dialled from */
  constructor(written: Iterable<string>, region: string | undefined) {
    this.#entries = new Set(Array.from(written, (number) => entryOf(number, region)));
  }

  /** How many there are, each counted once where it is written alike. */
  get size(): number {
    return this.#entries.size;
  }

  /** @param number of a planned message */
  has(number: string): boolean {
    return this.#entriesOf(number).length > 0;
  }

  /** Whether these are `numbers` and nobody else, however often and in which order. */
  areThose(numbers: Iterable<string>): boolean {
    const found = new Set<string>();
    for (const number of numbers) {
      const entries = this.#entriesOf(number);
      if (entries.length === 0) return false;
      for (const entry of entries) found.add(entry);
    }
    return found.size === this.size;
  }

  #entriesOf(number: string): string[] {
    const found = this.#entries.has(number) ? [number] : [];
    if (!number.startsWith('+')) return found;
    for (let digits = fewestDigits; digits <= Math.min(mostDigits, number.length - 1); digits++) {
      const ending = number.slice(-digits);
      if (this.#entries.has(ending)) found.push(ending);
    }
    return found;
  }
}

function entryOf(written: string, region: string | undefined): string {
  const number = normalizedNumber(written, region);
  if (number !== undefined) return number;
  // Zeros before a number are of the way to it: 0 within a country, 00 out of it.
  const digits = written.startsWith('+') ? '' : written.replace(/\D/g, '').replace(/^0+/, '');
  return digits.length < fewestDigits ? written.trim() : digits;
}
