/** Elements written as XML. XML 1.0 (Fifth Edition) */

/** An element to be written; its namespaces are attributes like the others. */
export interface XmlNode {
  readonly name: string;
  /** Name and value, in their order. */
  readonly attributes?: readonly (readonly [name: string, value: string])[];
  /** A text, or elements; absent where there is neither. */
  readonly content?: string | readonly XmlNode[];
}

const written: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** What a document may not hold, as a reference either. XML 1.0 2.2 */
const notCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const lineSpaces: Readonly<Record<string, string>> = { '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' };

/** `text` as it stands between elements, in HTML as in XML; characters that XML does not have are left out. */
export function escapedText(text: string): string {
  return text
    .toWellFormed()
    .replace(notCharacters, '')
    .replace(/[&<>"]/g, (character) => written[character]!);
}

/** `text` as the value of an attribute, in quotes; line ends stay. XML 1.0 3.3.3 */
export function escapedAttribute(text: string): string {
  return `"${escapedText(text).replace(/[\t\n\r]/g, (space) => lineSpaces[space]!)}"`;
}

/** A document of `root` in UTF-8, with its declaration. A carriage return in a text is kept as a reference. XML 1.0 2.8, 2.11 */
export function writeXml(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\r\n${elementText(root)}`;
}

function elementText({ name, attributes = [], content = '' }: XmlNode): string {
  const written = attributes.map(([key, value]) => ` ${key}=${escapedAttribute(value)}`).join('');
  if (content.length === 0) return `<${name}${written}/>`;
  const inner =
    typeof content === 'string' ? escapedText(content).replace(/\r/g, '&#13;') : content.map(elementText).join('');
  return `<${name}${written}>${inner}</${name}>`;
}
