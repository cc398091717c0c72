import { z } from 'zod';
import { mailboxId } from './fields.ts';
import { type DataOf, topic } from './topic.ts';

/** An account was added, changed or removed. Key: `account`. Read in broadcast: verified passwords are forgotten. */
export const accountChanged = topic(
  'account.changed.v1',
  'An account was added, changed or removed',
  { writtenBy: ['postbus'], readBy: ['ingest', 'sync'], reading: 'broadcast' },
  {
    account: z.string().min(1).max(64),
    mailbox: mailboxId,
    change: z.enum(['added', 'changed', 'removed']),
    version: z.int().min(1).describe('Readers drop news older than what they have'),
  },
  (data) => data.account,
);

export type AccountChanged = DataOf<typeof accountChanged>;
