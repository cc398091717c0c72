/** What deliver.REQ brings. 3GPP TS 23.140 8.7.1.2 */
import { createHash } from 'node:crypto';
import type { DeliverRequest, Mm7Received, Mm7Recipients } from '@postbus/mm7';
import type { InboundMms } from '@postbus/ports';

const noContent = new TextEncoder().encode('Content-Type: text/plain\r\n\r\n');

/** @param now epoch milliseconds, where the carrier tells no time */
export function inboundMms(
  channel: string,
  message: DeliverRequest,
  content: Mm7Received['content'],
  now: number,
): InboundMms {
  const { sender, recipients = {}, subject, timeStamp } = message;
  const bytes = content?.bytes() ?? noContent;
  return {
    channel,
    reference: referenceOf(message, content),
    sender: sender.value,
    recipients: recipientsOf(recipients),
    ...(subject !== undefined && { subject }),
    content: bytes,
    at: timeStamp?.getTime() ?? now,
  };
}

/**
 * LinkedID, by which the carrier knows the message, is the same when it comes again; some give one to all that belongs
 * together. Where there is none, a TransactionID may be new or one counted from the start again. So a message is told by
 * what it is, too: boundaries and ids of its parts may be others each time.
 */
function referenceOf(
  { linkedId, sender, timeStamp, transactionId, subject = '' }: DeliverRequest,
  content: Mm7Received['content'],
): string {
  const hash = createHash('sha256').update(subject);
  for (const part of content?.walk() ?? []) if (!part.isMultipart) hash.update(part.content());
  const known = linkedId === undefined ? (timeStamp?.toISOString() ?? transactionId) : `linked ${linkedId}`;
  return `${sender.value} ${known} ${hash.digest('hex')}`;
}

/** Each that it is for, those that are only shown left out. */
function recipientsOf({ to = [], cc = [], bcc = [] }: Mm7Recipients): string[] {
  const values = [...to, ...cc, ...bcc].flatMap(({ value, displayOnly }) => (displayOnly === true ? [] : [value]));
  return [...new Set(values)];
}
