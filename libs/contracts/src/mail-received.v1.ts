import { z } from 'zod';
import {
  blobRef,
  emailAddress,
  eventId,
  mailboxId,
  recipientDsn,
  reversePath,
  smtpClient,
  timestamp,
} from './fields.ts';
import { type DataOf, topic } from './topic.ts';

/** A message was accepted for mailboxes here. Key: `id`. Written by ingest, relay and sms-dispatch, read by conversion. */
export const mailReceived = topic(
  'mail.received.v1',
  'A message was accepted for mailboxes here',
  { writtenBy: ['ingest', 'relay', 'sms-dispatch'], readBy: ['conversion'], reading: 'shared' },
  {
    id: eventId,
    tenant: z.string(),
    raw: blobRef,
    contentSha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .describe(
        'Of the bytes as the client sent them, before fields were added: equal for a retry of the same message',
      ),
    reversePath,
    client: smtpClient,
    recipients: z.array(z.object({ mailbox: mailboxId, address: emailAddress, dsn: recipientDsn.optional() })).min(1),
    receivedAt: timestamp,
  },
  (data) => data.id,
);

export type MailReceived = DataOf<typeof mailReceived>;
