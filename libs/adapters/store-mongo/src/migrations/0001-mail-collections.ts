import type { Migration } from '@postbus/mongo-connection';

const collections = [
  'mailboxes',
  'folders',
  'folder_tombstones',
  'messages',
  'objects',
  'tombstones',
  'dedupe_keys',
  'property_names',
  'abandoned',
  'outbox',
  'outbox_leases',
];

const namespaceExists = 48;

/** The collections of mailboxes and of the outbox: made before the transactions that write to them. */
export const mailCollections: Migration = {
  version: 1,
  name: 'mail-collections',
  up: async (connection) => {
    for (const collection of collections) {
      await connection.createCollection(collection).catch((error: unknown) => {
        if (!(error instanceof Error) || !('code' in error) || error.code !== namespaceExists) throw error;
      });
    }
  },
};
