import type { Migration } from './migration.ts';

/**
 * Mailboxes, each known by a short number that is never given again, and their folders.
 * `counter` is the last number taken of the 48-bit counter, `change_number` the highest change that readers can see.
 */
export const mailboxes: Migration = {
  version: 1,
  name: 'mailboxes',
  sql: `
    CREATE TABLE mailboxes (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      tenant TEXT NOT NULL,
      mailbox TEXT NOT NULL,
      guid TEXT NOT NULL,
      counter INTEGER NOT NULL,
      change_number INTEGER NOT NULL,
      uid_validity INTEGER NOT NULL,
      UNIQUE (tenant, mailbox)
    );

    CREATE TABLE folders (
      mailbox INTEGER NOT NULL,
      id INTEGER NOT NULL,
      parent INTEGER NOT NULL,
      display_name TEXT NOT NULL,
      name_key TEXT NOT NULL,
      role TEXT,
      container_class TEXT NOT NULL,
      change_number INTEGER NOT NULL,
      content_number INTEGER NOT NULL,
      uid_validity INTEGER NOT NULL,
      uid_next INTEGER NOT NULL,
      messages INTEGER NOT NULL,
      unread INTEGER NOT NULL,
      PRIMARY KEY (mailbox, id)
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX folders_by_name ON folders (mailbox, parent, name_key) WHERE parent <> id;
    CREATE UNIQUE INDEX folders_by_role ON folders (mailbox, role) WHERE role IS NOT NULL;
    CREATE INDEX folders_by_change ON folders (mailbox, change_number);

    CREATE TABLE folder_tombstones (
      mailbox INTEGER NOT NULL,
      change_number INTEGER NOT NULL,
      id INTEGER NOT NULL,
      PRIMARY KEY (mailbox, change_number)
    ) WITHOUT ROWID;

    CREATE TABLE dedupe_keys (
      mailbox INTEGER NOT NULL,
      key TEXT NOT NULL,
      applied_at INTEGER NOT NULL,
      change_number INTEGER NOT NULL,
      results TEXT NOT NULL,
      PRIMARY KEY (mailbox, key)
    ) WITHOUT ROWID;
    CREATE INDEX dedupe_keys_by_age ON dedupe_keys (applied_at);

    CREATE TABLE property_names (
      mailbox INTEGER NOT NULL,
      name TEXT NOT NULL,
      id INTEGER NOT NULL,
      PRIMARY KEY (mailbox, name)
    ) WITHOUT ROWID;

    -- Contents of deleted folders, and of deleted mailboxes (folder 0), which are removed a few rows at a time.
    CREATE TABLE abandoned (
      mailbox INTEGER NOT NULL,
      folder INTEGER NOT NULL,
      PRIMARY KEY (mailbox, folder)
    ) WITHOUT ROWID;
  `,
};
