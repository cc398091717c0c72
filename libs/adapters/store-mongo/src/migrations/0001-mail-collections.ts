import type { Migration } from '@postbus/mongo-connection';
import { createCollections } from './create-collections.ts';

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

/** The collections of mailboxes and of the outbox: made before the transactions that write to them. */
export const mailCollections: Migration = {
  version: 1,
  name: 'mail-collections',
  up: (connection) => createCollections(connection, collections),
};
