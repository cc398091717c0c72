/** The first words of a message. [MS-ASAIRS] 2.2.2.34 */
import { decodeText } from '@postbus/charset';
import {
  type ExternalValue,
  type MessageObject,
  PidTagBody,
  PidTagHtml,
  type ResolveValue,
  isExternal,
} from '@postbus/mapi';
import { htmlCharset } from './bodies.ts';
import { htmlToText } from './html-to-text.ts';

/** Characters of a preview. [MS-ASAIRS] 2.2.2.34: a client asks for 1 to 255 */
export const previewLength = 255;
/** Bytes of a slice that are read for it: scripts and styles of HTML stand before its text. */
const readAhead = { text: 4 * 1024, html: 64 * 1024 };

/** Text of the body, or of the HTML where there is no text; white space collapsed. @param resolve reads values that are not in the object */
export function previewOf(message: MessageObject, resolve?: ResolveValue): string {
  const { properties } = message;
  const text = properties.get(PidTagBody);
  const fromText = text === undefined ? '' : collapsed(beginningOfText(text, resolve));
  if (fromText !== '') return fromText;
  const html = properties.get(PidTagHtml);
  const document = html === undefined ? '' : beginningOfHtml(html, htmlCharset(message), resolve);
  return collapsed(htmlToText(document, { limit: previewLength * 4 }));
}

function beginningOfText(value: string | ExternalValue, resolve: ResolveValue | undefined): string {
  if (!isExternal(value)) return value.slice(0, readAhead.text);
  return decodeText(beginning(value, readAhead.text, resolve), value.charset, { guess: true });
}

function beginningOfHtml(value: Uint8Array | ExternalValue, charset: string, resolve?: ResolveValue): string {
  const bytes = isExternal(value) ? beginning(value, readAhead.html, resolve) : value;
  return decodeText(bytes.subarray(0, readAhead.html), charset, { guess: true });
}

/** The beginning of a value: of a slice, no more is decoded than is wanted. */
function beginning(value: ExternalValue, length: number, resolve: ResolveValue | undefined): Uint8Array {
  if (resolve === undefined) return new Uint8Array(0);
  const wanted = value.in === 'mime' ? { ...value, length: Math.min(value.length, length) } : value;
  return resolve(wanted).subarray(0, length);
}

function collapsed(text: string): string {
  const words = text.replace(/(?:[\s\u200b-\u200f\u2060\ufeff\u00ad]|\u034f)+/g, ' ').trim();
  if (words.length <= previewLength) return words;
  const end = words.slice(0, previewLength);
  return end.isWellFormed() ? end : end.slice(0, -1);
}
