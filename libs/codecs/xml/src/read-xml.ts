/** The reader: one pass over the text, a stack of open elements. XML 1.0 (Fifth Edition); Namespaces in XML 1.0 */
import { type XmlElement, type XmlLimits, defaultXmlLimits } from './xml-element.ts';
import { XmlError } from './xml-error.ts';
import { type XmlForm, lenientForm, strictForm } from './xml-form.ts';
import { type XmlScope, namespaceOf, scopeWith } from './xml-namespaces.ts';
import { type StartTag, afterEndTag, notWellFormed, startTag } from './xml-tags.ts';

export interface XmlReadOptions {
  readonly limits?: Partial<XmlLimits>;
  /**
   * As phones write it: a document type that declares nothing is passed over, an ampersand that begins no reference
   * stands for itself, a prefix need not be declared, and texts between tags are not read. Strict unless told.
   */
  readonly isLenient?: boolean;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
interface Open {
  readonly element: Writable<XmlElement> & { readonly children: XmlElement[] };
  readonly scope: XmlScope | undefined;
  readonly texts: string[];
}

/**
 * Reads `text` up to its end. Nothing is ever fetched and no entity declared: every document type that declares
 * something is refused. Time is linear in the length of `text`.
 *
 * @returns the root element
 * @throws {XmlError} every code
 */
export function readXml(text: string, options: XmlReadOptions = {}): XmlElement {
  const limits = { ...defaultXmlLimits, ...options.limits };
  if (text.length > limits.length) throw new XmlError('too-large', limits.length, `${text.length} characters`);
  const form = options.isLenient === true ? lenientForm : strictForm;
  form.checkCharacters(text);
  return new XmlReader(text, limits, form).read();
}

class XmlReader {
  readonly #text: string;
  readonly #limits: XmlLimits;
  readonly #form: XmlForm;
  readonly #open: Open[] = [];
  #root: XmlElement | undefined;
  #count = 0;

  constructor(text: string, limits: XmlLimits, form: XmlForm) {
    this.#text = text;
    this.#limits = limits;
    this.#form = form;
  }

  read(): XmlElement {
    let at = 0;
    for (;;) {
      const next = this.#text.indexOf('<', at);
      this.#addText(at, next === -1 ? this.#text.length : next);
      if (next === -1) break;
      at = this.#pass(next);
    }
    const inner = this.#open.at(-1);
    if (inner !== undefined) throw notWellFormed(this.#text.length, `<${inner.element.name}> has no end`);
    if (this.#root === undefined) throw notWellFormed(this.#text.length, 'no element');
    return this.#root;
  }

  /** Reads what stands at `at`, a `<`. @returns the offset after it */
  #pass(at: number): number {
    const markup = this.#form.markup(this.#text, at, {
      isInside: this.#open.length > 0,
      isAfterRoot: this.#root !== undefined,
    });
    if (markup !== undefined) {
      this.#open.at(-1)?.texts.push(markup.characterData);
      return markup.end;
    }
    if (this.#text[at + 1] !== '/') return this.#begin(at);
    const end = afterEndTag(this.#text, at, this.#open.at(-1)?.element.name);
    this.#close(this.#open.pop()!);
    return end;
  }

  #begin(at: number): number {
    const outer = this.#open.at(-1);
    if (this.#root !== undefined && outer === undefined) throw notWellFormed(at, 'a second root');
    if (++this.#count > this.#limits.elements)
      throw new XmlError('too-many-elements', at, `more than ${this.#limits.elements} elements`);
    const tag = startTag(this.#text, at, this.#limits, this.#form.attributeValue);
    const scope = scopeWith(tag.attributes, outer?.scope);
    this.#form.checkNames(tag.name, tag.attributes, scope, at);
    const opened: Open = { element: elementOf(tag, scope, at), scope, texts: [] };
    this.#root ??= opened.element;
    outer?.element.children.push(opened.element);
    if (tag.isEmpty) return tag.end;
    this.#open.push(opened);
    if (this.#open.length > this.#limits.depth)
      throw new XmlError('too-deep', at, `elements in ${this.#limits.depth} others`);
    return tag.end;
  }

  #addText(from: number, to: number): void {
    if (from === to) return;
    const open = this.#open.at(-1);
    const found = this.#form.text(this.#text.slice(from, to), from, open !== undefined);
    if (found !== '') open?.texts.push(found);
  }

  #close({ element, texts }: Open): void {
    element.text = texts.join('');
  }
}

function elementOf({ name, attributes }: StartTag, scope: XmlScope | undefined, at: number): Open['element'] {
  const colon = name.indexOf(':');
  const prefix = colon === -1 ? '' : name.slice(0, colon);
  return {
    name,
    localName: name.slice(colon + 1),
    namespace: namespaceOf(scope, prefix) ?? '',
    attributes,
    namespaceOf: (wanted) => namespaceOf(scope, wanted),
    children: [],
    text: '',
    at,
  };
}
