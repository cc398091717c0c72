import type { Migration } from '@postbus/mongo-connection';
import { smimeCollections as collections } from '../smime/smime-documents.ts';
import { createCollections } from './create-collections.ts';

/** The collections of the S/MIME gateway. */
export const smimeCollections: Migration = {
  version: 2,
  name: 'smime-collections',
  up: (connection) => createCollections(connection, collections),
};
