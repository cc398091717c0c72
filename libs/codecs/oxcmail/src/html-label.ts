/** The charset that an HTML document names in itself. HTML Living Standard 13.2.3.2 */
import { asciiText } from '@postbus/bytes';
import { resolveCharset } from '@postbus/charset';

/** How far the standard looks. */
const prescanned = 1024;
const metaCharset = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]+)/i;

/** The label in a `meta` of the first 1,024 bytes; UTF-16 and UTF-32 cannot be, for it was read as ASCII. */
export function labelOfHtml(content: Uint8Array): string | undefined {
  const label = metaCharset.exec(asciiText(content.subarray(0, prescanned)))?.[1];
  const charset = label === undefined ? undefined : resolveCharset(label);
  return charset === undefined || /^utf-(?:16|32)/.test(charset) ? undefined : label;
}

/** `document` with the label of its `meta` changed to `charset`. */
export function withHtmlLabel(document: string, charset: string): string {
  const head = document.slice(0, prescanned);
  const label = metaCharset.exec(head);
  if (label === null) return document;
  const end = label.index + label[0].length;
  return `${document.slice(0, end - label[1]!.length)}${charset}${document.slice(end)}`;
}
