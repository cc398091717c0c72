/** The charset that text is written in. [MS-OXCMAIL] 2.1.3.3.3 */
import { asciiBytes, utf8Bytes } from '@postbus/bytes';
import { canEncode, charsetOfCodePage, decodeText, encodeText, isAscii } from '@postbus/charset';
import { PidTagInternetCodepage, PidTagMessageCodepage, type PropertyBag } from '@postbus/mapi';
import { integerIn } from './value-in.ts';

export interface EncodedText {
  readonly bytes: Uint8Array;
  /** MIME name. */
  readonly charset: string;
}

const ascii = asciiBytes('<a href="x">&;=~{}</a>');
const asciiText = '<a href="x">&;=~{}</a>';
/** Charsets that readers refuse, for text in them can be read as something else. RFC 2152 is of 1997, WHATWG Encoding 4.2 */
const refused = /^(?:utf-7|hz-gb-2312|iso-2022-(?:kr|cn))/i;
/** The Internet code pages of those of Windows. [MS-OXCMAIL] 2.1.3.3.3 */
const internetCodePages = new Map([
  [874, 874],
  [932, 50220],
  [936, 936],
  [949, 949],
  [950, 950],
  [1200, 65001],
  [1250, 28592],
  [1251, 20866],
  [1252, 28591],
  [1253, 28597],
  [1254, 28599],
  [1255, 38598],
  [1256, 1256],
  [1257, 1257],
  [1258, 1258],
]);

/** The charset that the message prefers for its text: that of its Internet code page, else of its code page. */
export function preferredCharset(bag: PropertyBag): string | undefined {
  const own = integerIn(bag, PidTagMessageCodepage);
  const codePage = integerIn(bag, PidTagInternetCodepage) ?? (own === undefined ? own : internetCodePages.get(own));
  const charset = codePage === undefined ? undefined : charsetOfCodePage(codePage);
  return charset === undefined || !isMailCharset(charset) ? undefined : charset;
}

/** Whether text of a mail may be in `charset`: its ASCII is ASCII, and readers do not refuse it. RFC 2046 4.1.2, RFC 2781 3.3 */
export function isMailCharset(charset: string): boolean {
  return !refused.test(charset) && decodeText(ascii, charset) === asciiText;
}

/** `text` in US-ASCII where it is that, else in `preferred`, else in ISO-8859-1, where that carries all of it; else in UTF-8. */
export function encodedText(text: string, preferred: string | undefined): EncodedText {
  const wellFormed = text.toWellFormed();
  const utf8 = utf8Bytes(wellFormed);
  if (isAscii(utf8)) return { bytes: utf8, charset: 'us-ascii' };
  for (const charset of [preferred, 'iso-8859-1']) {
    if (charset === undefined) continue;
    if (charset === 'utf-8') break;
    if (canEncode(wellFormed, charset)) return { bytes: encodeText(wellFormed, charset), charset };
  }
  return { bytes: utf8, charset: 'utf-8' };
}
