/** A WBXML document as a tree: what XML would hold, with bytes beside text. [MS-ASWBXML] 2.1 */
import type { Namespace, TagName } from './code-pages.ts';

/** Text from STR_I or STR_T, bytes from OPAQUE, or a child. */
export type WbxmlContent = WbxmlElement | string | Uint8Array;

export interface WbxmlElement {
  readonly namespace: Namespace;
  readonly name: string;
  readonly content: readonly WbxmlContent[];
  /** Where the tag stands in the document that it was read from. */
  readonly offset?: number;
}

/** An element to encode. */
export function element<N extends Namespace>(
  namespace: N,
  name: TagName<N>,
  ...content: readonly WbxmlContent[]
): WbxmlElement {
  return { namespace, name, content };
}

/** Whether a piece of content is a child element. */
export function isElement(content: WbxmlContent): content is WbxmlElement {
  return typeof content === 'object' && !(content instanceof Uint8Array);
}
