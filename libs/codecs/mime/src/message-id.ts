/** Message identifiers. RFC 5322 3.6.4, 4.5.4 */
import { skipComment } from './comment.ts';

const openParenthesis = 0x28;
const openAngle = 0x3c;

/**
 * The identifiers in the unfolded value of Message-ID, In-Reply-To or References, each with its angle brackets.
 * Words between them, as old mailers write, are passed over; a value without brackets gives its words with an at sign.
 */
export function parseMessageIds(text: string): string[] {
  const ids: string[] = [];
  for (let at = 0; at < text.length;) {
    const character = text.charCodeAt(at);
    if (character === openParenthesis) at = skipComment(text, at);
    else if (character === openAngle) {
      const close = text.indexOf('>', at);
      if (close === -1) break;
      const id = text.slice(text.lastIndexOf('<', close), close + 1).replace(/\s+/g, '');
      if (id !== '<>') ids.push(id);
      at = close + 1;
    } else at++;
  }
  if (ids.length > 0 || text.includes('<')) return ids;
  return text
    .split(/[\s,;]+/)
    .filter((word) => /^[^@]+@[^@]+$/.test(word))
    .map((word) => `<${word}>`);
}
