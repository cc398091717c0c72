/**
 * HTMLTagParameter: what kind of fragment lies in an HTMLTAG group. [MS-OXRTFEX] 2.1.3.1.4.1
 * Readers ignore it; the numbers are those that Outlook writes for the same elements.
 */

/** Bits 0 and 1: where in the document the fragment stands. */
const Destination = { inBody: 0, inHead: 1, inHtml: 2, outsideHtml: 3 } as const;
const inParagraph = 4;
const endTag = 8;

/** Whole parameters of fragments that are no tags. */
export const HtmlTagType = {
  text: 0,
  textInHead: Destination.inHead,
  /** A character reference. */
  character: 0x50 | inParagraph,
  /** A comment, a declaration, the content of a style sheet. */
  unknown: 0xf0 | inParagraph,
  inHead: 0xf0 | Destination.inHead,
} as const;

const document: ReadonlyMap<string, number> = new Map([
  ['html', 0x10 | Destination.outsideHtml],
  ['head', 0x20 | Destination.inHtml],
  ['body', 0x30 | Destination.inHtml],
]);
const elements = new Map<string, number>();
for (const [type, names] of [
  [0x40, 'p li ul ol dl dt dd'],
  [0x50, 'a b i u s em strong strike del ins sub sup code tt kbd samp big small cite img'],
  [0x60, 'div blockquote center pre address'],
  [0x70, 'br hr'],
  [0x80, 'table tbody thead tfoot tr td th caption h1 h2 h3 h4 h5 h6'],
  [0x90, 'font span'],
] as const) {
  for (const name of names.split(' ')) elements.set(name, type);
}
const paragraphTypes = new Set([0x50, 0x70, 0x90, 0xf0]);
const headEnd = 0x20 | endTag | Destination.inHead;
const headElement = 0xa0;
const unknownElement = 0xf0;

/** Parameter of the tag `name`, which is in lower case. */
export function parameterOfTag(name: string, isEndTag: boolean, inHead: boolean): number {
  const closing = isEndTag ? endTag : 0;
  if (name === 'head' && isEndTag) return headEnd;
  const ofDocument = document.get(name);
  if (ofDocument !== undefined) return ofDocument | closing;
  if (inHead)
    return (/^(meta|title|link|base)$/.test(name) ? headElement : unknownElement) | closing | Destination.inHead;
  const type = elements.get(name) ?? unknownElement;
  return type | closing | (paragraphTypes.has(type) ? inParagraph : 0);
}

/** Elements that begin and end a line. */
export const blockElements: ReadonlySet<string> = new Set(
  (
    'p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table tr caption blockquote pre center address hr form fieldset ' +
    'section article header footer main nav aside'
  ).split(' '),
);

/** Control words that switch the format of an element on and off. */
export interface CharacterFormat {
  readonly on: string;
  readonly off: string;
}

const bold = { on: '\\b', off: '\\b0' };
const italic = { on: '\\i', off: '\\i0' };
const struck = { on: '\\strike', off: '\\strike0' };
const fixed = { on: '\\f1', off: '\\f0' };

export const characterFormats: ReadonlyMap<string, CharacterFormat> = new Map([
  ['b', bold],
  ['strong', bold],
  ['th', bold],
  ['h1', bold],
  ['h2', bold],
  ['h3', bold],
  ['h4', bold],
  ['h5', bold],
  ['h6', bold],
  ['i', italic],
  ['em', italic],
  ['cite', italic],
  ['u', { on: '\\ul', off: '\\ulnone' }],
  ['ins', { on: '\\ul', off: '\\ulnone' }],
  ['s', struck],
  ['strike', struck],
  ['del', struck],
  ['sub', { on: '\\sub', off: '\\nosupersub' }],
  ['sup', { on: '\\super', off: '\\nosupersub' }],
  ['pre', fixed],
  ['code', fixed],
  ['tt', fixed],
  ['kbd', fixed],
  ['samp', fixed],
  ['a', { on: '\\ul\\cf1', off: '\\ulnone\\cf0' }],
]);
