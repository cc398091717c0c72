/** Text within HTML. */
const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** `text` with the characters that mean something in HTML as references. */
export function escapedHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => references[character]!);
}

/** Plain text as HTML that shows its lines and blanks as they are. */
export function textAsHtml(text: string): string {
  return escapedHtml(text)
    .replace(/ {2}/g, ' &nbsp;')
    .replace(/\r\n|\r|\n/g, '<br>\r\n');
}
