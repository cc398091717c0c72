import type { Migration } from './migration.ts';

/** Accounts, every address that reaches one (by its key), and domains added. */
export const directory: Migration = {
  version: 5,
  name: 'directory',
  sql: `
    CREATE TABLE accounts (
      id TEXT PRIMARY KEY,
      tenant TEXT NOT NULL,
      address_key TEXT NOT NULL UNIQUE,
      address TEXT NOT NULL,
      aliases TEXT NOT NULL,
      display_name TEXT NOT NULL,
      password_hash TEXT,
      version INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE addresses (
      address_key TEXT PRIMARY KEY,
      account TEXT NOT NULL,
      domain TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX addresses_by_account ON addresses (account);
    CREATE INDEX addresses_by_domain ON addresses (domain);

    CREATE TABLE domains (
      domain TEXT PRIMARY KEY
    ) WITHOUT ROWID;
  `,
};
