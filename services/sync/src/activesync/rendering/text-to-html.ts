/** Plain text as HTML, for a client that takes no text. [MS-ASAIRS] 2.2.2.41 */

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A document that shows `text` with its lines and blanks. */
export function textToHtml(text: string): string {
  return `<html><head><meta charset="utf-8"></head><body>${textAsHtml(text)}</body></html>`;
}

/** What stands in the body of such a document. */
export function textAsHtml(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).map((line) => keptBlanks(escapeHtml(line)));
  return `<div>${lines.join('<br>\r\n')}</div>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => escapes[character]!);
}

/** Of blanks after one another the first ones do not break; a blank at the beginning of a line neither. */
function keptBlanks(line: string): string {
  return line
    .replace(/\t/g, '    ')
    .replace(/ {2,}/g, (blanks) => `${'&nbsp;'.repeat(blanks.length - 1)} `)
    .replace(/^ /, '&nbsp;');
}
