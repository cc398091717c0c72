import { z } from 'zod';
import { blobRef, emailAddress, eventId, mailboxId, recipientDsn, reversePath, timestamp } from './fields.ts';
import { type DataOf, topic } from './topic.ts';

/** A user's message is to be sent. Key: `id`. Written by ingest (submission) and sync, read by conversion. */
export const mailSubmitted = topic(
  'mail.submitted.v1',
  'A user submitted a message for recipients',
  { writtenBy: ['ingest', 'sync'], readBy: ['conversion'], reading: 'shared' },
  {
    id: eventId,
    tenant: z.string(),
    raw: blobRef.describe('The MIME to send, with Date, Message-ID and without Bcc'),
    reversePath,
    submitter: mailboxId.describe('Mailbox whose owner submitted it; delivery status goes there'),
    recipients: z.array(z.object({ address: emailAddress, dsn: recipientDsn.optional() })).min(1),
    saveToSentItems: z.boolean().optional().describe("Whether a copy goes to the submitter's Sent Items"),
    submittedAt: timestamp,
  },
  (data) => data.id,
);

export type MailSubmitted = DataOf<typeof mailSubmitted>;
