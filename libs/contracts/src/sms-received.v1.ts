import { z } from 'zod';
import { eventId, mailboxId, timestamp } from './fields.ts';
import { type DataOf, topic } from './topic.ts';

/**
 * A text message came in for a mailbox by a carrier. Key: `mailbox`. Put in the outbox with the item itself by
 * sms-dispatch; for whoever asks. The text stays in the mailbox.
 */
export const smsReceived = topic(
  'sms.received.v1',
  'A text message came in for a mailbox',
  { writtenBy: ['sms-dispatch', 'conversion'], readBy: [], reading: 'shared' },
  {
    id: eventId,
    tenant: z.string(),
    mailbox: mailboxId,
    kind: z.enum(['sms', 'mms']),
    channel: z.string().min(1).max(64),
    from: z.string().min(1).max(200).describe('Number or name of the sender'),
    to: z.string().min(1).max(200).describe('The number here'),
    parts: z.int().min(1).max(255),
    complete: z.boolean().describe('Whether all its parts came'),
    as: z.enum(['text-message', 'mail']).describe('mail where it answers a mail'),
    receivedAt: timestamp,
  },
  (data) => data.mailbox,
);

export type SmsReceived = DataOf<typeof smsReceived>;
