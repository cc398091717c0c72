/** Destinations of RTF, and what their text is in HTML. [MSFT-RTF] */
import { hiddenDestinations } from './hidden-destinations.ts';
import type { DestinationReading } from './rtf-walk.ts';

/** What text is where a destination does not say that it is to be shown. */
export const Destination = {
  text: 0,
  colors: 1,
  lists: 2,
  picture: 3,
  nestedRow: 4,
  background: 5,
  instruction: 6,
  label: 7,
} as const;
/** Ignorable destinations that have something to show. */
const shownIgnorable = new Set(['shppict', 'shpinst', 'nesttableprops', 'moMath', 'moMathPara']);
/** Destinations that repeat, for older readers, what stands elsewhere. */
const repeated = new Set(['nonshppict', 'nonesttables', 'shprslt', 'pgptbl']);

/** How a destination is read that has nothing of its own in HTML. */
export function readingOf(word: string, ignorable: boolean): DestinationReading {
  if (repeated.has(word) || hiddenDestinations.has(word)) return 'skip';
  if (!ignorable) return 'none';
  return shownIgnorable.has(word) ? 'enter' : 'skip';
}
