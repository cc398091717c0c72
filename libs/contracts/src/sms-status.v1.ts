import { textMessageStates } from '@postbus/domain';
import { z } from 'zod';
import { eventId, mailboxId, timestamp } from './fields.ts';
import { type DataOf, topic } from './topic.ts';

/**
 * A text message came into a state. Key: `mailbox`. Put in the outbox with the state itself; carries its version, so that
 * readers drop older news. Written by sms-dispatch, by sync where a phone sends, and where its owner or an operator takes it back; read by
 * sms-dispatch, which brings the mailbox to it; for whoever asks.
 */
export const smsStatus = topic(
  'sms.status.v1',
  'A text message came into a state',
  { writtenBy: ['sms-dispatch', 'sync', 'postbus'], readBy: ['sms-dispatch'], reading: 'shared' },
  {
    id: eventId.describe('Of the text message'),
    version: z.int().min(1).describe('Rises with each change of the message'),
    submission: eventId,
    tenant: z.string(),
    mailbox: mailboxId,
    kind: z.enum(['sms', 'mms']),
    recipients: z.array(z.string().min(1).max(200)).min(1).describe('Numbers'),
    channel: z.string().max(64).optional().describe('Absent before one was chosen'),
    state: z.enum(textMessageStates),
    before: z
      .enum(textMessageStates)
      .optional()
      .describe('The state before, of one parted from a group that of the group; absent of a message that is new'),
    code: z.string().max(64).optional().describe('Why, where it did not go well'),
    parts: z
      .object({ total: z.int().min(1), submitted: z.int().min(0), delivered: z.int().min(0) })
      .optional()
      .describe('Of a carrier: messages that it was split into'),
    submittedAt: timestamp.optional(),
    changedAt: timestamp,
  },
  (data) => data.mailbox,
);

export type SmsStatus = DataOf<typeof smsStatus>;
