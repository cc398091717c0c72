/** Comments in structured fields; they nest. RFC 5322 3.2.2 */

/** Offset after the comment that opens at `start`, or the end of `text` where it never closes. */
export function skipComment(text: string, start: number): number {
  const end = commentEnd(text, start);
  return end === -1 ? text.length : end;
}

/** Offset after the comment that opens at `start`, or -1 where it never closes. */
export function commentEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return at + 1;
  }
  return -1;
}

/** What is inside the comment between `start` and `end`, with quoted pairs resolved. */
export function commentText(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, text[end - 1] === ')' ? end - 1 : end);
  return inner.replace(/\\(.)/gs, '$1').trim();
}

/** `text` with each comment replaced by a blank. */
export function withoutComments(text: string): string {
  if (!text.includes('(')) return text;
  let out = '';
  let from = 0;
  for (let open = text.indexOf('('); open !== -1; open = text.indexOf('(', from)) {
    out += `${text.slice(from, open)} `;
    from = skipComment(text, open);
  }
  return out + text.slice(from);
}
