/** The body as properties. [MS-OXCMAIL] 2.2.3.3, [MS-OXBBODY] 2.1 */
import { codePageOfCharset, isUtf8 } from '@postbus/charset';
import { PidTagBody, PidTagHtml, PidTagInternetCodepage, PidTagNativeBody, type PropertyBag } from '@postbus/mapi';
import type { MimeEntity } from '@postbus/mime';
import type { Conversion } from './conversion-options.ts';
import { labelOfHtml } from './html-label.ts';
import { binaryValue, textValue } from './part-value.ts';

/** Values of PidTagNativeBody. [MS-OXCMSG] 2.2.1.58.2 */
export const NativeBody = { undefined: 0, plainText: 1, rtf: 2, html: 3 } as const;

const utf8CodePage = 65001;
const westernCodePage = 1252;

/** The forms of the body that `parts` has; both where both are there. */
export function setBody(
  bag: PropertyBag,
  parts: { readonly text: MimeEntity | undefined; readonly html: MimeEntity | undefined },
  conversion: Conversion,
): void {
  const { text, html } = parts;
  if (text !== undefined) bag.set(PidTagBody, textValue(text, conversion));
  if (html !== undefined) bag.set(PidTagHtml, binaryValue(html, conversion, conversion.bodyInlineLimit).value);
  const native = html === undefined ? (text === undefined ? 'undefined' : 'plainText') : 'html';
  bag.set(PidTagNativeBody, NativeBody[native]).set(PidTagInternetCodepage, codePageOf(html ?? text));
}

/** The code page of the body's charset, which PidTagHtml is written in. [MS-OXCMAIL] 2.2.3.3.3 */
function codePageOf(part: MimeEntity | undefined): number {
  if (part === undefined) return utf8CodePage;
  const label = part.contentType.charset ?? (part.contentType.subtype === 'html' ? labelOfHtml(part) : undefined);
  const codePage = label === undefined ? undefined : codePageOfCharset(label);
  return codePage ?? (isUtf8(part.content()) ? utf8CodePage : westernCodePage);
}
