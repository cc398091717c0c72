import type { Migration } from '@postbus/mongo-connection';
import { textMessageCollections as collections } from '../text-messages/text-message-documents.ts';
import { createCollections } from './create-collections.ts';

/** The collections of text messages, and of numbers of accounts. */
export const textMessageCollections: Migration = {
  version: 3,
  name: 'text-message-collections',
  up: (connection) => createCollections(connection, collections),
};
