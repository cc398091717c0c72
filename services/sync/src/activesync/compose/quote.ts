/** An original as it stands below an answer or a forward, as text and as HTML. [MS-ASCMD] 2.2.1.19, 2.2.1.20 */
import type { MessageRecord } from '@postbus/domain';
import { formatDateTime } from '@postbus/mime';
import { type SummaryAddress, htmlToText } from '@postbus/oxcmail';
import { escapeHtml, textAsHtml } from '../rendering/text-to-html.ts';
import type { OriginalMessage } from './original-message.ts';

export type QuoteKind = 'reply' | 'forward';

const separator = '-----Original Message-----';
/** Marks the lines of a reply's original. */
const replyStyle = 'margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex';

/** The original's head, then its text; in a reply each line is marked. */
export function quoteAsText(record: MessageRecord, { text, html }: OriginalMessage, kind: QuoteKind): string {
  const body = (text ?? htmlToText(html ?? '')).replace(/\r\n|\r|\n/g, '\r\n');
  const head = headLines(record).map(([name, value]) => `${name}: ${value}`);
  return [separator, ...head, '', kind === 'reply' ? marked(body) : body].join('\r\n');
}

/** The same as HTML, to stand within a document. */
export function quoteAsHtml(record: MessageRecord, { text, html }: OriginalMessage, kind: QuoteKind): string {
  const head = headLines(record).map(([name, value]) => `<b>${name}:</b> ${escapeHtml(value)}<br>`);
  const body = html === undefined ? textAsHtml(text ?? '') : bodyOfDocument(html);
  const quoted = kind === 'reply' ? `<blockquote type="cite" style="${replyStyle}">${body}</blockquote>` : body;
  return `<br><hr><div>${head.join('\r\n')}</div><br>\r\n${quoted}`;
}

function headLines({ summary, received }: MessageRecord): (readonly [name: string, value: string])[] {
  const { from, to, cc, subject, submittedAt } = summary;
  const lines: [string, string][] = [
    ['From', from === undefined ? '' : addressLine([from])],
    ['Sent', formatDateTime(submittedAt ?? received)],
    ['To', addressLine(to)],
    ['Cc', addressLine(cc)],
    ['Subject', subject],
  ];
  return lines.filter(([name, value]) => value !== '' || name === 'Subject');
}

function addressLine(addresses: readonly SummaryAddress[]): string {
  return addresses.map(({ name, address }) => (name === '' ? address : `${name} <${address}>`)).join('; ');
}

function marked(text: string): string {
  return text
    .split('\r\n')
    .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`))
    .join('\r\n');
}

/** What stands in the body of `document`, and behind it, as lists append their footers; of one without a body everything but its head. */
function bodyOfDocument(document: string): string {
  const opening = /<body\b[^<>]*>/i.exec(document) ?? /<\/head\s*>/i.exec(document);
  const start = opening === null ? 0 : opening.index + opening[0].length;
  return document.slice(start).replace(/<(?:!doctype\b|\/?(?:html|body)\b)[^<>]*>/gi, '');
}
