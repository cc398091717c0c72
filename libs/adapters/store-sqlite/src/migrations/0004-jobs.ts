import type { Migration } from './migration.ts';

/**
 * Jobs and what fairness over them needs; see job-turns.ts for the rule.
 * `phase` is 'waiting' until `ready_at`, then 'ready' with a turn; 'claimed' until `ready_at`, when its lease runs out.
 */
export const jobs: Migration = {
  version: 4,
  name: 'jobs',
  sql: `
    CREATE TABLE jobs (
      row INTEGER PRIMARY KEY AUTOINCREMENT,
      queue TEXT NOT NULL,
      dedupe_key TEXT NOT NULL,
      user TEXT NOT NULL,
      destination TEXT NOT NULL,
      due INTEGER NOT NULL,
      phase TEXT NOT NULL,
      ready_at INTEGER NOT NULL,
      turn INTEGER NOT NULL,
      token INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      state TEXT NOT NULL,
      blobs TEXT NOT NULL,
      traceparent TEXT,
      worker TEXT
    );
    CREATE INDEX jobs_by_time ON jobs (queue, phase, ready_at);
    CREATE INDEX jobs_by_turn ON jobs (queue, destination, turn, row) WHERE phase = 'ready';

    CREATE TABLE job_keys (
      queue TEXT NOT NULL,
      dedupe_key TEXT NOT NULL,
      -- When the job was over; null while it lives.
      over_at INTEGER,
      PRIMARY KEY (queue, dedupe_key)
    ) WITHOUT ROWID;
    CREATE INDEX job_keys_by_age ON job_keys (over_at) WHERE over_at IS NOT NULL;

    CREATE TABLE job_queues (
      queue TEXT PRIMARY KEY,
      turn INTEGER NOT NULL,
      served INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE job_lanes (
      queue TEXT NOT NULL,
      destination TEXT NOT NULL,
      -- The lowest turn of its ready jobs; null where it has none.
      head INTEGER,
      served INTEGER NOT NULL,
      held INTEGER NOT NULL,
      PRIMARY KEY (queue, destination)
    ) WITHOUT ROWID;
    CREATE INDEX job_lanes_by_head ON job_lanes (queue, head, served) WHERE head IS NOT NULL;

    CREATE TABLE job_users (
      queue TEXT NOT NULL,
      user TEXT NOT NULL,
      turn INTEGER NOT NULL,
      PRIMARY KEY (queue, user)
    ) WITHOUT ROWID;
    CREATE INDEX job_users_by_turn ON job_users (queue, turn);
  `,
};
