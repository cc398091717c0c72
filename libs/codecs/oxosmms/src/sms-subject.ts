/** What a text message is shown as among others. [MS-OXOSMMS] 2.2.2.4 */

/** Characters of an abbreviation, its ellipsis among them. */
const longestSubject = 80;
/** How far back an abbreviation looks for the end of a word. */
const longestWord = 20;
const ellipsis = '…';

/** `text` on one line, cut at the end of a word where it is long. */
export function smsSubject(text: string): string {
  const line = text
    .slice(0, longestSubject * 4)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const characters = Array.from(line);
  if (characters.length <= longestSubject && text.length <= longestSubject * 4) return line;
  const cut = characters.slice(0, longestSubject - 1).join('');
  const space = cut.lastIndexOf(' ');
  const end = space >= cut.length - longestWord ? space : cut.length;
  return cut.slice(0, end).trimEnd() + ellipsis;
}
