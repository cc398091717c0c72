/** A mail that became a text message and was not sent: who wrote it is told as of any mail. RFC 3464 */
import { type BusRecord, derivedEventId, mailRefused, toRecord } from '@postbus/contracts';
import { utf8Bytes } from '@postbus/bytes';
import type { BlobRef, TextMessage } from '@postbus/domain';
import { addressField, dateField, idField, leafEntity, textField } from '@postbus/mime';
import { eventSource } from '../event-source.ts';
import { type ReportedState, failureText, statusCodeOf } from './failure-text.ts';

/** Characters of a reason that an event may have. */
const longestReason = 1000;

/** The mail again, as far as it is known: what the notification gives back. @param text of the text message */
export function mailAgain(
  { mail, recipients, submittedAt }: TextMessage,
  text: string,
  mailDomain: string,
): Uint8Array {
  const { from, messageId, subject } = mail!;
  const to = recipients.map(({ number, name = '' }) => ({ name, address: `${number}@${mailDomain}` }));
  return leafEntity('text/plain', utf8Bytes(text), {
    parameters: [['charset', 'utf-8']],
    fields: [
      dateField('Date', submittedAt),
      addressField('From', [{ name: '', address: from }], { utf8: true }),
      addressField('To', to, { utf8: true }),
      ...(subject === undefined ? [] : [textField('Subject', subject)]),
      ...(messageId === undefined ? [] : [idField('Message-ID', [messageId])]),
      'MIME-Version: 1.0',
    ],
  });
}

/** @param raw what `mailAgain` gave */
export function refusal(message: TextMessage, state: ReportedState, raw: BlobRef, mailDomain: string): BusRecord {
  const { id, tenant, mailbox, mail, recipients, submittedAt, changedAt, traceparent } = message;
  const event = derivedEventId('sms-refused', id, state, String(changedAt));
  const text = failureText(message, state).slice(0, longestReason);
  const data = {
    id: event,
    tenant,
    raw: { sha256: raw.sha256, size: raw.size },
    reversePath: { address: mail!.from, smtpUtf8: false, body: '8BITMIME' as const },
    submitter: mailbox,
    recipients: recipients.map(({ number }) => ({
      address: `${number}@${mailDomain}`,
      status: statusCodeOf(message, state),
      text,
    })),
    submittedAt: new Date(submittedAt).toISOString(),
  };
  const trace = traceparent === undefined ? {} : { traceparent };
  return toRecord(mailRefused, data, { id: event, source: eventSource, ...trace }, new Date(changedAt));
}
