import { z } from 'zod';
import { blobRef, emailAddress, eventId, mailboxId, recipientDsn, reversePath, timestamp } from './fields.ts';
import { type DataOf, topic } from './topic.ts';

/** A message is to go to recipients of one domain. Key: `domain`. Written by conversion and sms-dispatch, read by relay. */
export const mailOutbound = topic(
  'mail.outbound.v1',
  'A message is to be sent to recipients of one domain',
  { writtenBy: ['conversion', 'sms-dispatch'], readBy: ['relay'], reading: 'shared' },
  {
    id: eventId.describe('Of the submission; with `domain` it names the delivery'),
    tenant: z.string(),
    raw: blobRef,
    reversePath,
    submitter: mailboxId,
    domain: z.string().min(1).max(255).describe('Lower case'),
    recipients: z.array(z.object({ address: emailAddress, dsn: recipientDsn.optional() })).min(1),
    submittedAt: timestamp,
  },
  (data) => data.domain,
);

export type MailOutbound = DataOf<typeof mailOutbound>;
