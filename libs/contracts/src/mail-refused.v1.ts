import { z } from 'zod';
import { blobRef, emailAddress, eventId, mailboxId, recipientDsn, reversePath, timestamp } from './fields.ts';
import { type DataOf, topic } from './topic.ts';

/**
 * A submitted message may not leave for these recipients, and its sender is to be told. Key: `id`. Written by
 * conversion, and by sms-dispatch of mail to numbers; read by relay. A topic apart from mail.outbound.v1: what a relay does not know of, it cannot send.
 */
export const mailRefused = topic(
  'mail.refused.v1',
  'A submitted message may not be sent to recipients; its sender is told',
  { writtenBy: ['conversion', 'sms-dispatch'], readBy: ['relay'], reading: 'shared' },
  {
    id: eventId.describe('Of the submission'),
    tenant: z.string(),
    raw: blobRef.describe('The message as it was submitted'),
    reversePath,
    submitter: mailboxId,
    recipients: z
      .array(
        z.object({
          address: emailAddress,
          dsn: recipientDsn.optional(),
          status: z
            .string()
            .regex(/^5\.[0-9]{1,3}\.[0-9]{1,3}$/)
            .describe('RFC 3463: 5.7.x for a policy'),
          text: z.string().min(1).max(1000).describe('Why, in words for the sender'),
        }),
      )
      .min(1),
    submittedAt: timestamp,
  },
  (data) => data.id,
);

export type MailRefused = DataOf<typeof mailRefused>;
