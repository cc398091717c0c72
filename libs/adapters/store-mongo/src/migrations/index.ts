/** Every migration, in order. One that was released is never edited: a change is a further one. */
import type { Migration } from '@postbus/mongo-connection';
import { mailCollections } from './0001-mail-collections.ts';
import { smimeCollections } from './0002-smime-collections.ts';
import { textMessageCollections } from './0003-text-message-collections.ts';

export const migrations: readonly Migration[] = [mailCollections, smimeCollections, textMessageCollections];
