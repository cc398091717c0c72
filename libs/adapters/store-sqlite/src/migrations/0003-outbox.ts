import type { Migration } from './migration.ts';

/** Events that wait for publication, and who may publish those of a shard. Ids rise in the order of commits. */
export const outbox: Migration = {
  version: 3,
  name: 'outbox',
  sql: `
    CREATE TABLE outbox (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      shard INTEGER NOT NULL,
      topic TEXT NOT NULL,
      key TEXT NOT NULL,
      headers TEXT NOT NULL,
      value BLOB NOT NULL
    );
    CREATE INDEX outbox_by_shard ON outbox (shard, id);

    CREATE TABLE outbox_leases (
      shard INTEGER PRIMARY KEY,
      owner TEXT NOT NULL,
      token INTEGER NOT NULL,
      leased_until INTEGER NOT NULL
    );
  `,
};
