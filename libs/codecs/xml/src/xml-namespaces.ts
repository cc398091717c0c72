/** Which namespace a prefix stands for. Namespaces in XML 1.0 (Third Edition) */
import { XmlError } from './xml-error.ts';

/** The prefixes that one element declares, and what is around it. */
export interface XmlScope {
  readonly declared: ReadonlyMap<string, string>;
  readonly outer: XmlScope | undefined;
}

const xml = 'http://www.w3.org/XML/1998/namespace';
const xmlns = 'http://www.w3.org/2000/xmlns/';
const qualified = /^[^:]+(?::[^:]+)?$/;
/** What begins the part after a prefix: a digit, a hyphen and a period do not. */
const notNameStart = /:[\d.-]/;

/** The namespace of `prefix`, the empty one being the default; undefined where it is not declared. Goes up at most the depth of the document. */
export function namespaceOf(scope: XmlScope | undefined, prefix: string): string | undefined {
  if (prefix === 'xml') return xml;
  for (let one = scope; one !== undefined; one = one.outer) {
    const found = one.declared.get(prefix);
    if (found !== undefined) return found;
  }
  return prefix === '' ? '' : undefined;
}

/** The scope of an element with `attributes`; the one around it where it declares nothing. */
export function scopeWith(attributes: ReadonlyMap<string, string>, outer: XmlScope | undefined): XmlScope | undefined {
  let declared: Map<string, string> | undefined;
  for (const [name, value] of attributes) {
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) continue;
    declared ??= new Map();
    declared.set(name.slice('xmlns:'.length), value);
  }
  return declared === undefined ? outer : { declared, outer };
}

/**
 * Checks names and declarations of one element. Namespaces 3, 4, 5, 6.3
 * @throws {XmlError} `undeclared-prefix`, `not-well-formed`
 */
export function checkNames(
  name: string,
  attributes: ReadonlyMap<string, string>,
  scope: XmlScope | undefined,
  at: number,
): void {
  namespaceOfName(name, scope, at);
  const expanded = new Set<string>();
  for (const [key, value] of attributes) {
    if (key === 'xmlns' || key.startsWith('xmlns:')) checkDeclaration(key, value, at);
    else if (key.includes(':')) {
      const whole = `{${namespaceOfName(key, scope, at)}}${key.slice(key.indexOf(':') + 1)}`;
      if (expanded.has(whole)) throw new XmlError('not-well-formed', at, `a second attribute ${whole}`);
      expanded.add(whole);
    }
  }
}

function namespaceOfName(name: string, scope: XmlScope | undefined, at: number): string {
  if (!qualified.test(name) || notNameStart.test(name))
    throw new XmlError('not-well-formed', at, `${name} is not a name with a prefix`);
  const colon = name.indexOf(':');
  const prefix = colon === -1 ? '' : name.slice(0, colon);
  const found = namespaceOf(scope, prefix);
  if (found === undefined) throw new XmlError('undeclared-prefix', at, `the prefix of ${name} is not declared`);
  return found;
}

function checkDeclaration(name: string, value: string, at: number): void {
  const prefix = name.slice('xmlns:'.length);
  const isWrong =
    prefix === 'xmlns' ||
    value === xmlns ||
    (prefix === 'xml') !== (value === xml) ||
    (name !== 'xmlns' && (prefix === '' || value === '' || prefix.includes(':')));
  if (isWrong) throw new XmlError('not-well-formed', at, `${name}="${value}" may not be declared`);
}
