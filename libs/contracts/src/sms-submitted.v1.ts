import { z } from 'zod';
import { emailAddress, eventId, mailboxId, timestamp } from './fields.ts';
import { type DataOf, topic } from './topic.ts';

/**
 * A text message lies in an Outbox and is to be sent. Key: `mailbox`. Put in the outbox with the item itself, by sync,
 * conversion (mail to numbers) and the admin API, and by sms-dispatch where it parts an item; read by sms-dispatch. The text stays in the mailbox.
 */
export const smsSubmitted = topic(
  'sms.submitted.v1',
  'A user submitted a text message',
  { writtenBy: ['sync', 'conversion', 'postbus', 'sms-dispatch'], readBy: ['sms-dispatch'], reading: 'shared' },
  {
    id: eventId.describe('Of the submission; `sms/` and it is the dedupe key under which the item was inserted'),
    partOf: eventId.optional().describe('The submission that it was parted from: its recipients are reached otherwise'),
    tenant: z.string(),
    mailbox: mailboxId.describe('Whose Outbox it lies in'),
    kind: z.enum(['sms', 'mms']),
    source: z.enum(['activesync', 'mail', 'api', 'command']),
    sender: z.string().min(1).max(32).optional().describe('The sender that its owner asked for'),
    expiresAt: timestamp.optional().describe('When it is of no use any more'),
    mail: z
      .object({
        from: emailAddress,
        messageId: z.string().max(998).optional().describe('With its angle brackets'),
        subject: z.string().max(255).optional(),
      })
      .optional()
      .describe('The mail that it was; answers go back as mail'),
    submittedAt: timestamp,
  },
  (data) => data.mailbox,
);

export type SmsSubmitted = DataOf<typeof smsSubmitted>;
