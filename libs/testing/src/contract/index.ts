export { blobStoreContract, type BlobStoreFixture } from './blob-store.ts';
export { messageBusContract } from './message-bus.ts';
export type { MessageBusContractOptions, MessageBusFixture } from './message-bus-fixture.ts';
