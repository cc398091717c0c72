/** The charset that an HTML part names in itself. HTML Living Standard 13.2.3.2 */
import { asciiText } from '@postbus/bytes';
import { resolveCharset } from '@postbus/charset';
import { type MimeEntity, decodeSlice } from '@postbus/mime';

/** How far the standard looks, and how many encoded bytes that is at most: each in three, with broken lines. */
const prescanned = 1024;
const prescannedEncoded = 4 * prescanned;
const metaCharset = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]+)/i;

/** The label in a `meta` of the first 1,024 bytes; UTF-16 and UTF-32 cannot be, for it was read as ASCII. */
export function labelOfHtml(part: MimeEntity): string | undefined {
  const slice = part.bodySlice;
  const content = decodeSlice(part.source, { ...slice, length: Math.min(slice.length, prescannedEncoded) });
  const label = metaCharset.exec(asciiText(content.subarray(0, prescanned)))?.[1];
  const charset = label === undefined ? undefined : resolveCharset(label);
  return charset === undefined || /^utf-(?:16|32)/.test(charset) ? undefined : label;
}
