/** Writes a tree as a WBXML document. [MS-ASWBXML] 2.1 */
import { tagNumber } from './code-pages.ts';
import { type WbxmlElement, isElement } from './element.ts';
import { WbxmlError } from './wbxml-error.ts';
import { WbxmlWriter } from './wbxml-writer.ts';

/**
 * A whole document with `root` as its root element.
 * @throws {WbxmlError} `unknown-tag` where no code page has an element, `nul-in-string`
 */
export function encodeWbxml(root: WbxmlElement): Uint8Array<ArrayBuffer> {
  const writer = new WbxmlWriter();
  writeElement(writer, root);
  return writer.finish();
}

/** Writes `root` and all below it where `writer` stands. */
export function writeElement(writer: WbxmlWriter, root: WbxmlElement): void {
  const tag = tagNumber(root.namespace, root.name);
  if (tag === undefined) {
    throw new WbxmlError('unknown-tag', writer.length, `${root.namespace}:${root.name} has no token`);
  }
  writer.start(tag);
  for (const content of root.content) {
    if (typeof content === 'string') writer.text(content);
    else if (isElement(content)) writeElement(writer, content);
    else writer.opaque(content);
  }
  writer.end();
}
