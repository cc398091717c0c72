/** The forms of a body as text, one made from the other where a message has only one. [MS-OXBBODY] 2.1 */
import { charsetOfCodePage, decodeText } from '@postbus/charset';
import { type MessageObject, PidTagBody, PidTagHtml, PidTagInternetCodepage, type ResolveValue } from '@postbus/mapi';
import { htmlToText } from './html-to-text.ts';
import { resolveBytes, resolveText } from './resolve-value.ts';

const utf8CodePage = 65001;

/** The MIME name of the charset that PidTagHtml is written in. */
export function htmlCharset({ properties }: MessageObject): string {
  return charsetOfCodePage(properties.get(PidTagInternetCodepage) ?? utf8CodePage) ?? 'utf-8';
}

/** The HTML body, decoded; undefined where there is none. @throws {OxcmailError} as `resolve` does */
export function htmlBody(message: MessageObject, resolve: ResolveValue): string | undefined {
  const html = message.properties.get(PidTagHtml);
  return html === undefined
    ? undefined
    : decodeText(resolveBytes(html, resolve), htmlCharset(message), { guess: true });
}

/** The text body, or the HTML as text; empty where there is neither. @throws {OxcmailError} as `resolve` does */
export function textBody(message: MessageObject, resolve: ResolveValue): string {
  const text = message.properties.get(PidTagBody);
  return text === undefined ? htmlToText(htmlBody(message, resolve) ?? '') : resolveText(text, resolve);
}
