import type { Migration } from './migration.ts';

/** What the S/MIME gateway holds. Certificates that come along with one are JSON, each in base64; a policy is JSON. */
export const smime: Migration = {
  version: 9,
  name: 'smime',
  sql: `
    CREATE TABLE smime_keys (
      address TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      certificates TEXT NOT NULL,
      sealed BLOB NOT NULL,
      not_after INTEGER NOT NULL,
      added_at INTEGER NOT NULL,
      PRIMARY KEY (address, fingerprint)
    );

    CREATE TABLE smime_certificates (
      address TEXT NOT NULL,
      fingerprint TEXT NOT NULL,
      certificate BLOB NOT NULL,
      issuers TEXT NOT NULL,
      source TEXT NOT NULL,
      added_at INTEGER NOT NULL,
      PRIMARY KEY (address, fingerprint)
    );

    CREATE TABLE smime_policies (
      subject TEXT PRIMARY KEY,
      policy TEXT NOT NULL
    ) WITHOUT ROWID;
  `,
};
