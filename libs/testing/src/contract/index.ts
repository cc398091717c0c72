export { blobStoreContract, type BlobStoreFixture } from './blob-store.ts';
export { messageBusContract } from './message-bus.ts';
export type { MessageBusContractOptions, MessageBusFixture } from './message-bus-fixture.ts';
export { deviceStoreContract } from './device-store.ts';
export { directoryContract } from './directory.ts';
export { jobStoreContract } from './job-store.ts';
export { mailStoreContract } from './mail-store.ts';
export { blobCollectionContract, type CollectionFixture } from './mail-store-collection.ts';
export type { StoreFixture, Stores } from './mail-store-fixture.ts';
