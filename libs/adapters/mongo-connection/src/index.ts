export { openMongoConnection, type MongoConnection } from './open-mongo-connection.ts';
export type { MongoOptions } from './mongo-options.ts';
export { MongoSetupError } from './mongo-setup-error.ts';
export { faultsOf, isConflict, isDuplicateKey, mongoFault } from './mongo-fault.ts';
export type { Migration } from './migrate.ts';
export type { IndexSpec } from './ensure-indexes.ts';
export type { StoreClockAligned, StoreCommitted, StoreConflict, StoreFailed, StoreRoundTrip } from './channels.ts';
