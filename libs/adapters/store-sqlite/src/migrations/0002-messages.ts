import type { Migration } from './migration.ts';

/**
 * Messages as lists need them, apart from their objects, so that a scan never touches a big row.
 * `latest_change` is the higher of `change_number` and `read_change_number`.
 */
export const messages: Migration = {
  version: 2,
  name: 'messages',
  sql: `
    CREATE TABLE messages (
      row INTEGER PRIMARY KEY,
      mailbox INTEGER NOT NULL,
      id INTEGER NOT NULL,
      folder INTEGER NOT NULL,
      uid INTEGER NOT NULL,
      change_number INTEGER NOT NULL,
      read_change_number INTEGER NOT NULL,
      latest_change INTEGER NOT NULL,
      received INTEGER NOT NULL,
      read INTEGER NOT NULL,
      mime_sha256 BLOB,
      mime_size INTEGER,
      traceparent TEXT,
      summary TEXT NOT NULL
    );
    CREATE UNIQUE INDEX messages_by_id ON messages (mailbox, id);
    CREATE UNIQUE INDEX messages_by_arrival ON messages (mailbox, folder, id);
    CREATE UNIQUE INDEX messages_by_change ON messages (mailbox, folder, latest_change);
    CREATE INDEX messages_by_receipt ON messages (mailbox, folder, received, id);

    -- JSON of the stored form as text, or compressed with zstd as a blob. 'row' is that of messages.
    CREATE TABLE message_objects (
      row INTEGER PRIMARY KEY,
      object BLOB NOT NULL
    );

    CREATE TABLE message_tombstones (
      mailbox INTEGER NOT NULL,
      folder INTEGER NOT NULL,
      change_number INTEGER NOT NULL,
      id INTEGER NOT NULL,
      received INTEGER NOT NULL,
      reason TEXT NOT NULL,
      PRIMARY KEY (mailbox, folder, change_number)
    ) WITHOUT ROWID;

    -- What refers to a blob: a message, a job or an event in the outbox, by its row.
    CREATE TABLE blob_references (
      holder TEXT NOT NULL,
      row INTEGER NOT NULL,
      sha256 BLOB NOT NULL,
      PRIMARY KEY (holder, row, sha256)
    ) WITHOUT ROWID;
    CREATE INDEX blob_references_by_blob ON blob_references (sha256);
  `,
};
