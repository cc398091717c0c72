/** Text as it stands in RTF. [MSFT-RTF] "Special Characters", "Unicode RTF" */

const special = /\r\n?|\n|[\\{}\u0000-\u001f\u007f-\uffff]/g;
const hasSpecial = /[\\{}\u0000-\u001f\u007f-\uffff]/;
const escapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['{', '\\{'],
  ['}', '\\}'],
  ['\t', '\\tab '],
  ['\r\n', '\\par\r\n'],
  ['\r', '\\par\r\n'],
  ['\n', '\\par\r\n'],
]);

/** `text` in ASCII: line ends as \par, other characters as \u with a question mark for readers that lack Unicode. */
export function rtfText(text: string): string {
  return hasSpecial.test(text) ? text.replace(special, (found) => escapes.get(found) ?? numbered(found)) : text;
}

/** \u takes a signed number of 16 bits; control characters have none that every reader takes. */
function numbered(character: string): string {
  const unit = character.charCodeAt(0);
  if (unit < 0x80) return `\\'${unit.toString(16).padStart(2, '0')}`;
  return `\\u${unit < 0x8000 ? unit : unit - 0x10000}?`;
}
