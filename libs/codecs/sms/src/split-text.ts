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
  const endOf = keepGraphemes ? graphemeStart(text, cost, capacity) : (_start: number, at: number) => at;
  const cuts: Cut[] = [];
  let units = 0;
  let start = 0;
  for (let at = 0; at < text.length;) {
    const next = at + (text.codePointAt(at)! > 0xffff ? 2 : 1);
    const size = costOf(text, cost, at, next);
    if (units + size > capacity) {
      const end = endOf(start, at);
      const left = costOf(text, cost, end, at);
      cuts.push({ end, units: units - left });
      units = left;
      start = end;
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
 * Where what a reader sees as one character begins, of which `at` is a part; `at` itself in one longer than a part. Looks
 * no further than one part back, to the `start` of this one, and one ahead: time is in proportion to the text.
 */
function graphemeStart(text: string, cost: UnitCost, capacity: number): (start: number, at: number) => number {
  const segmenter = (graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' }));
  let endOfLong = 0;
  return (start, at) => {
    if (at < endOfLong) return at;
    const near = text.slice(start, at + capacity + 1);
    const { index, segment } = segmenter.segment(near).containing(at - start)!;
    const end = index + segment.length;
    if (costOf(near, cost, index, end) <= capacity) return start + index;
    endOfLong = start + end;
    return at;
  };
}
