/** Every migration, in order. One that was released is never edited: a change is a further one. */
import { mailboxes } from './0001-mailboxes.ts';
import { messages } from './0002-messages.ts';
import { outbox } from './0003-outbox.ts';
import { jobs } from './0004-jobs.ts';
import { directory } from './0005-directory.ts';
import { devices } from './0006-devices.ts';
import { outboxTimes } from './0007-outbox-times.ts';
import { audit } from './0008-audit.ts';
import { smime } from './0009-smime.ts';
import { textMessages } from './0010-text-messages.ts';
import { messageKinds } from './0011-message-kinds.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [
  mailboxes,
  messages,
  outbox,
  jobs,
  directory,
  devices,
  outboxTimes,
  audit,
  smime,
  textMessages,
  messageKinds,
];
