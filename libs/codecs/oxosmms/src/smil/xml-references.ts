/** Character references and the five entities that XML itself has; there are no others here. XML 1.0 4.1, 4.6 */
import { OxosmmsError } from '../oxosmms-error.ts';

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const reference = /&(?:#(\d{1,7})|#x([\dA-F]{1,6})|([\w:.-]{1,100}));/gi;
const written: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** What a document may not hold, as a reference either. XML 1.0 2.2 */
const notCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const lineSpaces: Readonly<Record<string, string>> = { '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' };

/**
 * `text` with its references as characters. An ampersand that begins no reference stands for itself: phones write
 * file names so.
 * @param at offset of `text`, for errors
 * @throws {OxosmmsError} `unknown-entity`; `not-well-formed` for a character that XML does not have
 */
export function withoutReferences(text: string, at: number): string {
  if (!text.includes('&')) return text;
  return text.replace(reference, (whole: string, decimal?: string, hexadecimal?: string, name?: string) => {
    if (name !== undefined) {
      const found = Object.hasOwn(entities, name) ? entities[name] : undefined;
      if (found === undefined) throw new OxosmmsError('unknown-entity', at, `there is no entity ${whole}`);
      return found;
    }
    const code = decimal === undefined ? Number.parseInt(hexadecimal!, 16) : Number(decimal);
    if (!isCharacter(code)) throw new OxosmmsError('not-well-formed', at, `${whole} is no character`);
    return String.fromCodePoint(code);
  });
}

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

function isCharacter(code: number): boolean {
  return (
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x1_0000 && code <= 0x10_ffff)
  );
}
