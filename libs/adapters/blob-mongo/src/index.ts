export { openMongoBlobStore, type MongoBlobStoreOptions } from './open-mongo-blob-store.ts';
