/** Character references and the five entities that XML itself has; there are no others here. XML 1.0 4.1, 4.6 */
import { XmlError } from './xml-error.ts';

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const reference = /&(?:#(\d{1,7})|#x([\dA-F]{1,6})|([\w:.-]{1,100}));/gi;
const inText = /\r\n?|&(?:#(\d{1,7});|#x([\dA-Fa-f]{1,6});|([\w:.\-\u0080-\uffff]{1,100});)?/g;
const inAttribute = /\r\n?|[\t\n]|&(?:#(\d{1,7});|#x([\dA-Fa-f]{1,6});|([\w:.\-\u0080-\uffff]{1,100});)?/g;

/**
 * `text` with its references as characters. An ampersand that begins no reference stands for itself: phones write
 * file names so.
 * @param at offset of `text`, for errors
 * @throws {XmlError} `unknown-entity`; `not-well-formed` for a character that XML does not have
 */
export function withoutReferences(text: string, at: number): string {
  if (!text.includes('&')) return text;
  return text.replace(reference, (whole: string, decimal?: string, hexadecimal?: string, name?: string) =>
    referred(whole, { decimal, hexadecimal, name }, at),
  );
}

/**
 * Character data, its line ends as LF. An ampersand that begins no reference is an error. XML 1.0 2.11, 4.1
 * @throws {XmlError} `not-well-formed`, `unknown-entity`
 */
export function textValue(text: string, at: number): string {
  return /[&\r]/.test(text) ? strictly(text, inText, '\n', at) : text;
}

/** The value of an attribute, its line ends and tabs as spaces. XML 1.0 3.3.3 @throws {XmlError} as `textValue` */
export function attributeValue(value: string, at: number): string {
  return /[&\r\n\t]/.test(value) ? strictly(value, inAttribute, ' ', at) : value;
}

function strictly(text: string, pattern: RegExp, space: string, at: number): string {
  return text.replace(pattern, (...[whole, decimal, hexadecimal, name, from]: Found) => {
    if (!whole.startsWith('&')) return space;
    if (whole === '&') throw new XmlError('not-well-formed', at + from, 'an ampersand that begins no reference');
    return referred(whole, { decimal, hexadecimal, name }, at + from);
  });
}

type Found = [string, string | undefined, string | undefined, string | undefined, number];

interface Reference {
  readonly decimal: string | undefined;
  readonly hexadecimal: string | undefined;
  readonly name: string | undefined;
}

function referred(whole: string, { decimal, hexadecimal, name }: Reference, at: number): string {
  if (name !== undefined) {
    const found = Object.hasOwn(entities, name) ? entities[name] : undefined;
    if (found === undefined) throw new XmlError('unknown-entity', at, `there is no entity ${whole}`);
    return found;
  }
  const code = decimal === undefined ? Number.parseInt(hexadecimal!, 16) : Number(decimal);
  if (!isCharacter(code)) throw new XmlError('not-well-formed', at, `${whole} is no character`);
  return String.fromCodePoint(code);
}

/** What XML calls a character. XML 1.0 2.2 */
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
