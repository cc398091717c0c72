export { openSqliteStore, type SqliteStore, type SqliteStoreOptions } from './open-sqlite-store.ts';
export { StoreError } from './store-error.ts';
export type { StoreCommitted, StoreFailed } from './channels.ts';
