import type { Migration } from './migration.ts';

/** When events were committed, so that those which their committer is just sending are told from those left behind. */
export const outboxTimes: Migration = {
  version: 7,
  name: 'outbox times',
  sql: 'ALTER TABLE outbox ADD COLUMN committed_at INTEGER NOT NULL DEFAULT 0;',
};
