/** Elements of XML as documents print it, and as libwbxml writes it: enough of XML 1.0 and its namespaces for both. */
import { type Namespace, type WbxmlElement, codePages, isElement } from '@postbus/wbxml';

type Scope = ReadonlyMap<string, string>;
interface Open {
  readonly scope: Scope;
  readonly element: {
    readonly namespace: Namespace;
    readonly name: string;
    readonly content: (WbxmlElement | string)[];
  };
}

const token = /<\?[^>]*\?>|<!DOCTYPE[^>]*>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*"[^"]*")*)\s*(\/?)>|([^<]+)/gy;

/** The root of `xml`; a namespace is called without the colon that it ends in. @throws {Error} where it is no XML */
export function xmlTree(xml: string): WbxmlElement {
  const root: Open = { scope: new Map(), element: { namespace: 'AirSync', name: '', content: [] } };
  const open = [root];
  token.lastIndex = 0;
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const found = token.exec(xml);
    if (found === null) throw new Error(`not well-formed at ${at}`);
    const [, end, name, attributes = '', empty, text] = found;
    const parent = open.at(-1)!;
    if (text !== undefined) addText(parent, text);
    else if (end === '/') close(open, name!);
    else if (name !== undefined) {
      const started = start(parent, name, attributes);
      parent.element.content.push(started.element);
      if (empty !== '/') open.push(started);
    }
  }
  if (open.length > 1) throw new Error(`${open.at(-1)!.element.name} does not end`);
  const element = root.element.content.find(isElement);
  if (element === undefined) throw new Error('there is no element');
  return element;
}

function start({ scope }: Open, qualified: string, attributes: string): Open {
  const inner = new Map(scope);
  for (const [, prefix = '', uri] of attributes.matchAll(/xmlns:?(\w*)\s*=\s*"([^"]*)"/g)) inner.set(prefix, uri!);
  const [name, prefix = ''] = qualified.split(':').toReversed() as [string, string?];
  const namespace = inner.get(prefix)?.replace(/:$/, '') ?? '';
  if (!Object.hasOwn(codePages, namespace)) throw new Error(`${qualified} is of no namespace`);
  return { scope: inner, element: { namespace: namespace as Namespace, name, content: [] } };
}

function close(open: Open[], qualified: string): void {
  const { element } = open.pop()!;
  if (element.name !== qualified.split(':').at(-1)) throw new Error(`${qualified} ends ${element.name}`);
}

function addText({ element }: Open, text: string): void {
  if (text.trim() === '') return;
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  element.content.push(
    text.replace(/&(?:#x([\da-fA-F]+)|#(\d+)|(\w+));/g, (_, hex?: string, decimal?: string, name?: string) =>
      name === undefined ? character(hex === undefined ? Number(decimal) : parseInt(hex, 16)) : (entities[name] ?? ''),
    ),
  );
}

/** XML 1.0 has no characters below U+0020 but tab and the ends of lines, not even as references. [XML] 4.1 */
function character(code: number): string {
  if (code < 0x20 && ![0x9, 0xa, 0xd].includes(code)) throw new Error(`U+${code.toString(16)} is no character of XML`);
  return String.fromCodePoint(code);
}
