import type { Migration } from './migration.ts';

/** What operators did. An index without rowids ends in the id, so each one gives its entries in the order of times. */
export const audit: Migration = {
  version: 8,
  name: 'audit',
  sql: `
    CREATE TABLE audit_entries (
      id TEXT PRIMARY KEY,
      time INTEGER NOT NULL,
      principal TEXT NOT NULL,
      remote TEXT,
      action TEXT NOT NULL,
      subject TEXT NOT NULL,
      details TEXT NOT NULL,
      outcome TEXT NOT NULL,
      code TEXT,
      count INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX audit_entries_by_action ON audit_entries (action);
    CREATE INDEX audit_entries_by_principal ON audit_entries (principal);
    CREATE INDEX audit_entries_by_subject ON audit_entries (subject);
  `,
};
