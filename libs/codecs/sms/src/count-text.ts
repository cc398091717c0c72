/** What a composer shows of a text while it is written. */
import { planText } from './plan-text.ts';
import type { TextEncoding, TextOptions } from './text-encoding.ts';

export interface TextCount {
  readonly encoding: TextEncoding;
  /** Septets, escaped characters as two, or units of UCS-2, in all parts. */
  readonly units: number;
  readonly parts: number;
  /** Units that the last part still has room for. */
  readonly left: number;
  /** Units that a part has room for. */
  readonly perPart: number;
}

/**
 * Counts `text` as it would be sent: units, parts, and what is left in the last part.
 *
 * @throws {SmsError} as `planText` does
 */
export function countText(text: string, options: TextOptions = {}): TextCount {
  const { encoding, cuts, capacity } = planText(text, options);
  const units = cuts.reduce((sum, cut) => sum + cut.units, 0);
  return { encoding, units, parts: cuts.length, left: capacity - cuts.at(-1)!.units, perPart: capacity };
}
