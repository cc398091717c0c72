/** A document as a tree of elements. XML 1.0 (Fifth Edition); Namespaces in XML 1.0 (Third Edition) */

export interface XmlElement {
  /** As written, its prefix with it. */
  readonly name: string;
  /** Without its prefix. */
  readonly localName: string;
  /** The name of its namespace; empty for none. */
  readonly namespace: string;
  /** By their names as written, declarations of namespaces among them. */
  readonly attributes: ReadonlyMap<string, string>;
  /** The namespace that `prefix` stands for here; undefined where it is not declared. */
  readonly namespaceOf: (prefix: string) => string | undefined;
  readonly children: readonly XmlElement[];
  /** Its own character data, one piece after another, line ends as LF; that of its children is theirs. */
  readonly text: string;
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
  /** Attributes of one element. Stops one element of a million attributes. */
  readonly attributes: number;
}

export const defaultXmlLimits: XmlLimits = { length: 1024 * 1024, depth: 32, elements: 10_000, attributes: 50 };

/** The attribute of `element` that has `localName` in `namespace`; those without a prefix are in none. Namespaces 6.2 */
export function attributeOf(element: XmlElement, localName: string, namespace = ''): string | undefined {
  if (namespace === '') return element.attributes.get(localName);
  for (const [name, value] of element.attributes) {
    const colon = name.indexOf(':');
    if (colon > 0 && name.slice(colon + 1) === localName && element.namespaceOf(name.slice(0, colon)) === namespace)
      return value;
  }
  return undefined;
}
