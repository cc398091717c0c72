/** Message identifiers. RFC 5322 3.6.4, 4.5.4 */
import { skipComment } from './comment.ts';

/**
 * The identifiers in the unfolded value of Message-ID, In-Reply-To or References, each with its angle brackets.
 * Words between them, as old mailers write, are passed over; a value without brackets gives its words with an at sign.
 */
export function parseMessageIds(text: string): string[] {
  const ids: string[] = [];
  for (let at = 0; at < text.length;) {
    if (text[at] === '(') at = skipComment(text, at);
    else if (text[at] === '<') {
      const close = text.indexOf('>', at);
      if (close === -1) break;
      const inner = text.slice(text.lastIndexOf('<', close) + 1, close).replace(/\s+/g, '');
      if (inner !== '') ids.push(`<${inner}>`);
      at = close + 1;
    } else at++;
  }
  if (ids.length > 0 || text.includes('<')) return ids;
  return text
    .split(/[\s,;]+/)
    .filter((word) => /^[^@]+@[^@]+$/.test(word))
    .map((word) => `<${word}>`);
}
