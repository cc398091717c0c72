/** The charset that an HTML document names in itself. HTML Living Standard 13.2.3.2 */
import { asciiText } from '@postbus/bytes';
import { resolveCharset } from '@postbus/charset';

/** How far the standard looks. */
const prescanned = 1024;
const metaCharset = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]+)/i;

/** The label in a `meta` of the first 1,024 bytes; undefined where there is none, or one that contradicts itself. */
export function labelOfHtml(bytes: Uint8Array): string | undefined {
  const label = metaCharset.exec(asciiText(bytes.subarray(0, prescanned)))?.[1];
  if (label === undefined) return undefined;
  const charset = resolveCharset(label);
  return charset === undefined || charset.startsWith('utf-16') || charset.startsWith('utf-32') ? undefined : label;
}
