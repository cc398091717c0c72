/** What is taken for XML: what the recommendation has, or what phones write. XML 1.0 2.4 to 2.8, 2.11 */
import { XmlError } from './xml-error.ts';
import { type XmlScope, checkNames } from './xml-namespaces.ts';
import { attributeValue, textValue, withoutReferences } from './xml-references.ts';
import { afterNext, notWellFormed } from './xml-tags.ts';

interface Place {
  /** Whether an element is open. */
  readonly isInside: boolean;
  /** Whether the root has begun. */
  readonly isAfterRoot: boolean;
}

interface Markup {
  readonly end: number;
  readonly characterData: string;
}

export interface XmlForm {
  /** Looks for characters that a document may not hold. */
  checkCharacters(text: string): void;
  /** What of a text between tags counts. */
  text(text: string, at: number, isInside: boolean): string;
  /** A comment, an instruction, character data or a document type at `at`; undefined for a tag. */
  markup(text: string, at: number, place: Place): Markup | undefined;
  readonly attributeValue: (value: string, at: number) => string;
  checkNames(name: string, attributes: ReadonlyMap<string, string>, scope: XmlScope | undefined, at: number): void;
}

/** A document type without declarations: nothing of it is fetched, and nothing declared. XML 1.0 2.8 */
const documentType =
  /<!DOCTYPE\s[^<>[\]"']{0,200}(?:"[^"]{0,500}"[^<>[\]"']{0,200}|'[^']{0,500}'[^<>[\]"']{0,200}){0,2}>/y;
const notCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;
const notSpace = /[^ \t\r\n]/;
const target = /<\?([A-Za-z_\u0080-\uffff][\w.\-\u0080-\uffff]*)(?=[ \t\r\n]|\?>)/y;
const xmlDeclaration =
  /<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.\d"|'1\.\d')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"[\w.-]+"|'[\w.-]+'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>/y;

export const lenientForm: XmlForm = {
  checkCharacters: () => {},
  text: () => '',
  markup: (text, at, { isAfterRoot }) => {
    if (text.startsWith('<!--', at)) return passed(afterNext(text, '-->', at + 4));
    if (text.startsWith('<?', at)) return passed(afterNext(text, '?>', at + 2));
    if (text[at + 1] !== '!') return undefined;
    if (isAfterRoot && text.startsWith('<![CDATA[', at)) return passed(afterNext(text, ']]>', at + 9));
    documentType.lastIndex = at;
    if (isAfterRoot || !documentType.test(text))
      throw new XmlError('document-type', at, 'declarations of its own, or none that is known');
    return passed(documentType.lastIndex);
  },
  attributeValue: withoutReferences,
  checkNames: () => {},
};

export const strictForm: XmlForm = {
  checkCharacters: (text) => {
    const found = notCharacter.exec(text);
    if (found !== null) throw notWellFormed(found.index, 'a character that XML does not have');
  },
  text: (text, at, isInside) => {
    if (!isInside) {
      const found = notSpace.exec(text);
      if (found !== null) throw notWellFormed(at + found.index, 'a text outside the root');
      return '';
    }
    const wrong = text.indexOf(']]>');
    if (wrong !== -1) throw notWellFormed(at + wrong, ']]> in a text');
    return textValue(text, at);
  },
  markup: (text, at, { isInside }) => {
    if (text.startsWith('<!--', at)) return comment(text, at);
    if (text.startsWith('<?', at)) return instruction(text, at);
    if (text[at + 1] !== '!') return undefined;
    if (isInside && text.startsWith('<![CDATA[', at)) {
      const end = afterNext(text, ']]>', at + 9);
      return { end, characterData: text.slice(at + 9, end - 3).replace(/\r\n?/g, '\n') };
    }
    if (text.startsWith('<!DOCTYPE', at)) throw new XmlError('document-type', at, 'a document type');
    throw notWellFormed(at, 'a declaration that is none');
  },
  attributeValue,
  checkNames,
};

function comment(text: string, at: number): Markup {
  const end = afterNext(text, '--', at + 4);
  if (text[end] !== '>') throw notWellFormed(end - 2, '-- in a comment');
  return passed(end + 1);
}

function instruction(text: string, at: number): Markup {
  target.lastIndex = at;
  const name = target.exec(text)?.[1];
  if (name === undefined) throw notWellFormed(at, 'an instruction without a name');
  if (name.toLowerCase() !== 'xml') return passed(afterNext(text, '?>', at + 2));
  xmlDeclaration.lastIndex = at;
  if (at !== 0 || !xmlDeclaration.test(text)) throw notWellFormed(at, 'an XML declaration that is none');
  return passed(xmlDeclaration.lastIndex);
}

function passed(end: number): Markup {
  return { end, characterData: '' };
}
