/** The code page that an HTML body is written in, whatever it says. [MS-OXCMAIL] 2.2.3.3.3 */
import { codePageOfCharset, decodeText, isAscii, isUtf8 } from '@postbus/charset';
import type { MimeEntity } from '@postbus/mime';
import { labelOfHtml } from './html-label.ts';

export const utf8CodePage = 65001;
const westernCodePage = 1252;
const asciiCodePage = 20127;
/** What mailers that never looked say of UTF-8: the western and Turkish code pages, and ASCII. */
const oftenMislabelled = new Set([asciiCodePage, 28591, 28605, 1252, 28599, 1254]);
/** Code units of two and four bytes, in either order. */
const wide = new Set([1200, 1201, 12000, 12001]);

/**
 * The code page of the charset that the Content-Type names, else of the one that the document names, unless the bytes
 * cannot be of it: then UTF-8 where they are, else the western one.
 * @param content of `part`, transfer encoding undone
 */
export function codePageOfHtml(part: MimeEntity, content: Uint8Array): number {
  return codePageOfDocument(content, codePageOfLabel(part.contentType.charset));
}

/** The same of an HTML document that nothing but itself tells of. @param told the code page that something tells */
export function codePageOfDocument(content: Uint8Array, told?: number): number {
  const named = told ?? codePageOfLabel(labelOfHtml(content));
  if (named === undefined || (wide.has(named) && !isWide(content))) return unlabelled(content);
  if (named === utf8CodePage) return isMostlyUtf8(content) ? utf8CodePage : westernCodePage;
  if (!oftenMislabelled.has(named) || isAscii(content)) return named;
  if (isUtf8(content)) return utf8CodePage;
  return named === asciiCodePage ? westernCodePage : named;
}

function codePageOfLabel(label: string | undefined): number | undefined {
  return label === undefined ? undefined : codePageOfCharset(label);
}

function unlabelled(content: Uint8Array): number {
  return isUtf8(content) ? utf8CodePage : westernCodePage;
}

/** UTF-8 with a few bytes lost stays UTF-8. */
function isMostlyUtf8(content: Uint8Array): boolean {
  return isUtf8(content) || decodeText(content, 'utf-8', { guess: true }).includes('\ufffd');
}

/** Markup in code units of two bytes has zeros in it. */
function isWide(content: Uint8Array): boolean {
  return content.subarray(0, 1000).includes(0);
}
