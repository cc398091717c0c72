import type { Migration } from './migration.ts';

/** Text messages are told from all others, in lists and in what is left of those that went. */
export const messageKinds: Migration = {
  version: 11,
  name: 'message kinds',
  sql: `
    ALTER TABLE messages ADD COLUMN text_message INTEGER NOT NULL DEFAULT 0;
    UPDATE messages SET text_message = 1 WHERE summary LIKE '%"messageClass":"IPM.Note.Mobile.SMS%'
      OR summary LIKE '%"messageClass":"IPM.Note.Mobile.MMS%';
    CREATE INDEX text_messages_by_receipt ON messages (mailbox, folder, received, id) WHERE text_message = 1;

    ALTER TABLE message_tombstones ADD COLUMN text_message INTEGER NOT NULL DEFAULT 0;
  `,
};
