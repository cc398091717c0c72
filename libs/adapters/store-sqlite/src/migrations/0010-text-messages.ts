import type { Migration } from './migration.ts';

/**
 * Numbers of accounts, and text messages on their way: a message is JSON, and beside it what it is found by.
 * `numbers` are those of its recipients and `message_ids` those of its parts, JSON lists as written to the tables of both,
 * so that a change of neither writes neither.
 */
export const textMessages: Migration = {
  version: 10,
  name: 'text messages',
  sql: `
    ALTER TABLE accounts ADD COLUMN phone_numbers TEXT;
    ALTER TABLE accounts ADD COLUMN text_channels TEXT;
    ALTER TABLE accounts ADD COLUMN region TEXT;

    -- Verified ones.
    CREATE TABLE phone_numbers (
      number TEXT PRIMARY KEY,
      account TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX phone_numbers_by_account ON phone_numbers (account);

    CREATE TABLE text_messages (
      row INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      version INTEGER NOT NULL,
      submission TEXT NOT NULL,
      mailbox TEXT NOT NULL,
      item INTEGER,
      -- Empty before one was chosen.
      channel TEXT NOT NULL,
      state TEXT NOT NULL,
      submitted_at INTEGER NOT NULL,
      -- When it came into a state that is an end; null before.
      ended_at INTEGER,
      numbers TEXT NOT NULL,
      message_ids TEXT NOT NULL,
      message TEXT NOT NULL
    );
    CREATE INDEX text_messages_by_submission ON text_messages (submission, id);
    CREATE INDEX text_messages_by_item ON text_messages (mailbox, item) WHERE item IS NOT NULL;
    CREATE INDEX text_messages_by_time ON text_messages (mailbox, submitted_at, id);
    CREATE INDEX text_messages_for_phones ON text_messages (mailbox, submitted_at, id)
      WHERE channel = 'phone' AND state IN ('queued', 'dispatched');
    CREATE INDEX text_messages_by_end ON text_messages (ended_at) WHERE ended_at IS NOT NULL;

    CREATE TABLE text_message_recipients (
      mailbox TEXT NOT NULL,
      number TEXT NOT NULL,
      submitted_at INTEGER NOT NULL,
      row INTEGER NOT NULL,
      PRIMARY KEY (mailbox, number, submitted_at, row)
    ) WITHOUT ROWID;
    CREATE INDEX text_message_recipients_by_number ON text_message_recipients (number, submitted_at);

    CREATE TABLE text_message_parts (
      channel TEXT NOT NULL,
      message_id TEXT NOT NULL,
      row INTEGER NOT NULL,
      PRIMARY KEY (channel, message_id)
    ) WITHOUT ROWID;

    CREATE TABLE text_message_counts (
      channel TEXT NOT NULL,
      state TEXT NOT NULL,
      messages INTEGER NOT NULL,
      PRIMARY KEY (channel, state)
    ) WITHOUT ROWID;

    CREATE TABLE text_receipts (
      row INTEGER PRIMARY KEY,
      channel TEXT NOT NULL,
      kept_at INTEGER NOT NULL,
      receipt TEXT NOT NULL
    );
    CREATE INDEX text_receipts_by_channel ON text_receipts (channel, row);
    CREATE INDEX text_receipts_by_time ON text_receipts (kept_at);

    CREATE TABLE text_receipt_ids (
      channel TEXT NOT NULL,
      message_id TEXT NOT NULL,
      row INTEGER NOT NULL,
      PRIMARY KEY (channel, message_id, row)
    ) WITHOUT ROWID;

    CREATE TABLE text_receipt_counts (
      channel TEXT PRIMARY KEY,
      receipts INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE text_references (
      channel TEXT NOT NULL,
      number TEXT NOT NULL,
      reference INTEGER NOT NULL,
      used_at INTEGER NOT NULL,
      PRIMARY KEY (channel, number)
    ) WITHOUT ROWID;
    CREATE INDEX text_references_by_time ON text_references (used_at);

    CREATE TABLE text_received_parts (
      key TEXT NOT NULL,
      sequence INTEGER NOT NULL,
      total INTEGER NOT NULL,
      content TEXT NOT NULL,
      at INTEGER NOT NULL,
      -- As at, in the part of the key that was there first alone.
      first_at INTEGER,
      PRIMARY KEY (key, sequence)
    ) WITHOUT ROWID;
    CREATE INDEX text_received_parts_by_time ON text_received_parts (first_at) WHERE first_at IS NOT NULL;

    CREATE TABLE text_opt_outs (
      number TEXT NOT NULL,
      sender TEXT NOT NULL,
      at INTEGER NOT NULL,
      PRIMARY KEY (number, sender)
    ) WITHOUT ROWID;

    -- In the order of rows holders came.
    CREATE TABLE text_account_shares (
      row INTEGER PRIMARY KEY,
      account TEXT NOT NULL,
      owner TEXT NOT NULL,
      leased_until INTEGER NOT NULL,
      UNIQUE (account, owner)
    );
    CREATE INDEX text_account_shares_by_order ON text_account_shares (account, row);
  `,
};
