/** What a text message is shown as among others. [MS-OXOSMMS] 2.2.2.4 */

/** Characters of an abbreviation, its ellipsis among them. */
const longestSubject = 80;
/** How far back an abbreviation looks for the end of a word. */
const longestWord = 20;
const ellipsis = '…';

let graphemes: Intl.Segmenter | undefined;

/** `text` on one line, cut at the end of a word where it is long, and before no accent or part of an emoji. */
export function smsSubject(text: string): string {
  const head = text.slice(0, longestSubject * 4);
  const isPairCut = text.length > head.length && /[\ud800-\udbff]$/.test(head);
  const line = (isPairCut ? head.slice(0, -1) : head).replace(/[\s\p{Cc}]+/gu, ' ').trim();
  if (text.length <= head.length && Array.from(line).length <= longestSubject) return line;
  const cut = line.slice(0, placeOfCut(line));
  const space = cut.lastIndexOf(' ');
  const end = space > 0 && space >= cut.length - longestWord ? space : cut.length;
  return cut.slice(0, end).trimEnd() + ellipsis;
}

/** Where the last character ends that leaves room for the ellipsis; one that is longer than all of the room is cut. */
function placeOfCut(line: string): number {
  const room = Array.from(line)
    .slice(0, longestSubject - 1)
    .join('').length;
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const across = graphemes.segment(line).containing(room);
  return across === undefined || across.index === 0 ? room : across.index;
}
