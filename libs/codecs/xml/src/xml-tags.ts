/** Tags of elements as they are written. XML 1.0 3.1 */
import type { XmlLimits } from './xml-element.ts';
import { XmlError } from './xml-error.ts';

const name = /[A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*/y;
const attribute =
  /[ \t\r\n]+([A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y;
const tagEnd = /[ \t\r\n]*(\/?)>/y;
const endTag = /<\/([A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*)[ \t\r\n]*>/y;

export interface StartTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Offset after it. */
  readonly end: number;
  readonly isEmpty: boolean;
}

/**
 * The start tag at `at`.
 * @param unescaped undoes references in the value of an attribute; gets the offset of it
 * @throws {XmlError} `not-well-formed`, `too-large`, and what `unescaped` throws
 */
export function startTag(
  text: string,
  at: number,
  limits: XmlLimits,
  unescaped: (value: string, at: number) => string,
): StartTag {
  name.lastIndex = at + 1;
  const found = name.exec(text)?.[0];
  if (found === undefined) throw notWellFormed(at, 'a tag without a name');
  const attributes = new Map<string, string>();
  let end = name.lastIndex;
  for (;;) {
    attribute.lastIndex = end;
    const match = attribute.exec(text);
    if (match === null) break;
    const [whole, key, double, single] = match;
    if (attributes.has(key!)) throw notWellFormed(end, `a second ${key}`);
    if (attributes.size >= limits.attributes)
      throw new XmlError('too-large', end, `more than ${limits.attributes} attributes`);
    const value = double ?? single!;
    attributes.set(key!, unescaped(value, end + whole.length - value.length - 1));
    end = attribute.lastIndex;
  }
  tagEnd.lastIndex = end;
  const closing = tagEnd.exec(text);
  if (closing === null) throw notWellFormed(end, `<${found}> is not written as a tag`);
  return { name: found, attributes, end: tagEnd.lastIndex, isEmpty: closing[1] === '/' };
}

/** The offset after the end tag at `at`, which is that of `open`. @throws {XmlError} `not-well-formed` */
export function afterEndTag(text: string, at: number, open: string | undefined): number {
  endTag.lastIndex = at;
  const match = endTag.exec(text);
  if (match === null) throw notWellFormed(at, 'an end tag that is none');
  if (match[1] !== open) throw notWellFormed(at, `</${match[1]}> ends nothing`);
  return endTag.lastIndex;
}

/** The offset after the next `end`. @throws {XmlError} `not-well-formed` where there is none */
export function afterNext(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  if (found === -1) throw notWellFormed(from, `no ${end}`);
  return found + end.length;
}

export function notWellFormed(at: number, what: string): XmlError {
  return new XmlError('not-well-formed', at, what);
}
