import { z } from 'zod';
import { mailboxId } from './fields.ts';
import { type DataOf, topic } from './topic.ts';

/**
 * A hint that a mailbox changed, never data: late, doubled or out of order does no harm.
 * Key: `mailbox`. Written by the store with each commit, read by sync in broadcast.
 */
export const mailboxChanged = topic(
  'mailbox.changed.v1',
  'A mailbox changed; a hint, never data',
  { writtenBy: ['conversion', 'sync', 'sms-dispatch', 'postbus'], readBy: ['sync'], reading: 'broadcast' },
  {
    mailbox: mailboxId,
    folders: z.array(z.int().min(1)).describe('Folders whose contents changed'),
    hierarchy: z.boolean().describe('Whether folders were made, renamed, moved or removed'),
    changeNumber: z.int().min(1).describe('The highest of the commit'),
    traceparent: z.string().optional().describe('Of the message that a delivery brought'),
  },
  (data) => data.mailbox,
);

export type MailboxChanged = DataOf<typeof mailboxChanged>;
