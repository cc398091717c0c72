import type { Migration } from './migration.ts';

/** Devices of a mailbox and their states by name, as JSON. */
export const devices: Migration = {
  version: 6,
  name: 'devices',
  sql: `
    CREATE TABLE devices (
      mailbox INTEGER NOT NULL,
      id TEXT NOT NULL,
      version INTEGER NOT NULL,
      device TEXT NOT NULL,
      PRIMARY KEY (mailbox, id)
    ) WITHOUT ROWID;

    CREATE TABLE device_states (
      mailbox INTEGER NOT NULL,
      device TEXT NOT NULL,
      name TEXT NOT NULL,
      version INTEGER NOT NULL,
      state TEXT NOT NULL,
      PRIMARY KEY (mailbox, device, name)
    ) WITHOUT ROWID;
  `,
};
