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
  const cuts: Cut[] = [];
  let units = 0;
  const place = (start: number, end: number): void => {
    const size = costOf(text, cost, start, end);
    if (units + size > capacity && size > capacity) {
      forEachCodePoint(text, start, end, place);
      return;
    }
    if (units + size > capacity) {
      cuts.push({ end: start, units });
      units = 0;
    }
    units += size;
  };
  if (keepGraphemes) forEachGrapheme(text, place);
  else forEachCodePoint(text, 0, text.length, place);
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

function forEachCodePoint(text: string, start: number, end: number, place: (start: number, end: number) => void): void {
  for (let at = start; at < end;) {
    const next = at + (text.codePointAt(at)! > 0xffff ? 2 : 1);
    place(at, next);
    at = next;
  }
}

function forEachGrapheme(text: string, place: (start: number, end: number) => void): void {
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  for (const { index, segment } of graphemes.segment(text)) place(index, index + segment.length);
}
