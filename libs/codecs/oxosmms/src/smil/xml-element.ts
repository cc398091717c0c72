/** XML as a tree of elements: what stands between them is passed over. XML 1.0 (Fifth Edition) */
import { OxosmmsError } from '../oxosmms-error.ts';
import { withoutReferences } from './xml-references.ts';

export interface XmlElement {
  /** As written, its prefix with it. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Offset of its tag. */
  readonly at: number;
}

export interface XmlLimits {
  /** UTF-16 units of a document. Stops files of megabytes that say nothing. */
  readonly length: number;
  /** Elements within one another. Stops a file that exhausts the stack of who walks through it. */
  readonly depth: number;
  /** Elements in all. Stops documents that cost a hundred times their length. */
  readonly elements: number;
  /** Attributes of one element. */
  readonly attributes: number;
}

type Open = XmlElement & { readonly children: XmlElement[] };

const name = /[A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*/y;
const attribute = /\s+([A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const tagEnd = /\s*(\/?)>/y;
const endTag = /<\/([A-Za-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*)\s*>/y;
/** A document type without declarations: nothing of it is fetched, and nothing declared. XML 1.0 2.8 */
const documentType =
  /<!DOCTYPE\s[^<>[\]"']{0,200}(?:"[^"]{0,500}"[^<>[\]"']{0,200}|'[^']{0,500}'[^<>[\]"']{0,200}){0,2}>/y;

/**
 * Reads `text` up to the end of its root.
 * @throws {OxosmmsError} `not-well-formed`, `document-type`, `unknown-entity`, `too-large`, `too-deep`, `too-many-elements`
 */
export function readXml(text: string, limits: XmlLimits): XmlElement {
  if (text.length > limits.length) throw new OxosmmsError('too-large', limits.length, `${text.length} characters`);
  const open: Open[] = [];
  let root: Open | undefined;
  let count = 0;
  let at = 0;
  for (;;) {
    at = text.indexOf('<', at);
    if (at === -1) break;
    const skipped = endOfMarkup(text, at, root !== undefined);
    if (skipped !== undefined) {
      at = skipped;
      continue;
    }
    if (text[at + 1] === '/') {
      at = closed(text, at, open.pop());
      continue;
    }
    if (root !== undefined && open.length === 0) throw wrong(at, 'a second root');
    if (++count > limits.elements)
      throw new OxosmmsError('too-many-elements', at, `more than ${limits.elements} elements`);
    const { element, end, isEmpty } = startTag(text, at, limits);
    root ??= element;
    open.at(-1)?.children.push(element);
    if (!isEmpty) open.push(element);
    if (open.length > limits.depth) throw new OxosmmsError('too-deep', at, `elements in ${limits.depth} others`);
    at = end;
  }
  if (root === undefined) throw wrong(text.length, 'no element');
  if (open.length > 0) throw wrong(text.length, `<${open.at(-1)!.name}> has no end`);
  return root;
}

/** The offset after a comment, an instruction, character data or the document type at `at`; undefined for a tag. */
function endOfMarkup(text: string, at: number, isInside: boolean): number | undefined {
  if (text.startsWith('<!--', at)) return after(text, '-->', at + 4);
  if (text.startsWith('<?', at)) return after(text, '?>', at + 2);
  if (text[at + 1] !== '!') return undefined;
  if (isInside && text.startsWith('<![CDATA[', at)) return after(text, ']]>', at + 9);
  documentType.lastIndex = at;
  if (isInside || !documentType.test(text))
    throw new OxosmmsError('document-type', at, 'declarations of its own, or none that is known');
  return documentType.lastIndex;
}

function startTag(text: string, at: number, limits: XmlLimits): { element: Open; end: number; isEmpty: boolean } {
  name.lastIndex = at + 1;
  const found = name.exec(text)?.[0];
  if (found === undefined) throw wrong(at, 'a tag without a name');
  const attributes = new Map<string, string>();
  let end = name.lastIndex;
  for (;;) {
    attribute.lastIndex = end;
    const match = attribute.exec(text);
    if (match === null) break;
    const [, key, double, single] = match;
    if (attributes.has(key!)) throw wrong(end, `a second ${key}`);
    if (attributes.size >= limits.attributes)
      throw new OxosmmsError('too-large', end, `more than ${limits.attributes} attributes`);
    attributes.set(key!, withoutReferences(double ?? single!, end));
    end = attribute.lastIndex;
  }
  tagEnd.lastIndex = end;
  const closing = tagEnd.exec(text);
  if (closing === null) throw wrong(end, `<${found}> is not written as a tag`);
  return { element: { name: found, attributes, children: [], at }, end: tagEnd.lastIndex, isEmpty: closing[1] === '/' };
}

function closed(text: string, at: number, element: XmlElement | undefined): number {
  endTag.lastIndex = at;
  const match = endTag.exec(text);
  if (match === null) throw wrong(at, 'an end tag that is none');
  if (match[1] !== element?.name) throw wrong(at, `</${match[1]}> ends nothing`);
  return endTag.lastIndex;
}

function after(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  if (found === -1) throw wrong(from, `no ${end}`);
  return found + end.length;
}

function wrong(at: number, what: string): OxosmmsError {
  return new OxosmmsError('not-well-formed', at, what);
}
