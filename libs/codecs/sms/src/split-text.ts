/** Where a text is cut into parts. */
import type { UnitCost } from './text-encoding.ts';

let graphemes: Intl.Segmenter | undefined;

/** A part as it lies in the text: from the end of the one before it up to `end`, in UTF-16 units. */
export interface Cut {
  readonly end: number;
  readonly units: number;
}

/**
 * Cuts `text` into as few parts of at most `capacity` units as there are without splitting a character: neither a
 * surrogate pair nor an escaped code, nor, with `keepGraphemes`, what a reader sees as one character unless it is
 * longer than a part. 3GPP TS 23.038 6.2.1.1
 *
 * @returns one part at least
 */
export function cutText(text: string, cost: UnitCost, capacity: number, keepGraphemes: boolean): Cut[] {
  const endAt = keepGraphemes ? graphemeStart(text, cost, capacity) : (at: number) => at;
  const cuts: Cut[] = [];
  let units = 0;
  for (let at = 0; at < text.length;) {
    const next = at + (text.codePointAt(at)! > 0xffff ? 2 : 1);
    const size = costOf(text, cost, at, next);
    if (units + size > capacity) {
      const end = endAt(at);
      const left = costOf(text, cost, end, at);
      cuts.push({ end, units: units - left });
      units = left;
    }
    units += size;
    at = next;
  }
  cuts.push({ end: text.length, units });
  return cuts;
}

/** Units that all of `text` takes; undefined where some of it cannot be written. */
export function unitsOf(text: string, cost: UnitCost): number | undefined {
  let units = 0;
  for (let index = 0; index < text.length; index++) {
    const size = cost(text.charCodeAt(index));
    if (size === 0) return undefined;
    units += size;
  }
  return units;
}

function costOf(text: string, cost: UnitCost, start: number, end: number): number {
  let size = 0;
  for (let index = start; index < end; index++) size += cost(text.charCodeAt(index));
  return size;
}

/**
 * Where what a reader sees as one character begins, of which `at` is a part; `at` itself in one longer than a part. Asked
 * with ever higher places.
 */
function graphemeStart(text: string, cost: UnitCost, capacity: number): (at: number) => number {
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const segments = graphemes.segment(text);
  let endOfLong = 0;
  return (at) => {
    if (at < endOfLong) return at;
    const { index, segment } = segments.containing(at)!;
    const end = index + segment.length;
    if (costOf(text, cost, index, end) <= capacity) return index;
    endOfLong = end;
    return at;
  };
}
