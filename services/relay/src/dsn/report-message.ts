/** A delivery status notification as a message: multipart/report of three parts. RFC 3464, RFC 6522, RFC 6533, RFC 3834 */
import { utf8Bytes } from '@postbus/bytes';
import {
  addressField,
  dateField,
  idField,
  leafEntity,
  messageEntity,
  multipartEntity,
  parseMessageIds,
  parseMime,
  textField,
} from '@postbus/mime';
import { type DeliveryStatus, deliveryStatusText, isInternationalized } from './delivery-status-fields.ts';
import { reportSubjects, reportText } from './report-text.ts';

export interface Report extends DeliveryStatus {
  /** A UUID: names the notification in its Message-ID. */
  readonly id: string;
  /** Who gets it: the reverse-path. */
  readonly to: string;
  /** Epoch milliseconds. */
  readonly date: number;
  /** What is given back of the message. RFC 3461 4.3 */
  readonly original: { readonly what: 'message' | 'header'; readonly bytes: Uint8Array } | undefined;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const longestSubject = 200;

export function reportMessage(report: Report): Uint8Array<ArrayBuffer> {
  const headers = report.original === undefined ? undefined : parseMime(report.original.bytes).headers;
  const subject = headers?.first('Subject')?.text.slice(0, longestSubject);
  const parts = [
    leafEntity('text/plain', utf8Bytes(reportText(report, subject)), { parameters: [['charset', 'utf-8']] }),
    statusPart(report),
    ...(report.original === undefined ? [] : [originalPart(report.original)]),
  ];
  return multipartEntity('report', parts, {
    parameters: [['report-type', 'delivery-status']],
    fields: headerFields(report, subject, parseMessageIds(headers?.first('Message-ID')?.value ?? '')),
    utf8: true,
  });
}

/** RFC 3461 6.2; Auto-Submitted keeps other programs from answering. RFC 3834 5 */
function headerFields(report: Report, subject: string | undefined, about: readonly string[]): string[] {
  const { kind, reportingMta, to, date, id } = report;
  return [
    dateField('Date', date),
    addressField('From', [{ name: 'Mail Delivery System', address: `mailer-daemon@${reportingMta}` }]),
    addressField('To', [{ name: '', address: to }], { utf8: true }),
    textField('Subject', [reportSubjects[kind], subject].filter(Boolean).join(': ')),
    idField('Message-ID', [`<${id}@${reportingMta}>`]),
    ...(about.length === 0
      ? []
      : [idField('In-Reply-To', about.slice(0, 1)), idField('References', about.slice(0, 1))]),
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
  ];
}

function statusPart(report: Report): Uint8Array {
  const text = utf8Bytes(deliveryStatusText(report));
  if (!isInternationalized(report.recipients))
    return leafEntity('message/delivery-status', text, { transferEncoding: '7bit' });
  return leafEntity('message/global-delivery-status', text, { transferEncoding: '8bit' });
}

/** RFC 6522 3, RFC 6533 5, 6 */
function originalPart({ what, bytes }: NonNullable<Report['original']>): Uint8Array {
  const global = hasUtf8Header(bytes);
  if (what === 'message') return messageEntity(bytes, { mediaType: global ? 'message/global' : 'message/rfc822' });
  return leafEntity(global ? 'message/global-headers' : 'text/rfc822-headers', bytes, { eightBit: true });
}

function hasUtf8Header(bytes: Uint8Array): boolean {
  const header = headerOf(bytes);
  if (header.every((byte) => byte < 0x80)) return false;
  try {
    strictUtf8.decode(header);
    return true;
  } catch {
    return false;
  }
}

/** The header of a message with CRLF line ends, its empty line left out. */
export function headerOf(bytes: Uint8Array): Uint8Array {
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf('\r\n\r\n');
  return end < 0 ? bytes : bytes.subarray(0, end + 2);
}
