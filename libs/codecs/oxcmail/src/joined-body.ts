/** Several texts of a multipart/mixed as one body. [MS-OXCMAIL] 2.2.3.3.2.2 */
import { utf8Bytes } from '@postbus/bytes';
import { type MimeEntity, decodeFlowed } from '@postbus/mime';
import { enrichedToHtml } from './enriched-text.ts';
import { textAsHtml } from './escaped-html.ts';
import { withHtmlLabel } from './html-label.ts';

/** One form, whatever forms the parts have: HTML, in UTF-8, where one of them is no plain text. */
export type JoinedBody = { readonly text: string } | { readonly html: Uint8Array };

/** What a document has around what it shows. Bounded, for a tag that never closes would be looked for again and again. */
const frame =
  /<!doctype[^>]{0,500}>|<\/?(?:html|head|body)\b[^>]{0,500}>|<meta\b[^>]{0,500}>|<title\b[^>]{0,100}>[^<]{0,500}<\/title>/gi;
const separator = '<br>\r\n';

/**
 * @param parts texts in their order, the body's own first
 * @param textOf gives the text of a plain one, where all are
 */
export function joinedBody(parts: readonly MimeEntity[], textOf: (part: MimeEntity) => string = partText): JoinedBody {
  if (parts.every(isPlain)) return { text: joinedTexts(parts.map(textOf)) };
  const [first = '', ...others] = parts.map(partHtml);
  const end = endOfBody(first);
  const added = others.map((document) => separator + document.replace(frame, ''));
  return { html: utf8Bytes(withHtmlLabel(first.slice(0, end) + added.join('') + first.slice(end), 'utf-8')) };
}

/** The text of a part, with the lines of format=flowed joined. RFC 3676 */
export function partText(part: MimeEntity): string {
  if (!isFlowed(part)) return part.text();
  return decodeFlowed(part.text(), { delSp: part.contentType.parameters.get('delsp')?.toLowerCase() === 'yes' });
}

export function isFlowed({ contentType }: MimeEntity): boolean {
  return contentType.parameters.get('format')?.toLowerCase() === 'flowed';
}

/** A multipart in which no part was found is text too. */
function isPlain({ contentType: { subtype } }: MimeEntity): boolean {
  return subtype !== 'html' && subtype !== 'enriched';
}

function partHtml(part: MimeEntity): string {
  switch (part.contentType.subtype) {
    case 'html':
      return part.text();
    case 'enriched':
      return enrichedToHtml(part.text());
    default:
      return `<div>${textAsHtml(partText(part))}</div>`;
  }
}

/** Where the body of `document` ends: at its last end tag, else at the end. */
function endOfBody(document: string): number {
  const lower = document.slice(-1000).toLowerCase();
  const found = ['</body', '</html'].map((tag) => lower.indexOf(tag)).filter((at) => at !== -1);
  return found.length === 0 ? document.length : document.length - lower.length + Math.min(...found);
}

/** Each text begins on a line of its own. */
function joinedTexts(texts: readonly string[]): string {
  const last = texts.length - 1;
  return texts.map((text, index) => (index < last && !/(?:^|\n)$/.test(text) ? `${text}\r\n` : text)).join('');
}
