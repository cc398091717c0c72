/** The body of a message as text and as HTML. [MS-OXCMAIL] 2.1.3.3 */
import { decodeText } from '@postbus/charset';
import {
  type MessageObject,
  PidTagBody,
  PidTagHtml,
  PidTagRtfCompressed,
  type PropertyBag,
  isExternal,
} from '@postbus/mapi';
import { htmlCharset } from '../bodies.ts';
import { htmlToText } from '../html-to-text.ts';
import { resolveBytes, resolveText } from '../resolve-value.ts';
import { bestBody } from './best-body.ts';
import { rtfBody } from './rtf-body.ts';
import { type EncodedText, encodedText, isMailCharset, preferredCharset } from './text-charset.ts';
import type { Writing } from './to-mime-options.ts';
import { bytesIn } from './value-in.ts';

export interface HtmlBody {
  readonly html: string;
  /** As it lies in the object, where it does so in a charset that mail may have. */
  readonly bytes: EncodedText | undefined;
}

export interface Picture {
  readonly contentId: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface MessageBody {
  /** Made from the HTML where the message has none. */
  readonly text: string;
  readonly html: HtmlBody | undefined;
  /** Pictures that the HTML shows and that are no attachments: those of RTF. */
  readonly pictures: readonly Picture[];
  /** Indexes of attachments that stand within the HTML. */
  readonly shown: ReadonlySet<number>;
}

/** The form of the body that counts, and a text beside it. @throws {OxcmailError} as `resolve` does */
export function messageBody(message: MessageObject, writing: Writing): MessageBody {
  const { properties } = message;
  const best = bestBody(properties);
  if (best === 'rtf') {
    const compressed = bytesIn(properties, PidTagRtfCompressed, writing.resolve);
    const rtf = compressed === undefined ? undefined : rtfBody(compressed, message, writing);
    if (rtf !== undefined) {
      const text = plainText(properties, writing);
      if (rtf.html === undefined) return bodyOf(text ?? rtf.text ?? '', undefined);
      const html = { html: rtf.html, bytes: undefined };
      return { text: text ?? rtf.text ?? htmlToText(rtf.html), html, pictures: rtf.pictures, shown: rtf.shown };
    }
  }
  const html = best === 'text' && properties.has(PidTagBody) ? undefined : htmlBody(message, writing);
  return bodyOf(plainText(properties, writing) ?? htmlToText(html?.html ?? ''), html);
}

function bodyOf(text: string, html: HtmlBody | undefined): MessageBody {
  return { text, html, pictures: [], shown: new Set() };
}

function plainText(bag: PropertyBag, { resolve }: Writing): string | undefined {
  const value = bag.get(PidTagBody);
  return typeof value === 'string' || isExternal(value) ? resolveText(value, resolve) : undefined;
}

/** PidTagHtml, or PidTagBodyHtml, which has the same id. */
function htmlBody(message: MessageObject, { resolve }: Writing): HtmlBody | undefined {
  const value: unknown = message.properties.get(PidTagHtml);
  if (typeof value === 'string') return { html: value, bytes: undefined };
  if (!(value instanceof Uint8Array) && !isExternal(value)) return undefined;
  const charset = htmlCharset(message);
  const bytes = resolveBytes(value, resolve);
  const html = decodeText(bytes, charset, { guess: true });
  return { html, bytes: isMailCharset(charset) ? { bytes, charset } : undefined };
}

/** `html` as bytes: those that lie in the object where it is unchanged. [MS-OXCMAIL] 2.1.3.3.4 */
export function encodedHtml(body: HtmlBody, html: string, bag: PropertyBag): EncodedText {
  if (html === body.html && body.bytes !== undefined) return body.bytes;
  const preferred = body.bytes?.charset ?? preferredCharset(bag) ?? 'utf-8';
  const encoded = encodedText(html, preferred);
  if (encoded.charset === preferred || encoded.charset === 'us-ascii') return encoded;
  return encodedText(namingCharset(html, encoded.charset), encoded.charset);
}

const metaCharset = /(<meta[^>]{0,200}?charset\s{0,20}=\s{0,20}["']?)([\w:.-]{1,40})/i;
/** How far readers look for a charset in HTML, in characters. HTML Living Standard 13.2.3.2 */
const prescanned = 1024;

/** `html` that names `charset` where it names another. */
function namingCharset(html: string, charset: string): string {
  return html.slice(0, prescanned).replace(metaCharset, `$1${charset}`) + html.slice(prescanned);
}
