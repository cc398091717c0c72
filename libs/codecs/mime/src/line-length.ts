/** Octets of the longest line of `content`, its line end not counted. RFC 5322 2.1.1 */
export function longestLineOf(content: Uint8Array): number {
  let longest = 0;
  let start = 0;
  for (let end = content.indexOf(0x0a); end !== -1; end = content.indexOf(0x0a, start)) {
    longest = Math.max(longest, end - start - (content[end - 1] === 0x0d ? 1 : 0));
    start = end + 1;
  }
  return Math.max(longest, content.length - start);
}
